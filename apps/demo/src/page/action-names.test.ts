import { actionSize, listEnvs, make } from '@cohort-rl/envs';
import { expect, test } from '@jest/globals';
import { actionNamesOf } from './action-names.ts';

test.each(listEnvs().map(({ id, tasks }) => [id, tasks.map(({ name }) => name)] as const))('%s: every action of every task has a name of its own', (id, tasks) => {
  const env = make(id);
  /** Actions of each task, by its name: those that are ever allowed. */
  const counts = new Map<string, number>();
  for (let seed = 0; counts.size < tasks.length; seed++) {
    const { info } = env.reset({ seed });
    const { actionSpace } = env;
    const most = actionSpace.kind === 'Discrete' ? actionSpace.n : actionSize(actionSpace);
    // a suite masks what a task lacks; a mask of Taxi's leaves out what is of no use now
    const lacks = tasks.length > 1 && info?.action_mask ? Array.from(info.action_mask).filter((allowed) => !allowed).length : 0;
    counts.set((info?.['task'] as string | undefined) ?? tasks[0]!, most - lacks);
  }
  for (const task of tasks) {
    const names = actionNamesOf(id, task)!;
    expect(names).toHaveLength(counts.get(task)!);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('nothing is said of what is not known', () => {
  expect(actionNamesOf('nowhere', 'x')).toBeNull();
});

import { afterAll, describe, expect, test } from '@jest/globals';
import { evaluateRun } from './evaluate-run.ts';
import { recordsOf, stateOf, temporaryFolder } from './run-cohort.fixture.ts';
import { trainCommandOf } from './train-command.ts';
import { resolveConfiguration, type TrainFlags } from './train-configuration.ts';
import { createEnvs, resumeRun, startRun } from './train-run.ts';
import { resolveVector } from './vector-configuration.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

describe('resolveVector', () => {
  test('starts are shared by 8, else by half of the environments, else by all', () => {
    const replicas = [2, 3, 4, 6, 8, 12, 16, 20, 24].map((numEnvs) => resolveVector({ preset: 'deepseek' }, numEnvs).replicas);
    expect(replicas).toEqual([2, 3, 2, 3, 8, 6, 8, 10, 8]);
    expect(() => resolveVector({ preset: 'rloo' }, 1)).toThrow('invalid --num-envs: 1; expected at least 2');
  });

  test('what a stage does not need stays as it is', () => {
    expect(resolveVector(null, 1)).toEqual({});
    expect(resolveVector({ grouping: 'task' }, 1)).toEqual({});
    expect(resolveVector({ grouping: 'startState' }, 16)).toEqual({ replicas: 8 });
    expect(resolveVector({ preset: 'drGrpo', grouping: 'task' }, 16)).toEqual({ autoreset: 'disabled' });
  });
});

describe('configurations', () => {
  const of = async (flags: TrainFlags): Promise<unknown[]> => {
    const { numEnvs, vector, options } = await resolveConfiguration(flags);
    return [numEnvs, vector, options.rolloutSteps];
  };
  const critic = { replicas: 8, autoreset: 'disabled' };

  test('of whole episodes hold the longest, in two groups at least, unless flags say otherwise', async () => {
    const algo = 'grpo:critic-free';
    expect(await of({ env: 'CartPole-v1', algo })).toEqual([16, critic, 500]);
    expect(await of({ env: 'mixed-horizons', algo })).toEqual([16, critic, 1000]);
    expect(await of({ env: 'scaled-cartpoles', algo, rolloutSteps: 64, numEnvs: 8 })).toEqual([8, critic, 64]);
    expect(await of({ env: 'CliffWalking-v1', algo })).toEqual([16, critic, undefined]);
  });

  test('of shared starts alone keep the rollouts of the preset; of neither, all', async () => {
    const [numEnvs, , rolloutSteps] = await of({ env: 'CartPole-v1' });
    expect(await of({ env: 'CartPole-v1', algo: 'grpo', grouping: 'startState' })).toEqual([16, { replicas: 8 }, rolloutSteps]);
    expect(await of({ env: 'CartPole-v1', algo: 'grpo:task' })).toEqual([numEnvs, undefined, rolloutSteps]);
  });
});

const tiny: TrainFlags = { env: 'scaled-cartpoles', steps: 2000, numEnvs: 8, rolloutSteps: 40, minibatchSize: 64, epochs: 2, evalEvery: 600, trainingEvalEpisodes: 4, evalEpisodes: 4 };

const trained: TrainFlags[] = [{ algo: 'grpo:critic-free' }, { algo: 'grpo:dr-grpo' }, { algo: 'grpo:rloo' }, { algo: 'grpo:critic-free', normalizeObservations: true }, { algo: 'grpo', grouping: 'startState' }];

test.each(trained)('%j stopped and resumed comes to the same end, bit for bit', async (flags) => {
  const configuration = await resolveConfiguration({ ...tiny, ...flags });
  const name = `run-${trained.indexOf(flags)}`;
  const { configuration: all } = await startRun(configuration, path(`${name}-whole`));
  let updates = 0;
  const stopped = startRun(configuration, path(`${name}-stopped`), { onUpdate: () => updates++, interruption: () => (updates === 3 ? 130 : 0) });
  await expect(stopped).rejects.toThrow('interrupted at step');
  const { result } = await resumeRun(path(`${name}-stopped`), undefined);
  expect(recordsOf(path(`${name}-stopped`))).toEqual(recordsOf(path(`${name}-whole`)));
  for (const state of ['checkpoint/state.bin', 'best/state.bin']) {
    expect(stateOf(path(`${name}-stopped/${state}`))).toEqual(stateOf(path(`${name}-whole/${state}`)));
  }
  const { evaluation } = await evaluateRun(path(`${name}-whole`), { episodes: 4, best: false });
  expect(evaluation.tasks).toEqual(result.evaluation!.tasks);
  const { replicas, autoreset } = all.vector!;
  expect([replicas, autoreset]).toEqual([8, flags.algo === 'grpo' ? undefined : 'disabled']);
  const envs = await createEnvs(all);
  expect([envs.autoreset, envs.startIds === null]).toEqual([autoreset ?? 'sameStep', false]);
  expect(trainCommandOf(all)).toContain(`--algo ${flags.algo} --seed 1 --num-envs 8`);
});

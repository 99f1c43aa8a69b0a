import { expect, test } from '@jest/globals';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import { createAgent } from '../training/create-agent.ts';
import { defaultExperiment, type Experiment } from '../training/experiment.ts';
import type { Algorithm } from '../training/protocol.ts';
import { createRun } from '../training/run.ts';
import { actingPolicy, type ActingPolicy } from './acting-policy.ts';

/** An agent after a few updates, and its policy at play as the page has it from the worker's report. */
async function atPlay(algorithm: Algorithm, experiment: Experiment): Promise<{ readonly agent: PpoAgent; readonly acting: ActingPolicy; readonly numChanges: () => number }> {
  const agent = await createAgent({ algorithm, experiment, threads: 1 });
  for await (const { update } of agent.learn({ totalSteps: 1e9 })) if (update === 3) break;
  const run = createRun(algorithm, experiment);
  run.policy = { step: agent.step, parameters: agent.engine.readParameters(), observationMoments: null, valueNormalizer: agent.options.valueNormalizer?.getState?.() ?? null };
  let numChanges = 0;
  await new Promise<void>((resolve) => {
    const changed = (): void => {
      numChanges++;
      resolve();
    };
    expect(actingPolicy(run, changed)).toBeNull();
  });
  return { agent, acting: actingPolicy(run, () => {}) as ActingPolicy, numChanges: () => numChanges };
}

test('values are in the scale of the task that is played, where each task has its own', async () => {
  const experiment = { ...defaultExperiment('scaled-cartpoles'), remedy: 'popart' as const, numEnvs: 8, rolloutSteps: 64 };
  const { agent, acting, numChanges } = await atPlay('ppo', experiment);
  const names = agent.envs.tasks.map(({ name }) => name);
  expect([acting.task, names.length]).toEqual(['standard', 4]);
  for (const [task, name] of names.entries()) {
    const observation = Float32Array.from([0.01, 0.2, -0.03, 0.1, ...names.map((other) => Number(other === name))]);
    const { value, probabilities } = await acting.policy(observation, { task: name });
    const expected = agent.predict(observation, { tasks: Int32Array.of(task) });
    expect(value).toBe(expected.values![0]);
    expect(probabilities).toEqual((expected.distribution as { probabilities: Float32Array }).probabilities);
    if (task > 0) expect(value).not.toBeCloseTo(agent.predict(observation).values![0]!, 3);
    expect([acting.task, acting.actionNames]).toEqual([name, ['left', 'right']]);
  }
  // once when it was there, then with each other task
  expect(numChanges()).toBe(4);
});

test('observations that are no arrays are seen as the network takes them', async () => {
  const { agent, acting } = await atPlay('grpo', { ...defaultExperiment('FrozenLake-v1'), numEnvs: 2, rolloutSteps: 16 });
  const { observation } = acting.env.reset({ seed: 1 });
  expect(observation).toBe(0);
  const { value } = await acting.policy(6, {});
  expect(value).toBe(agent.predict(Float32Array.from({ length: 16 }, (_, i) => Number(i === 6))).values![0]);
  expect(() => acting.policy(16, {})).toThrow('invalid observation; expected an integer from 0 to 15');
});

test('a policy without a critic has no values', async () => {
  const { acting } = await atPlay('grpo', { ...defaultExperiment('CartPole-v1', 'rloo'), rolloutSteps: 32 });
  expect(await acting.policy(new Float32Array(4), {})).toMatchObject({ value: null });
});

test('where no policy can be made, the reason is given', async () => {
  const run = createRun('ppo', { ...defaultExperiment('CartPole-v1'), numEnvs: -1 });
  run.policy = { step: 0, parameters: new Float32Array(0), observationMoments: null, valueNormalizer: null };
  await new Promise<void>((resolve) => void actingPolicy(run, resolve));
  expect(actingPolicy(run, () => {})).toEqual(new RangeError('invalid numEnvs: -1; expected an integer >= 1'));
});

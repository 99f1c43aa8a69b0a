import { expect, test } from '@jest/globals';
import { box, discrete, makeVec, type Env } from '@cohort-rl/envs';
import { linear } from './schedules.ts';
import { createPpo } from './ppo.ts';
import { scoreEvaluation } from './score-evaluation.ts';

test('an evaluation stops at nothing but the end of its own episodes', async () => {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16, learningRate: linear(0.001) });
  const one = await agent.evaluate({ episodes: 6, numEnvs: 6, seed: 11 });
  const shared = await agent.evaluate({ episodes: 6, numEnvs: 2, seed: 11 });
  // the first episode of each environment is the same however many follow it
  expect(shared.returns[0]).toBe(one.returns[0]);
  expect(shared.returns[3]).toBe(one.returns[1]);
  await expect(agent.evaluate({ episodes: 0 })).rejects.toThrow('invalid episodes: 0; expected a positive integer');
});

test('an evaluation of a suite plays every task equally, and cannot leave one out', async () => {
  const agent = await createPpo(makeVec('scaled-cartpoles', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
  const { tasks } = await agent.evaluate({ episodes: 12 });
  expect([0, 1, 2, 3].map((task) => tasks.filter((id) => id === task).length)).toEqual([3, 3, 3, 3]);
  await expect(agent.evaluate({ episodes: 3 })).rejects.toThrow('invalid episodes: 3; expected at least 4, one per task of scaled-cartpoles');
  await expect(agent.evaluate({ numEnvs: 2 })).rejects.toThrow('invalid numEnvs: 2; expected at least 4');
});

test('an evaluation ends though a policy never arrives: without a limit of the environment it sets one, and says which episodes it cut', async () => {
  const agent = await createPpo(makeVec('CliffWalking-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
  // the start is always the same, and so is every step of the most probable actions: it arrives soon, or never
  const short = await agent.evaluate({ episodes: 5, numEnvs: 2, maxEpisodeSteps: 40 });
  expect([Array.from(short.lengths), Array.from(short.truncated), short.maxEpisodeSteps]).toEqual([Array(5).fill(40), Array(5).fill(1), 40]);
  const long = await agent.evaluate({ episodes: 1 });
  expect([Array.from(long.lengths), Array.from(long.truncated), long.maxEpisodeSteps]).toEqual([[10_000], [1], 10_000]);
  expect(scoreEvaluation(short, agent.envs.tasks, 16).records).toEqual([{ type: 'evaluation', step: 16, task: 'CliffWalking-v1', returns: Array.from(short.returns), truncated: 5 }]);
  // a policy that draws its actions falls, and goes on from the start
  const drawn = await agent.evaluate({ episodes: 6, deterministic: false, maxEpisodeSteps: 3000 });
  expect(drawn.truncated.some((flag) => flag === 0)).toBe(true);
  drawn.truncated.forEach((flag, k) => expect(drawn.lengths[k]! === 3000 || flag === 0).toBe(true));
  await expect(agent.evaluate({ maxEpisodeSteps: 0 })).rejects.toThrow('invalid maxEpisodeSteps: 0; expected a positive integer');
});

test('a limit of the evaluation that comes after that of the environment changes nothing', async () => {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
  const free = await agent.evaluate({ episodes: 4 });
  expect(await agent.evaluate({ episodes: 4, maxEpisodeSteps: 501 })).toEqual(free);
  expect([free.maxEpisodeSteps, scoreEvaluation(free, agent.envs.tasks, 16).records[0]]).toEqual([null, expect.not.objectContaining({ truncated: expect.anything() as unknown })]);
  const cut = await agent.evaluate({ episodes: 4, maxEpisodeSteps: 5 });
  expect([Array.from(cut.returns), Array.from(cut.lengths), cut.maxEpisodeSteps]).toEqual([[5, 5, 5, 5], [5, 5, 5, 5], 5]);
});

/** An environment whose own code truncates its episodes, after `length` steps. */
function selfTruncating(length: number): Env {
  let steps = 0;
  return {
    observationSpace: box(-1, 1, { shape: [1] }),
    actionSpace: discrete(2),
    reset: () => {
      steps = 0;
      return { observation: [0] };
    },
    step: () => ({ observation: [0], reward: 1, terminated: false, truncated: ++steps === length }),
  };
}

test('only what the limit of the evaluation cut counts as cut: not what the environment, or a task, truncates on its own', async () => {
  const agent = await createPpo(makeVec(() => selfTruncating(20), { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
  for (const maxEpisodeSteps of [undefined, 21]) {
    const own = await agent.evaluate({ episodes: 4, maxEpisodeSteps });
    expect([Array.from(own.lengths), Array.from(own.truncated), Array.from(own.cut)]).toEqual([[20, 20, 20, 20], [1, 1, 1, 1], [0, 0, 0, 0]]);
    expect(scoreEvaluation(own, agent.envs.tasks, 16).records).toEqual([{ type: 'evaluation', step: 16, task: 'custom', returns: [20, 20, 20, 20] }]);
  }
  const cut = await agent.evaluate({ episodes: 4, maxEpisodeSteps: 19 });
  expect([Array.from(cut.truncated), Array.from(cut.cut)]).toEqual([[1, 1, 1, 1], [1, 1, 1, 1]]);

  // Pendulum-v1 ends after 200 steps, always; Acrobot-v1 has 500 to arrive in
  const suite = await createPpo(makeVec('classic-mix', { numEnvs: 4, seed: 1 }), { rolloutSteps: 16 });
  const mixed = await suite.evaluate({ episodes: 8, maxEpisodeSteps: 300 });
  const [acrobot, pendulum] = [1, 2].map((task) => Array.from(mixed.tasks.keys()).filter((k) => mixed.tasks[k] === task));
  expect(pendulum!.map((k) => [mixed.lengths[k], mixed.truncated[k], mixed.cut[k]])).toEqual([[200, 1, 0], [200, 1, 0]]);
  expect(acrobot!.map((k) => [mixed.lengths[k], mixed.truncated[k], mixed.cut[k]])).toEqual([[300, 1, 1], [300, 1, 1]]);
  const { records } = scoreEvaluation(mixed, suite.envs.tasks, 16);
  expect([records[1]!.truncated, 'truncated' in records[2]!]).toEqual([2, false]);
});

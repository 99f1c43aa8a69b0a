import { describe, expect, test } from '@jest/globals';
import { box, discrete, makeVec, type Env, type MakeVecOptions, type VectorEnv } from '@cohort-rl/envs';
import { moments, rawAdvantages, type AdvantageStage, type Rollout, type Trajectory, type ValueNormalizer } from '@cohort-rl/rollouts';
import type { LearnOptions, PpoAgent, PpoUpdate } from './agent.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';
import { linear } from './schedules.ts';

const modes = {
  'next-step autoreset': { autoreset: 'nextStep' },
  replicas: { replicas: 2 },
  'no autoreset': { autoreset: 'disabled' },
  'replicas without autoreset': { autoreset: 'disabled', replicas: 2 },
} as const satisfies Record<string, Partial<MakeVecOptions>>;
const small: PpoOptions = { rolloutSteps: 30, minibatchSize: 24, epochs: 2, hiddenSizes: [8], learningRate: linear(0.01) };
const vector = (mode: Partial<MakeVecOptions>, id = 'CartPole-v1'): VectorEnv => makeVec(id, { numEnvs: 4, seed: 1, maxEpisodeSteps: 25, ...mode });

async function train(agent: PpoAgent, options: LearnOptions, atMost = Infinity): Promise<PpoUpdate[]> {
  const updates: PpoUpdate[] = [];
  for await (const update of agent.learn(options)) {
    updates.push(update);
    if (updates.length >= atMost) break;
  }
  return updates;
}

const repeatable = (updates: readonly PpoUpdate[]): unknown =>
  JSON.parse(
    JSON.stringify(updates.flatMap(({ records }) => records), (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? undefined : value)),
  );

/** Hands each rollout over as it is when advantages are asked for. */
const watched = (watch: (rollout: Rollout, trajectories: readonly Trajectory[]) => void): AdvantageStage => ({
  ...rawAdvantages(),
  compute(rollout, trajectories) {
    const staged = rawAdvantages().compute(rollout, trajectories);
    watch(rollout, trajectories);
    return staged;
  },
});

const waitingRows = ({ waiting }: Rollout): number[] => [...waiting!.keys()].filter((i) => waiting![i] === 1);

describe.each(Object.entries(modes))('%s', (_, mode) => {
  test('trajectories cover every step of an episode, and those alone are counted', async () => {
    let covered = 0;
    let waited = 0;
    const steps: number[] = [];
    const starts = new Map<number, number[][]>();
    const stage = watched((rollout, trajectories) => {
      const { numEnvs, observationSize, rewards, observations } = rollout;
      const seen = new Uint8Array(rewards.length);
      for (const { env, start, length, isComplete, episodeLength, startId = -1 } of trajectories) {
        for (let t = start; t < start + length; t++) seen[t * numEnvs + env]!++;
        const last = (start + length - 1) * numEnvs + env;
        expect(rollout.terminated[last]! + rollout.truncated[last]! > 0).toBe(isComplete);
        expect(startId >= 0).toBe('replicas' in mode);
        if (length === episodeLength) {
          const at = (start * numEnvs + env) * observationSize;
          starts.set(startId, [...(starts.get(startId) ?? []), [...observations.subarray(at, at + observationSize)]]);
        }
      }
      expect(seen).toEqual(rollout.waiting!.map((flag) => 1 - flag));
      for (const i of waitingRows(rollout)) expect([rewards[i], rollout.terminated[i], rollout.truncated[i], rollout.advantages[i]]).toEqual([0, 0, 0, 0]);
      covered += seen.reduce((sum, flag) => sum + flag, 0);
      waited += waitingRows(rollout).length;
      steps.push(covered);
    });
    const agent = await createPpo(vector(mode), { ...small, advantages: stage });
    const updates = await train(agent, { totalSteps: 1000 });
    expect(waited).toBeGreaterThan(20);
    expect(updates.map(({ step }) => step)).toEqual(steps);
    expect(steps.at(-2)).toBeLessThan(1000);
    expect(agent.step).toBe(covered);
    expect(updates.map(({ metrics }) => metrics['charts/learning_rate'])).toEqual([0, ...steps.slice(0, -1)].map((step) => 0.01 - 0.01 * (step / 1000)));
    if ('replicas' in mode) {
      expect(starts.size).toBeGreaterThan(10);
      for (const observations of starts.values()) expect(new Set(observations.map(String)).size).toBe(1);
    }
    const episodes = updates.flatMap(({ records }) => records).filter((record) => record.type === 'episode');
    expect(episodes.length).toBeGreaterThan(20);
    for (const { return: episodeReturn, length } of episodes) expect(length).toBe(episodeReturn);
  });

  test('what stands in a step between episodes changes nothing', async () => {
    const run = async (junk: number | null) => {
      const targets: number[] = [];
      const valueNormalizer: ValueNormalizer = {
        name: 'watching',
        means: new Float64Array(1),
        stds: Float64Array.of(1),
        update: (returns, tasks) => targets.push(...returns, tasks.length),
      };
      const stage = watched((rollout) => {
        if (junk === null) return;
        const { observations, observationSize, logProbabilities, values, returns, advantages } = rollout;
        for (const i of waitingRows(rollout)) {
          observations.fill(junk, i * observationSize, (i + 1) * observationSize);
          for (const field of [logProbabilities, values, returns, advantages]) field[i] = junk;
        }
      });
      const agent = await createPpo(vector(mode), { ...small, advantages: stage, valueNormalizer });
      const updates = await train(agent, { totalSteps: 300 });
      return { parameters: agent.engine.readParameters(), records: repeatable(updates), targets };
    };
    const expected = await run(null);
    for (const junk of [NaN, -1e9]) expect(await run(junk)).toEqual(expected);
  });

  test('explained variance is that of the episodes', async () => {
    const expected: number[] = [];
    const stage = watched((rollout) => {
      const active = (values: Float32Array): Float32Array => values.filter((_, i) => rollout.waiting![i] === 0);
      expected.push(1 - (moments(active(rollout.advantages)).std / moments(active(rollout.returns)).std) ** 2);
    });
    const updates = await train(await createPpo(vector(mode), { ...small, advantages: stage }), { totalSteps: 300 });
    expect(updates.map(({ metrics }) => metrics['losses/explained_variance'])).toEqual(expected);
  });

  test.each(['minibatch', 'rollout'] as const)('saved in the middle and loaded goes on bit for bit, advantages normalised by %s', async (advantageNormalization) => {
    const suite = (): VectorEnv => vector(mode, 'scaled-cartpoles');
    const learning: LearnOptions = { totalSteps: 500, evaluation: { everySteps: 100, episodes: 4 } };
    const agent = await createPpo(suite(), { ...small, advantageNormalization });
    const states = [agent.state()];
    const updates = await train(agent, learning, 3);
    states.push(agent.state());
    updates.push(...(await train(agent, learning)));
    expect(updates.length).toBeGreaterThan(4);
    for (const [i, state] of states.entries()) {
      const loaded = await loadAgent(state, suite());
      expect(loaded.inexact).toBeNull();
      expect(repeatable(await train(loaded, learning))).toEqual(repeatable(updates.slice(3 * i)));
      expect(loaded.engine.readParameters()).toEqual(agent.engine.readParameters());
    }
  });
});

describe('without autoreset', () => {
  test('each rollout is one episode of each environment, from the seed on, cut where it is too long', async () => {
    const rollouts: Trajectory[][] = [];
    const firsts: number[][] = [];
    const stage = watched((rollout, trajectories) => {
      rollouts.push([...trajectories]);
      firsts.push([...rollout.observations.subarray(0, 16)]);
    });
    const envs = vector({ autoreset: 'disabled', maxEpisodeSteps: 40 });
    const updates = await train(await createPpo(envs, { ...small, rolloutSteps: 16, advantages: stage }), { totalSteps: 1200 });
    expect(firsts[0]).toEqual([...vector({}).reset()]);
    expect(new Set(firsts.map(String)).size).toBe(firsts.length);
    for (const trajectories of rollouts) {
      expect(trajectories.map(({ env }) => env).sort()).toEqual([0, 1, 2, 3]);
      for (const { start, length, episodeLength, episodeReturn, isComplete } of trajectories) {
        expect([start, length, episodeReturn]).toEqual([0, episodeLength, episodeLength]);
        if (!isComplete) expect(length).toBe(16);
      }
    }
    const complete = rollouts.flat().filter(({ isComplete }) => isComplete).length;
    expect(complete).toBeGreaterThan(10);
    expect(complete).toBeLessThan(rollouts.flat().length);
    // the record of an episode names the steps taken when it ended: those of all environments up to then
    let before = 0;
    updates.forEach(({ step, records }, k) => {
      const lengths = rollouts[k]!.map(({ length }) => length);
      const episodes = records.filter((record) => record.type === 'episode');
      expect(episodes.map((episode) => episode.step)).toEqual(
        episodes.map(({ length }) => before + lengths.reduce((sum, other) => sum + Math.min(other, length), 0)),
      );
      before = step;
    });
  });

  test('environments that cannot be saved go on with new episodes', async () => {
    const drifting = (): Env => {
      let age = 0;
      return {
        observationSpace: box(0, 10, { shape: [1] }),
        actionSpace: discrete(2),
        reset: () => ({ observation: [(age = 0)] }),
        step: () => ({ observation: [++age], reward: 1, terminated: age === 4, truncated: false }),
      };
    };
    const make = (): VectorEnv => makeVec(drifting, { numEnvs: 4, seed: 1, autoreset: 'disabled', replicas: 2 });
    const agent = await createPpo(make(), small);
    expect((await train(agent, { totalSteps: 32 })).map(({ step }) => step)).toEqual([16, 32]);
    const loaded = await loadAgent(agent.state(), make());
    expect(loaded.inexact).toContain('cannot save its state');
    expect((await train(loaded, { totalSteps: 48 })).map(({ step }) => step)).toEqual([48]);
  });
});

test('a rollout that lies between episodes as a whole is passed over', async () => {
  const instant = (): Env => ({
    observationSpace: box(0, 1, { shape: [1] }),
    actionSpace: discrete(2),
    reset: () => ({ observation: [0] }),
    step: () => ({ observation: [1], reward: 1, terminated: true, truncated: false }),
  });
  const agent = await createPpo(makeVec(instant, { numEnvs: 3, autoreset: 'nextStep' }), { rolloutSteps: 1, minibatchSize: 2 });
  const updates = await train(agent, { totalSteps: 9 });
  expect(updates.map(({ step }) => step)).toEqual([3, 6, 9]);
});

describe('a stage that uses no critic', () => {
  const criticFree: AdvantageStage = { ...rawAdvantages(), name: 'criticFree', usesCritic: false };

  test('advantages are the rewards to go; the critic stays as it is, and nothing is recorded of it', async () => {
    const rollouts: Rollout[] = [];
    const stage = { ...watched((rollout) => rollouts.push({ ...rollout, advantages: rollout.advantages.slice(), values: rollout.values.slice(), waiting: rollout.waiting!.slice() })), usesCritic: false };
    const agent = await createPpo(vector({ autoreset: 'disabled' }), { ...small, gamma: 0.9, gaeLambda: 1, advantages: stage });
    const critic = (): Float32Array[] => {
      const parameters = agent.engine.readParameters();
      return agent.engine.layers.filter(({ name }) => name.startsWith('value')).map(({ offset, rows, columns }) => parameters.slice(offset, offset + rows * columns));
    };
    const [criticBefore, before] = [critic(), agent.engine.readParameters()];
    expect(criticBefore.length).toBeGreaterThan(2);
    const updates = await train(agent, { totalSteps: 300 });
    expect(critic()).toEqual(criticBefore);
    expect(agent.engine.readParameters()).not.toEqual(before);
    for (const { metrics } of updates) {
      expect(metrics).not.toHaveProperty(['losses/value_loss']);
      expect(metrics).not.toHaveProperty(['losses/explained_variance']);
      expect(metrics).toHaveProperty(['losses/policy_loss']);
    }
    for (const { values, advantages, waiting, numSteps, numEnvs } of rollouts) {
      expect(values.every((value) => value === 0)).toBe(true);
      for (let n = 0; n < numEnvs; n++) {
        let toGo = 0;
        for (let t = numSteps - 1; t >= 0; t--) {
          const i = t * numEnvs + n;
          if (waiting![i]) continue;
          toGo = 1 + 0.9 * toGo;
          expect(advantages[i]).toBeCloseTo(toGo, 5);
        }
      }
    }
  });

  test.each<PpoOptions>([{ engine: 'fused' }, { engine: 'tfjs', backend: 'cpu' }])('never computes it: with numbers that are none in its network the policy learns the same ($engine)', async (engine) => {
    const create = async (): Promise<PpoAgent> => createPpo(vector({ autoreset: 'disabled' }), { ...small, ...engine, advantages: criticFree });
    const [plain, broken] = [await create(), await create()];
    const parameters = broken.engine.readParameters();
    const isCritics = new Uint8Array(parameters.length);
    for (const { name, offset, rows, columns } of broken.engine.layers) if (name.startsWith('value.')) isCritics.fill(1, offset, offset + rows * columns);
    broken.engine.writeParameters(parameters.map((value, i) => (isCritics[i] ? NaN : value)));
    for (const agent of [plain, broken]) await train(agent, { totalSteps: 300 });
    const learned = plain.engine.readParameters();
    expect(learned).not.toEqual(parameters);
    expect(broken.engine.readParameters()).toEqual(learned.map((value, i) => (isCritics[i] ? NaN : value)));
  });

  test('takes no normaliser of its targets', async () => {
    const valueNormalizer: ValueNormalizer = { name: 'any', means: new Float64Array(1), stds: Float64Array.of(1), update: () => undefined };
    await expect(createPpo(vector({}), { advantages: criticFree, valueNormalizer })).rejects.toThrow(
      'invalid valueNormalizer: any; expected none, as the stage criticFree uses no critic',
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { box, discrete, makeVec, type Env, type VectorEnv } from '@cohort-rl/envs';
import type { AdvantageStage, Json } from '@cohort-rl/rollouts';
import { rawAdvantages, type ValueNormalizer } from '@cohort-rl/rollouts';
import type { LearnOptions, PpoAgent, PpoUpdate } from './agent.ts';
import { NonFiniteError, StateError } from './errors.ts';
import type { PpoOptions } from './options.ts';
import { createPpo, loadAgent } from './ppo.ts';
import { linear } from './schedules.ts';
import { packState } from './state-file.ts';

const cartPoles = (seed = 1, numEnvs = 4): VectorEnv => makeVec('CartPole-v1', { numEnvs, seed });
const small: PpoOptions = { rolloutSteps: 16, minibatchSize: 24, epochs: 2, hiddenSizes: [8], learningRate: linear(0.01) };

/** A target to be met on a line: continuous actions, no saved state. */
function lineEnv(): Env<number[], ArrayLike<number>> {
  let position = 0;
  let age = 0;
  return {
    observationSpace: box(-10, 10, { shape: [1] }),
    actionSpace: box(-1, 1, { shape: [1] }),
    reset() {
      position = 1;
      age = 0;
      return { observation: [position] };
    },
    step(action) {
      position += 0.5 * action[0]!;
      age++;
      return { observation: [position], reward: -(position ** 2), terminated: false, truncated: age === 5 };
    },
  };
}

async function train(agent: PpoAgent, options: LearnOptions, atMost = Infinity): Promise<PpoUpdate[]> {
  const updates: PpoUpdate[] = [];
  for await (const update of agent.learn(options)) {
    updates.push(update);
    if (updates.length >= atMost) break;
  }
  return updates;
}

/** Everything that must repeat: records without wall-clock values. */
const repeatable = (updates: readonly PpoUpdate[]): unknown =>
  JSON.parse(
    JSON.stringify(updates.flatMap(({ records }) => records), (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? undefined : value)),
  );

describe('learn', () => {
  test('depends on the seeds alone', async () => {
    const runs = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const agent = await createPpo(cartPoles(), { ...small, seed });
        const updates = await train(agent, { totalSteps: 256 });
        return { records: repeatable(updates), parameters: agent.engine.readParameters() };
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]!.parameters).not.toEqual(runs[2]!.parameters);
  });

  test('on several threads of WebAssembly gives the same bits, and after they are closed too', async () => {
    const options: PpoOptions = { ...small, rolloutSteps: 64, minibatchSize: 256, kernels: 'wasm-simd128' };
    const [one, three] = await Promise.all([1, 3].map(async (threads) => createPpo(cartPoles(), { ...options, threads })));
    expect([one!, three!].map(({ engine }) => [engine.threads, engine.notes])).toEqual([[1, []], [3, []]]);
    expect(three!.engine.batch.observations.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(repeatable(await train(three!, { totalSteps: 1024 }))).toEqual(repeatable(await train(one!, { totalSteps: 1024 })));
    three!.close();
    expect(repeatable(await train(three!, { totalSteps: 2048 }))).toEqual(repeatable(await train(one!, { totalSteps: 2048 })));
    expect(three!.engine.readParameters()).toEqual(one!.engine.readParameters());
  });

  test('counts steps and updates, follows schedules, names metrics as CleanRL does', async () => {
    const agent = await createPpo(cartPoles(), small);
    const updates = await train(agent, { totalSteps: 200 });
    expect(updates.map(({ step }) => step)).toEqual([64, 128, 192, 256]);
    expect(updates.map(({ update }) => update)).toEqual([1, 2, 3, 4]);
    expect(updates.map(({ metrics }) => metrics['charts/learning_rate'])).toEqual([0, 64, 128, 192].map((step) => 0.01 - 0.01 * (step / 200)));
    expect(Object.keys(updates[3]!.metrics)).toEqual(
      expect.arrayContaining([
        'charts/episodic_return', 'charts/SPS', 'losses/policy_loss', 'losses/value_loss', 'losses/entropy', 'losses/approx_kl', 'losses/clipfrac',
        'losses/explained_variance',
      ]),
    );
    expect(agent).toMatchObject({ step: 256, update: 4 });
  });

  test('records every episode with its own return and length', async () => {
    const updates = await train(await createPpo(cartPoles(), small), { totalSteps: 2048 });
    const episodes = updates.flatMap(({ records }) => records).filter((record) => record.type === 'episode');
    expect(episodes.length).toBeGreaterThan(20);
    for (const { return: episodeReturn, length, task } of episodes) {
      expect(episodeReturn).toBe(length);
      expect(task).toBe('CartPole-v1');
    }
    // every step belongs to one episode, and the ends come in order
    for (let env = 0; env < 4; env++) {
      const ends = episodes.filter((episode) => episode.env === env);
      ends.forEach(({ step, length }, i) => {
        expect(step - (ends[i - 1]?.step ?? 0)).toBe(4 * length);
      });
    }
  });

  test('goes on where a break stopped it', async () => {
    const whole = await train(await createPpo(cartPoles(), small), { totalSteps: 384 });
    const agent = await createPpo(cartPoles(), small);
    const parts = [...(await train(agent, { totalSteps: 384 }, 2)), ...(await train(agent, { totalSteps: 384 }))];
    expect(repeatable(parts)).toEqual(repeatable(whole));
  });

  test('runs one loop at a time', async () => {
    const agent = await createPpo(cartPoles(), small);
    const first = agent.learn({ totalSteps: 640 });
    await first.next();
    await expect(agent.learn({ totalSteps: 640 }).next()).rejects.toThrow('already running');
    await first.return();
    expect((await agent.learn({ totalSteps: 640 }).next()).done).toBe(false);
  });

  test('refuses nonsense', async () => {
    const agent = await createPpo(cartPoles(), small);
    await expect(train(agent, { totalSteps: -5 })).rejects.toThrow('invalid totalSteps: -5; expected a positive integer');
    await expect(train(agent, { totalSteps: 64, evaluation: { everySteps: 0 } })).rejects.toThrow('invalid evaluation.everySteps: 0');
    expect(agent.step).toBe(0);
  });

  test('makes no further epoch once the divergence passes the target', async () => {
    const minibatches = async (targetKl: number | null): Promise<number> => {
      const agent = await createPpo(cartPoles(), { ...small, epochs: 10, targetKl });
      await train(agent, { totalSteps: 64 });
      return agent.engine.readOptimizer().step;
    };
    expect(await minibatches(null)).toBe(30);
    expect(await minibatches(1e-9)).toBe(3);
  });

  test('stops at a return', async () => {
    const agent = await createPpo(cartPoles(), small);
    const updates = await train(agent, { totalSteps: 64_000, stopAtReturn: 15 });
    const { step, metrics } = updates.at(-1)!;
    expect(step).toBeLessThan(64_000);
    expect(metrics['charts/episodic_return']).toBeGreaterThanOrEqual(15);
  });

  test.each([
    ['sameStep', 6],
    ['nextStep', 4],
    ['disabled', 2],
  ] as const)('bootstraps a cut episode from the value of its true last observation, autoreset %s', async (autoreset, cuts) => {
    let seen: Parameters<AdvantageStage['compute']>[0] | undefined;
    const watching: AdvantageStage = {
      ...rawAdvantages(),
      compute(rollout, trajectories) {
        seen ??= { ...rollout, finalValues: rollout.finalValues.slice(), rewards: rollout.rewards.slice() };
        return rawAdvantages().compute(rollout, trajectories);
      },
    };
    const agent = await createPpo(makeVec(lineEnv, { numEnvs: 2, seed: 1, autoreset }), { ...small, learningRate: 0, advantages: watching });
    await train(agent, { totalSteps: 10 });
    const { truncated, finalValues, observations, actions } = seen!;
    expect(Array.from(truncated).filter((flag) => flag === 1)).toHaveLength(cuts);
    const expected = new Float32Array(1);
    truncated.forEach((flag, i) => {
      if (flag === 0) {
        expect(finalValues[i]).toBe(0);
        return;
      }
      const action = Math.min(1, Math.max(-1, actions[i]!));
      agent.engine.values(Float32Array.of(observations[i]! + 0.5 * action), 1, expected);
      expect(finalValues[i]).toBeCloseTo(expected[0]!, 5);
    });
  });

  test('stops with finite parameters when a loss is not finite', async () => {
    const explosive = (): Env => ({
      observationSpace: box(0, 1, { shape: [1] }),
      actionSpace: discrete(2),
      reset: () => ({ observation: [0] }),
      step: () => ({ observation: [1], reward: 1e38, terminated: false, truncated: false }),
    });
    const agent = await createPpo(makeVec(explosive, { numEnvs: 2, seed: 1 }), { ...small, advantageNormalization: 'none' });
    await expect(train(agent, { totalSteps: 320 })).rejects.toThrow(NonFiniteError);
    expect(agent.engine.readParameters().every(Number.isFinite)).toBe(true);
  });

  test("names environment and step when a user's environment returns NaN", async () => {
    let calls = 0;
    const broken = (): Env => ({
      observationSpace: box(-1, 1, { shape: [1] }),
      actionSpace: discrete(2),
      reset: () => ({ observation: [0] }),
      step: () => ({ observation: [++calls === 7 ? NaN : 0], reward: 0, terminated: false, truncated: false }),
    });
    const agent = await createPpo(makeVec(broken, { numEnvs: 2, seed: 1 }), small);
    await expect(train(agent, { totalSteps: 64 })).rejects.toThrow(/NaN/);
  });
});

describe('state', () => {
  const counting = (): AdvantageStage => {
    let computed = 0;
    return {
      ...rawAdvantages(),
      name: 'counting',
      compute: (rollout, trajectories) => ({ ...rawAdvantages().compute(rollout, trajectories), metrics: { 'grpo/computed': ++computed } }),
      getState: () => computed,
      setState: (state: Json) => {
        computed = state as number;
      },
    };
  };

  /** Statistics that drift with every rollout. */
  const drifting = (numTasks: number): ValueNormalizer => {
    const means = new Float64Array(numTasks);
    const stds = new Float64Array(numTasks).fill(1);
    return {
      name: 'drifting',
      means,
      stds,
      update(returns) {
        means.forEach((_, task) => (means[task]! += 0.1 * (returns[task]! - means[task]!)));
        stds.forEach((_, task) => (stds[task]! *= 1.1));
      },
      getState: () => [[...means], [...stds]],
      setState(state: Json) {
        const [savedMeans, savedStds] = state as [number[], number[]];
        means.set(savedMeans);
        stds.set(savedStds);
      },
    };
  };

  const cases: [string, () => VectorEnv, () => PpoOptions][] = [
    ['CartPole-v1', cartPoles, () => small],
    ['a suite', () => makeVec('scaled-cartpoles', { numEnvs: 3, seed: 5 }), () => small],
    ['a shared trunk', cartPoles, () => ({ ...small, trunk: 'shared', activation: 'relu', hiddenSizes: [5, 7] })],
    ['a stage that remembers', cartPoles, () => ({ ...small, advantages: counting() })],
    ['normalised targets', () => makeVec('scaled-cartpoles', { numEnvs: 3, seed: 5 }), () => ({ ...small, valueNormalizer: drifting(4) })],
    ['normalised targets of one task', cartPoles, () => ({ ...small, valueClipRange: 0.5, valueNormalizer: drifting(1) })],
  ];
  test.each(cases)('saved in the middle and loaded goes on bit for bit: %s', async (_, envs, options) => {
    const learning: LearnOptions = { totalSteps: 400, evaluation: { everySteps: 100, episodes: 4 } };
    const agent = await createPpo(envs(), options());
    await train(agent, learning, 3);
    const bytes = agent.state();
    const rest = await train(agent, learning);
    const { advantages, valueNormalizer } = options();
    const loaded = await loadAgent(bytes, envs(), { advantages, valueNormalizer });
    const again = await train(loaded, learning);
    expect(rest.length).toBeGreaterThan(3);
    expect(repeatable(again)).toEqual(repeatable(rest));
    expect(loaded.engine.readParameters()).toEqual(agent.engine.readParameters());
    expect(loaded.engine.readOptimizer()).toEqual(agent.engine.readOptimizer());
    expect(loaded.inexact).toBeNull();
    expect(loaded.best).toMatchObject({ score: agent.best!.score, step: agent.best!.step });
  });

  test('restarts episodes where the environment cannot be saved', async () => {
    const agent = await createPpo(makeVec(lineEnv, { numEnvs: 2, seed: 1 }), small);
    await train(agent, { totalSteps: 96 }, 2);
    const loaded = await loadAgent(agent.state(), makeVec(lineEnv, { numEnvs: 2, seed: 1 }));
    expect(loaded.inexact).toContain('cannot save its state');
    expect(loaded.step).toBe(agent.step);
    expect(await train(loaded, { totalSteps: 96 })).toHaveLength(1);
  });

  test('loaded on another build of the kernels says that it is not exact', async () => {
    const agent = await createPpo(cartPoles(), { ...small, kernels: 'wasm-simd128' });
    await train(agent, { totalSteps: 64 });
    const loaded = await loadAgent(agent.state(), cartPoles(), { kernels: 'wasm-relaxed' });
    expect(loaded.inexact).toBe('the state was saved with kernels wasm-simd128, this is wasm-relaxed');
    expect(await train(loaded, { totalSteps: 128 })).toHaveLength(1);
  });

  test('is not to be had from inside an update that failed', async () => {
    let calls = 0;
    const broken = (): Env => ({
      observationSpace: box(-1, 1, { shape: [1] }),
      actionSpace: discrete(2),
      reset: () => ({ observation: [0] }),
      step: () => ({ observation: [++calls === 40 ? NaN : 0], reward: 0, terminated: false, truncated: false }),
    });
    const agent = await createPpo(makeVec(broken, { numEnvs: 2, seed: 1 }), small);
    await expect(train(agent, { totalSteps: 96 })).rejects.toThrow(/NaN/);
    expect(() => agent.state()).toThrow('no whole state inside an update, nor after one that failed');
  });

  test('is refused where it does not fit', async () => {
    const agent = await createPpo(cartPoles(), small);
    const bytes = agent.state();
    await expect(loadAgent(bytes, cartPoles(1, 5))).rejects.toThrow(StateError);
    const eight = (await createPpo(cartPoles(1, 8), { rolloutSteps: 16, minibatchSize: 128 })).state();
    await expect(loadAgent(eight, cartPoles())).rejects.toThrow(StateError);
    await expect(loadAgent(bytes, makeVec('scaled-cartpoles', { numEnvs: 4, seed: 1 }))).rejects.toThrow(StateError);
    await expect(loadAgent(bytes, cartPoles(), { advantages: counting() })).rejects.toThrow('invalid advantage stage: counting; the state was trained with rawAdvantages');
    await expect(loadAgent(bytes, cartPoles(), { valueNormalizer: drifting(1) })).rejects.toThrow('invalid value normaliser: drifting; the state was trained with none');
    await expect(createPpo(cartPoles(), { valueNormalizer: drifting(2) })).rejects.toThrow('invalid valueNormalizer: of 2 tasks; expected 1, as CartPole-v1 has');
    await expect(loadAgent(bytes.subarray(1), cartPoles())).rejects.toThrow(StateError);
    await expect(loadAgent(packState({ header: { kind: 'other' }, arrays: {} }), cartPoles())).rejects.toThrow(StateError);
  });
});

describe('evaluate', () => {
  test('plays every episode to its end and leaves training undisturbed', async () => {
    const agent = await createPpo(cartPoles(), small);
    const disturbed = await createPpo(cartPoles(), small);
    await train(agent, { totalSteps: 256 });
    const evaluations = [];
    for await (const _ of disturbed.learn({ totalSteps: 256 })) {
      evaluations.push(await disturbed.evaluate({ episodes: 7, numEnvs: 3, seed: 3, deterministic: false }));
      disturbed.act(Float32Array.of(0, 0, 0, 0), { deterministic: false });
    }
    expect(disturbed.engine.readParameters()).toEqual(agent.engine.readParameters());
    for (const { returns, lengths } of evaluations) {
      expect(returns).toHaveLength(7);
      expect(Array.from(returns)).toEqual(Array.from(lengths));
      expect(returns.every((value) => value >= 8)).toBe(true);
    }
    const options = { episodes: 7, numEnvs: 3, seed: 3, deterministic: false };
    expect(await agent.evaluate(options)).toEqual(await agent.evaluate(options));
  });

  test('keeps the best policy', async () => {
    const agent = await createPpo(cartPoles(), { ...small, hiddenSizes: [16] });
    const updates = await train(agent, { totalSteps: 6400, evaluation: { everySteps: 640, episodes: 5, seed: 9 } });
    const scores = updates.flatMap(({ records }) =>
      records.flatMap((record) => (record.type === 'evaluation' ? [record.returns.reduce((a, b) => a + b) / record.returns.length] : [])),
    );
    expect(scores).toHaveLength(10);
    expect(agent.best!.score).toBe(Math.max(...scores));
    const best = await loadAgent(agent.best!.state, cartPoles());
    const { returns } = await best.evaluate({ episodes: 5, seed: 9 });
    expect(returns.reduce((a, b) => a + b) / 5).toBe(agent.best!.score);
  });
});

describe('act', () => {
  test('chooses for one observation or many, and as the network says', async () => {
    const agent = await createPpo(cartPoles(), small);
    const observations = Float32Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const actions = agent.act(observations);
    const logits = new Float32Array(20);
    agent.engine.policyOutputs(observations, 10, logits);
    for (let i = 0; i < 10; i++) {
      expect(actions[i]).toBe(logits[2 * i + 1]! > logits[2 * i]! ? 1 : 0);
      expect(agent.act(observations.subarray(4 * i, 4 * i + 4))).toEqual(Int32Array.of(actions[i]!));
    }
    expect(() => agent.act(Float32Array.of(0, NaN, 0, 0))).toThrow('invalid observation: NaN at 1; expected finite numbers');
    expect(() => agent.act(observations.subarray(1))).toThrow('invalid length of observations: 39; expected a multiple of 4');
  });

  test('keeps continuous actions inside their bounds', async () => {
    const agent = await createPpo(makeVec(lineEnv, { numEnvs: 2, seed: 1 }), small);
    const actions = agent.act(Float32Array.from({ length: 200 }, (_, i) => i / 20 - 5), { deterministic: false });
    expect(actions.every((action) => action >= -1 && action <= 1)).toBe(true);
    expect(new Set(actions).size).toBeGreaterThan(50);
  });
});

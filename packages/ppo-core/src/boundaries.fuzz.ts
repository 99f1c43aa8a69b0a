import { makeVec } from '@cohort-rl/envs';
import { beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, checkAsync, expectTyped, integerFrom, isBoolean, junk, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { createPpo, loadAgent, type PpoAgent } from './index.ts';
import { resolveOptions } from './options.ts';
import { packState, unpackState } from './state-file.ts';

const finite = numberIn(0, Number.MAX_VALUE);
const orNull = (isValid: (value: unknown) => boolean) => (value: unknown): boolean => value === null || isValid(value);
const schedule = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return finite(value);
  const { initial, final } = value as { initial?: unknown; final?: unknown };
  return finite(initial) && finite(final);
};
const positiveSchedule = (value: unknown): boolean => schedule(value) && value !== 0 && (value as { initial?: unknown }).initial !== 0;
const rules = {
  seed: integerFrom(0), rolloutSteps: integerFrom(1), minibatchSize: integerFrom(1), epochs: integerFrom(1),
  gamma: numberIn(0, 1), gaeLambda: numberIn(0, 1), bootstrapTruncation: isBoolean,
  learningRate: schedule, clipRange: positiveSchedule, valueClipRange: orNull(positiveSchedule),
  entropyCoefficient: finite, valueCoefficient: finite, weightValueLoss: isBoolean,
  maxGradNorm: orNull(numberIn(Number.MIN_VALUE, Number.MAX_VALUE)), targetKl: orNull(numberIn(Number.MIN_VALUE, Number.MAX_VALUE)),
  advantageNormalization: oneOf('minibatch', 'rollout', 'none'),
  hiddenSizes: (value: unknown) => Array.isArray(value) && value.every(integerFrom(1)) && Object.keys(value).length === value.length,
  activation: oneOf('tanh', 'relu'), trunk: oneOf('separate', 'shared'), engine: oneOf('fused', 'tfjs'),
  advantages: (value: unknown) => value === null, valueNormalizer: (value: unknown) => value === null, reference: (value: unknown) => value === null,
  model: orNull((value) => typeof value === 'function'), threads: integerFrom(1),
};

const envs = () => makeVec('CartPole-v1', { numEnvs: 2, seed: 1 });
const small = { rolloutSteps: 8, minibatchSize: 8, epochs: 1, hiddenSizes: [4], kernels: 'wasm' } as const;
let agent: PpoAgent;
let state: Uint8Array;
beforeAll(async () => {
  agent = await createPpo(envs(), small);
  for await (const _update of agent.learn({ totalSteps: 32 }));
  state = agent.state();
});

describe('options', () => {
  test('are those that make sense, or refused', () => {
    check(junkOptions(rules), (options) => {
      refusesOr(options, () => resolveOptions(options, 2), () => areValid(options, rules));
    });
  });

  test('of learning and evaluating are those that make sense, or refused', async () => {
    const learnRules = { totalSteps: integerFrom(1), snapshotEvery: integerFrom(1), stopAtReturn: numberIn(-Infinity, Infinity) };
    await checkAsync(junkOptions(learnRules), async (options) => {
      const given = { ...options, totalSteps: Object.hasOwn(options, 'totalSteps') ? options.totalSteps : 64 } as never;
      try {
        for await (const _update of agent.learn(given)) break;
      } catch (error) {
        expectTyped(error, options);
        return;
      }
      if (!areValid(options, learnRules)) throw new Error(`accepted ${fc.stringify(options)}`);
    });
    const evaluationRules = { episodes: integerFrom(1), seed: integerFrom(0), deterministic: isBoolean, numEnvs: integerFrom(1), maxEpisodeSteps: integerFrom(1) };
    await checkAsync(junkOptions(evaluationRules), async (options) => {
      const { episodes, numEnvs } = options;
      if (Number(integerFrom(50)(episodes)) + Number(integerFrom(50)(numEnvs)) > 0) return;
      try {
        await agent.evaluate({ episodes: 2, ...options });
      } catch (error) {
        expectTyped(error, options);
        return;
      }
      if (!areValid(options, evaluationRules)) throw new Error(`accepted ${fc.stringify(options)}`);
    });
  });
});

test('observations are numbers, as many as there are', () => {
  check(junk, (observations) => {
    refusesOr(observations, () => agent.act(observations as never), () => {
      const values = observations as ArrayLike<unknown>;
      return values.length > 0 && values.length % 4 === 0 && Array.from(values).every((value) => typeof value === 'number' && Number.isFinite(value));
    });
  });
});

describe('states', () => {
  test('are read whole, or refused', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.nat(state.length - 1).map((length) => state.slice(0, length)),
      fc.tuple(fc.nat(state.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => state.map((byte, i) => (i === at ? byte ^ flip : byte))),
    );
    await checkAsync(fc.oneof(bytes, junk), async (input) => {
      try {
        await loadAgent(input as Uint8Array, envs());
      } catch (error) {
        expectTyped(error, 'a state');
        return;
      }
      throw new Error('accepted');
    });
  });

  test('of another kind, whole but with a header that is not ours, are refused', async () => {
    const { header, arrays } = unpackState(state);
    const names = Object.keys(header);
    const headers = fc.tuple(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 })).map(([name, value]) => ({ ...header, [name]: value }));
    await checkAsync(headers, async (changed) => {
      try {
        await loadAgent(packState({ header: changed as typeof header, arrays }), envs());
      } catch (error) {
        expectTyped(error, changed);
      }
    });
    await checkAsync(fc.constantFrom(...Object.keys(arrays)), async (missing) => {
      const { [missing]: _, ...others } = arrays;
      try {
        await loadAgent(packState({ header, arrays: others }), envs());
      } catch (error) {
        expectTyped(error, missing);
        return;
      }
      throw new Error(`accepted without ${missing}`);
    });
  });
});

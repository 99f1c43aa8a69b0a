import { makeVec } from '@cohort-rl/envs';
import { beforeAll, describe, test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, checkAsync, damagedBytes, expectTyped, integerFrom, isBoolean, junk, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { crc32 } from './crc32.ts';
import { createPpo, fromSafetensors, loadAgent, loadPolicy, toSafetensors, type PpoAgent } from './index.ts';
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
    // what a policy is made of, one value of it changed
    const policy = header.policy as Record<string, Record<string, unknown> | null>;
    const policies = fc.oneof(
      fc.tuple(fc.constantFrom(...Object.keys(policy)), fc.jsonValue({ maxDepth: 2 })).map(([name, value]) => ({ ...policy, [name]: value })),
      fc.tuple(fc.constantFrom('kind', 'n', 'start', 'shape', 'low', 'high'), fc.jsonValue({ maxDepth: 2 })).map(([name, value]) => ({ ...policy, actionSpace: { ...policy.actionSpace, [name]: value } })),
    );
    await checkAsync(fc.oneof(headers, policies.map((changed) => ({ ...header, policy: changed }))), async (changed) => {
      try {
        await loadPolicy(packState({ header: changed as typeof header, arrays }), { kernels: 'wasm' });
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

test('parameters are taken from whole files of the same network, or refused', () => {
  const file = toSafetensors(agent);
  const own = agent.engine.readParameters();
  const headerEnd = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  const inHeader = damagedBytes(file.subarray(0, headerEnd)).map((head) => Uint8Array.from([...head, ...file.subarray(headerEnd)]));
  check(fc.oneof(damagedBytes(file), inHeader, fc.uint8Array({ maxLength: 100 }), junk), (bytes) => {
    refusesOr('a safetensors file', () => fromSafetensors(bytes as Uint8Array, agent.engine), (parameters) => parameters.length === own.length && parameters.every(Number.isFinite));
  });
});

test('headers of states that no checksum protects are refused', async () => {
  const { header, arrays } = unpackState(state);
  const layout = Object.entries(arrays).map(([name, array]) => ({ name, type: array instanceof Float32Array ? 'float32' : array instanceof Int32Array ? 'int32' : 'uint8', length: array.length }));
  const entry = fc.record({ name: fc.oneof(junk, fc.constant('parameters')), type: fc.oneof(junk, fc.constantFrom('float32', 'uint8', 'toString')), length: fc.oneof(junk, fc.nat(64)) });
  const layouts = fc.oneof(junk, fc.array(fc.oneof(entry, junk), { maxLength: 3 }), fc.tuple(fc.nat(layout.length - 1), entry).map(([at, other]) => layout.map((own, i) => (i === at ? other : own))));
  const headers = fc.oneof(layouts.map((changed) => JSON.stringify({ ...header, arrays: changed })), fc.json(), fc.string());
  await checkAsync(headers, async (json) => {
    try {
      await loadAgent(forged(json ?? 'undefined'), envs());
    } catch (error) {
      expectTyped(error, json);
    }
  });
});

/** The bytes of a state with another header, and the checksum that belongs to it. */
function forged(json: string): Uint8Array {
  const [start, end] = [16, 16 + new DataView(state.buffer, state.byteOffset).getUint32(12, true)];
  const text = new TextEncoder().encode(json);
  const bytes = Uint8Array.from([...state.subarray(0, start), ...text, ...state.subarray(end)]);
  const view = new DataView(bytes.buffer);
  view.setUint32(12, text.length, true);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

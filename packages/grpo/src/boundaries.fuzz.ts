import { makeVec } from '@cohort-rl/envs';
import { loadAgent } from '@cohort-rl/ppo-core';
import { beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, checkAsync, expectTyped, integerFrom, junk, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { createGrpo, groupRelative, parseAlgorithm, presetNames } from './index.ts';

const isStage = (method: string) => (value: unknown): boolean => typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
// null: left open
const rules = {
  grouping: (value: unknown) => value === null || typeof value === 'string' || isStage('group')(value),
  weighting: (value: unknown) => value === null || typeof value === 'string' || isStage('weigh')(value),
  combiner: (value: unknown) => typeof value === 'string' || isStage('combine')(value),
  normalizer: isStage('normalize'),
  numGroups: integerFrom(1), seed: integerFrom(0), temperature: numberIn(Number.MIN_VALUE, Number.MAX_VALUE), maxStepWeight: numberIn(1, Infinity),
  preset: oneOf(null, ...presetNames), completeOnly: () => true, lengthAveraging: () => true,
};

test('the stage takes options that make sense', () => {
  check(junkOptions(rules), (options) => {
    refusesOr(options, () => groupRelative(options), () => areValid(options, { ...rules, numGroups: () => true, seed: () => true, temperature: () => true }));
  });
  const sized = { grouping: 'auto', weighting: 'performance' };
  check(junkOptions({ numGroups: rules.numGroups, seed: rules.seed, temperature: rules.temperature }), (options) => {
    refusesOr(options, () => groupRelative({ ...sized, ...options }), () => areValid(options, rules, { isStrict: false }));
  });
});

test('names of algorithms are known, or refused', () => {
  const part = fc.constantFrom('ppo', 'grpo:task', 'grpo:auto', 'grpo:', 'popart', 'reward-norm', 'balanced', 'pcgrad', '', 'toString', '__proto__', ' ', '+');
  check(fc.array(part, { maxLength: 4 }).map((parts) => parts.join('+')), (name) => {
    refusesOr(name, () => parseAlgorithm(name), (algorithm) => algorithm.name === name);
  });
});

let state: Uint8Array;
beforeAll(async () => {
  const agent = await createGrpo(envs(), { grouping: 'adaptive', weighting: 'adaptive', rolloutSteps: 16, minibatchSize: 32, epochs: 1, hiddenSizes: [4], kernels: 'wasm' });
  for await (const _update of agent.learn({ totalSteps: 256 }));
  state = agent.state();
});
const envs = () => makeVec('scaled-cartpoles', { numEnvs: 4, seed: 1 });

test('an agent goes on from its own state only with its own stage', async () => {
  await checkAsync(junkOptions(rules), async (options) => {
    try {
      await loadAgent(state, envs(), { advantages: groupRelative({ grouping: 'adaptive', weighting: 'adaptive', ...options }) });
    } catch (error) {
      expectTyped(error, options);
    }
  });
  await checkAsync(junk, async (advantages) => {
    try {
      await loadAgent(state, envs(), { advantages } as never);
    } catch (error) {
      expectTyped(error, advantages);
      return;
    }
    throw new Error(`accepted ${fc.stringify(advantages)}`);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { computeGae } from './gae.ts';
import { createRollout } from './rollout.ts';
import type { Rollout } from './rollout.ts';

interface Step { reward: number; value: number; finalValue: number; end: 'none' | 'terminated' | 'truncated' }

function rolloutOf(steps: Step[], numEnvs: number, lastValues: number[]): Rollout {
  const rollout = createRollout({ numSteps: steps.length / numEnvs, numEnvs, observationSize: 1, actionSize: 1 });
  steps.forEach(({ reward, value, finalValue, end }, i) => {
    rollout.rewards[i] = reward;
    rollout.values[i] = value;
    rollout.terminated[i] = Number(end === 'terminated');
    rollout.truncated[i] = Number(end === 'truncated');
    rollout.finalValues[i] = end === 'truncated' ? finalValue : 0;
  });
  rollout.lastValues.set(lastValues);
  return rollout;
}

/** The definition: A_t = Σ_l (γλ)^l δ_{t+l}, over the steps that the episode still has in the rollout. */
function definition(rollout: Rollout, env: number, from: number, gamma: number, gaeLambda: number, bootstrapTruncation: boolean): number {
  const { numSteps, numEnvs } = rollout;
  let sum = 0;
  for (let t = from; t < numSteps; t++) {
    const i = t * numEnvs + env;
    const isEnd = rollout.terminated[i] === 1 || rollout.truncated[i] === 1;
    const following = t + 1 < numSteps ? rollout.values[i + numEnvs]! : rollout.lastValues[env]!;
    const next = !isEnd ? following : rollout.truncated[i] === 1 && bootstrapTruncation ? rollout.finalValues[i]! : 0;
    sum += (gamma * gaeLambda) ** (t - from) * (rollout.rewards[i]! + gamma * next - rollout.values[i]!);
    if (isEnd) break;
  }
  return sum;
}

const number = fc.double({ noNaN: true, min: -10, max: 10 });
const step: fc.Arbitrary<Step> = fc.record({
  reward: number,
  value: number,
  finalValue: number,
  end: fc.constantFrom('none', 'none', 'none', 'terminated', 'truncated'),
});
const unit = fc.double({ noNaN: true, min: 0, max: 1 });

describe('computeGae', () => {
  test('agrees with the definition', () => {
    const scene = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })).chain(([numSteps, numEnvs]) =>
      fc.tuple(
        fc.constant(numEnvs),
        fc.array(step, { minLength: numSteps * numEnvs, maxLength: numSteps * numEnvs }),
        fc.array(number, { minLength: numEnvs, maxLength: numEnvs }),
      ),
    );
    fc.assert(
      fc.property(scene, unit, unit, fc.boolean(), ([numEnvs, steps, lastValues], gamma, gaeLambda, bootstrapTruncation) => {
        const rollout = rolloutOf(steps, numEnvs, lastValues);
        computeGae(rollout, { gamma, gaeLambda, bootstrapTruncation });
        for (let t = 0; t < rollout.numSteps; t++) {
          for (let n = 0; n < numEnvs; n++) {
            const i = t * numEnvs + n;
            const expected = definition(rollout, n, t, gamma, gaeLambda, bootstrapTruncation);
            expect(Math.abs(rollout.advantages[i]! - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
            expect(Math.abs(rollout.returns[i]! - expected - rollout.values[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
          }
        }
      }),
    );
  });

  const plain = (end: Step['end'] = 'none', finalValue = 0): Step => ({ reward: 1, value: 10, finalValue, end });
  const advantagesOf = (steps: Step[], options = {}) => {
    const rollout = rolloutOf(steps, 1, [100]);
    computeGae(rollout, { gamma: 0.5, gaeLambda: 0.5, ...options });
    return [...rollout.advantages];
  };

  test('a terminated step in the middle: nothing beyond it counts', () => {
    // last: 1 + 0.5·100 − 10 = 41; terminated: 1 − 10 = −9; first: 1 + 5 − 10 + 0.25·(−9) = −6.25
    expect(advantagesOf([plain(), plain('terminated'), plain()])).toEqual([-6.25, -9, 41]);
  });

  test('a truncated step in the middle bootstraps from its final value, not from the next episode', () => {
    // truncated: 1 + 0.5·20 − 10 = 1; first: 1 + 5 − 10 + 0.25·1 = −3.75
    expect(advantagesOf([plain(), plain('truncated', 20), plain()])).toEqual([-3.75, 1, 41]);
    expect(advantagesOf([plain(), plain('truncated', 20), plain()], { bootstrapTruncation: false })).toEqual([-6.25, -9, 41]);
  });

  test('at the end: termination ignores the last value, truncation uses the final one', () => {
    expect(advantagesOf([plain('terminated')])).toEqual([-9]);
    expect(advantagesOf([plain('truncated', 20)])).toEqual([1]);
    expect(advantagesOf([plain('truncated', 20)], { bootstrapTruncation: false })).toEqual([-9]);
    expect(advantagesOf([plain()])).toEqual([41]);
  });

  test('steps between episodes get nothing and give nothing, whatever they hold', () => {
    const episodes = [plain(), plain('truncated', 20), plain(), plain('terminated'), plain()];
    const alone = advantagesOf(episodes);
    for (const junk of [NaN, 1e30]) {
      const between: Step = { reward: junk, value: 7, finalValue: junk, end: 'none' };
      const [a, b, c, d, e] = episodes as [Step, Step, Step, Step, Step];
      const steps = [a, b, between, c, d, between, between, e];
      const rollout = { ...rolloutOf(steps, 1, [100]), waiting: Uint8Array.from(steps, (each) => Number(each === between)) };
      computeGae(rollout, { gamma: 0.5, gaeLambda: 0.5 });
      expect([...rollout.advantages]).toEqual([alone[0], alone[1], 0, alone[2], alone[3], 0, 0, alone[4]]);
      expect([2, 5, 6].map((t) => rollout.returns[t])).toEqual([7, 7, 7]);
    }
  });

  test('refuses settings outside [0, 1]', () => {
    expect(() => advantagesOf([plain()], { gamma: 1.5 })).toThrow('invalid gamma: 1.5; expected a number in [0, 1]');
    expect(() => advantagesOf([plain()], { gaeLambda: NaN })).toThrow('invalid gaeLambda: NaN');
  });
});

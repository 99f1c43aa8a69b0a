import { describe, expect, test } from '@jest/globals';
import { comparePairs } from './paired-comparison.ts';
import type { PairedScores } from './paired-comparison.ts';
import { pairedTest } from './paired-test.ts';
import { createRandom } from './random.ts';
import { criticalValue, detectableEffect, testPower } from './student-t.ts';

const pair = (values: number[], baselineValues: number[], rest: Partial<PairedScores> = {}): PairedScores => ({
  algorithm: 'grpo:task',
  baseline: 'ppo',
  measure: 'final performance',
  higherIsBetter: true,
  seeds: values.map((_, i) => i),
  values,
  baselineValues,
  ...rest,
});
const zeros = [0, 0, 0, 0, 0];

/** Standard normal draws (Box and Muller). */
function normals(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log((random() + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * random()) / 2 ** 32);
}

describe('outcomes', () => {
  const clear = [0.3, 0.32, 0.28, 0.31, 0.29];

  test('a clear difference, in the direction that is better', () => {
    const [higher, lower] = comparePairs([pair(clear, zeros), pair(clear, zeros, { higherIsBetter: false, measure: 'risk' })]);
    expect(higher).toMatchObject({ outcome: 'better', algorithm: 'grpo:task' });
    expect(higher!.verdict).toMatch(/^grpo:task is better than ppo in final performance: difference 0\.300 \(0\.280 to 0\.320\), p < 0\.001, g = \d+\.\d\d, 5 paired seeds$/);
    expect(lower!.verdict).toMatch(/^grpo:task is worse than ppo in risk: /);
    const [mirrored] = comparePairs([pair(zeros, clear)]);
    expect(mirrored).toMatchObject({ outcome: 'worse', effectSize: -higher!.effectSize });
  });

  test('nothing to see: no evidence, and what would have shown it', () => {
    const [answer] = comparePairs([pair([0.1, -0.05, 0.08, 0.02, -0.06], zeros)]);
    expect(answer!.outcome).toBe('no evidence');
    expect(answer!.verdict).toMatch(
      /^no evidence of a difference between grpo:task and ppo in final performance: difference 0\.018 \(−0\.07\d to 0\.1\d\d\), p = 0\.6\d\d, g = 0\.\d\d, 5 paired seeds; with this spread these seeds show a difference of 0\.1\d\d or more in 80 % of studies, and one of the observed size would need 1\d\d$/,
    );
    const { detectableDifference, seedsNeeded, difference } = answer!;
    const deviation = detectableDifference / detectableEffect(5, 0.05, 0.8);
    const powerOf = (seeds: number): number =>
      testPower((difference.estimate / deviation) * Math.sqrt(seeds), seeds - 1, criticalValue(0.95, seeds - 1));
    expect(powerOf(seedsNeeded)).toBeGreaterThanOrEqual(0.8);
    expect(powerOf(seedsNeeded - 1)).toBeLessThan(0.8);
  });

  test('interval and test agree where there is one test', () => {
    const normal = normals(4);
    for (let i = 0; i < 20; i++) {
      const values = Array.from({ length: 4 }, () => 1 + normal());
      const { difference, outcome, pValue, adjustedPValue } = comparePairs([pair(values, [0, 0, 0, 0])])[0]!;
      expect(outcome !== 'no evidence').toBe(difference.lower > 0 || difference.upper < 0);
      expect(adjustedPValue).toBe(pValue);
      expect(pValue).toBe(pairedTest(values));
    }
  });

  test('one seed shows nothing, and counts as no test', () => {
    const [one, five] = comparePairs([pair([1], [0]), pair(clear, zeros)]);
    expect(one).toMatchObject({ outcome: 'no evidence', pValue: NaN, effectSize: NaN, seedsNeeded: NaN, detectableDifference: NaN });
    expect(one!.verdict).toBe('no evidence of a difference between grpo:task and ppo in final performance: one seed cannot show any');
    expect(five!.adjustedPValue).toBe(five!.pValue);
  });

  test('equal runs', () => {
    const [same] = comparePairs([pair(clear, clear)]);
    expect(same).toMatchObject({ outcome: 'no evidence', pValue: 1, effectSize: 0, detectableDifference: 0, seedsNeeded: Infinity });
    const [shifted] = comparePairs([pair([1, 1, 1], [0, 0, 0])]);
    expect(shifted).toMatchObject({ outcome: 'better', difference: { estimate: 1, lower: 1, upper: 1 }, effectSize: Infinity });
  });
});

test('all tests of the study are corrected for, and plans made at the corrected level', () => {
  const values = [0.2, 0.05, 0.13, 0.22, 0.01];
  const alone = comparePairs([pair(values, zeros)])[0]!;
  const among = comparePairs(Array.from({ length: 20 }, () => pair(values, zeros)));
  expect(alone.outcome).toBe('better');
  for (const answer of among) {
    expect(answer.outcome).toBe('no evidence');
    expect(answer.adjustedPValue).toBeCloseTo(20 * alone.pValue, 12);
    expect(answer.detectableDifference).toBeGreaterThan(1.5 * alone.detectableDifference);
    expect(answer.seedsNeeded).toBeGreaterThan(alone.seedsNeeded);
  }
});

test('what the pairs carry stays with the answers', () => {
  const [answer] = comparePairs([{ ...pair([1, 2], [0, 0]), suite: 'scaled-cartpoles' }]);
  expect(answer!.suite).toBe('scaled-cartpoles');
});

test('simulated: between equals few studies find anything; the detectable difference is found in about 80 %', () => {
  const normal = normals(9);
  const study = (shift: number, numTests: number): number =>
    comparePairs(Array.from({ length: numTests }, () => pair(Array.from({ length: 5 }, () => shift + normal()), zeros))).filter(
      ({ outcome }) => outcome !== 'no evidence',
    ).length;
  let falseFindings = 0;
  for (let i = 0; i < 30; i++) if (study(0, 4) > 0) falseFindings += 1;
  expect(falseFindings / 30).toBeLessThan(0.2);
  const shift = detectableEffect(5, 0.05, 0.8);
  let found = 0;
  for (let i = 0; i < 60; i++) found += study(shift, 1);
  expect(found / 60).toBeGreaterThan(0.68);
  expect(found / 60).toBeLessThan(0.92);
});

test.each<[string, PairedScores, object]>([
  ['invalid seeds of grpo:task, final performance: none; expected at least one', pair([], []), {}],
  ['invalid lengths of grpo:task, final performance: 2 seeds, 2 and 1 values; expected one each per seed', pair([1, 2], [1]), {}],
  ['invalid values of grpo:task, final performance: expected finite numbers', pair([1, NaN], [1, 2]), {}],
  ['invalid confidence: 1; expected a number between 0 and 1', pair([1], [1]), { confidence: 1 }],
  ['invalid power: 0; expected a number between 0 and 1', pair([1], [1]), { power: 0 }],
])('refused: %s', (message, scores, options) => {
  expect(() => comparePairs([scores], options)).toThrow(message);
});

import { describe, expect, test } from '@jest/globals';
import type { GroupSummary } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { adaptiveWeighter } from './adaptive-weighter.ts';
import { dwaWeighter } from './dwa-weighter.ts';
import { exponentiatedGradient } from './exponentiated-gradient.ts';
import { groupDroWeighter } from './group-dro-weighter.ts';
import { learningProgressWeighter } from './learning-progress-weighter.ts';

const scored = (...scores: number[]): GroupSummary[] => scores.map((score) => ({ steps: 1, trajectories: 1, score, isScoreNormalized: true }));
const lossy = (...losses: number[]): GroupSummary[] => losses.map((loss) => ({ steps: 1, trajectories: 1, score: NaN, loss }));
const mean1 = (weights: readonly number[]) => weights.map((weight) => (weight * weights.length) / weights.reduce((a, b) => a + b, 0));
const expectClose = (weights: Float64Array, expected: readonly number[]) => expected.forEach((weight, g) => expect(weights[g]).toBeCloseTo(weight, 10));

describe('exponentiatedGradient', () => {
  test('keeps the mean and the floor; w ∝ w exp(η gain) above it', () => {
    const group = fc.tuple(fc.double({ noNaN: true, min: 0.2, max: 5 }), fc.oneof(fc.double({ noNaN: true, min: -50, max: 50 }), fc.constant(NaN)));
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 8 }), fc.constantFrom(0.01, 1, 30), (groups, learningRate) => {
        const before = Float64Array.from(mean1(groups.map(([weight]) => weight)));
        const floor = Math.min(0.05, ...before);
        const gains = groups.map(([, gain]) => gain);
        const after = exponentiatedGradient(before, gains, learningRate, floor);
        expect(after.reduce((a, b) => a + b, 0)).toBeCloseTo(groups.length, 9);
        expect(Math.min(...after)).toBeGreaterThanOrEqual(floor * (1 - 1e-12));
        gains.forEach((gain, g) => { if (Number.isNaN(gain)) expect(after[g]).toBe(before[g]); });
        const free = gains.flatMap((gain, g) => (!Number.isNaN(gain) && after[g]! > floor * (1 + 1e-9) ? [g] : []));
        const logs = free.map((g) => Math.log(after[g]! / before[g]!) - learningRate * gains[g]!);
        for (const log of logs) expect(log).toBeCloseTo(logs[0]!, 6);
      }),
    );
  });
});

describe('adaptiveWeighter', () => {
  test('closed form: the exponential of the gaps summed over updates', () => {
    const weighter = adaptiveWeighter({ target: 0.8, learningRate: 0.2, smoothing: 0 });
    const history = [[0.1, 0.5, 0.9], [0.2, 0.6, 0.7], [0.2, 0.8, 1]];
    const sums = [0, 0, 0];
    for (const scores of history) {
      scores.forEach((score, g) => { sums[g]! += 0.2 * (0.8 - score); });
      expectClose(weighter.weigh(scored(...scores)), mean1(sums.map(Math.exp)));
    }
  });

  test('gaps are of the moving average of the score', () => {
    const weighter = adaptiveWeighter({ learningRate: 1, smoothing: 0.75 });
    weighter.weigh(scored(0, 1));
    // Averages 0 and 1, then 0.25 and 0.75.
    expectClose(weighter.weigh(scored(1, 0)), mean1([Math.exp(1 + 0.75), Math.exp(0 + 0.25)]));
  });

  test('an absent group keeps its weight; the others share theirs', () => {
    const weighter = adaptiveWeighter({ learningRate: 1 });
    const first = weighter.weigh(scored(0, 0.5, 1));
    const second = weighter.weigh(scored(0, NaN, 1));
    expect(second[1]).toBe(first[1]);
    expect(second[0]! + second[2]!).toBeCloseTo(first[0]! + first[2]!, 12);
    expect(second[0]!).toBeGreaterThan(first[0]!);
  });

  test('it goes on to the floor where a gap stays, and comes back', () => {
    const weighter = adaptiveWeighter({ floor: 0.1, smoothing: 0 });
    for (let update = 0; update < 500; update++) weighter.weigh(scored(0, 1));
    expectClose(weighter.weigh(scored(0, 1)), [1.9, 0.1]);
    for (let update = 0; update < 40; update++) weighter.weigh(scored(1, 0));
    expect(weighter.weigh(scored(1, 0))[1]).toBeGreaterThan(1);
  });

  test('refuses bad options', () => {
    expect(() => adaptiveWeighter({ target: NaN })).toThrow('invalid target: NaN; expected a finite number');
    expect(() => adaptiveWeighter({ learningRate: 0 })).toThrow('invalid learningRate: 0; expected a positive number');
    expect(() => adaptiveWeighter({ smoothing: 1 })).toThrow('invalid smoothing: 1; expected a number in [0, 1)');
    expect(() => adaptiveWeighter({ floor: 1 })).toThrow('invalid floor: 1; expected a number in (0, 1)');
  });
});

describe('groupDroWeighter', () => {
  test('closed form: q ∝ exp(η Σ loss)', () => {
    const weighter = groupDroWeighter({ learningRate: 0.3 });
    weighter.weigh(lossy(1, 2, 0));
    expectClose(weighter.weigh(lossy(0.5, 1, 3)), mean1([0.45, 0.9, 0.9].map(Math.exp)));
  });

  test('against a fixed game, it finds the worst group', () => {
    const weighter = groupDroWeighter({ learningRate: 0.1 });
    let weights = new Float64Array();
    for (let update = 0; update < 500; update++) weights = weighter.weigh(lossy(0.3, 0.9, 0.5)) as typeof weights;
    expectClose(weights, [0.01, 2.98, 0.01]);
  });

  test('without losses: 1 − the normalised score', () => {
    const [a, b] = [groupDroWeighter(), groupDroWeighter()];
    expect(a.weigh(scored(0.2, 0.7))).toEqual(b.weigh(lossy(0.8, 1 - 0.7)));
    expect(() => groupDroWeighter({ learningRate: -1 })).toThrow('invalid learningRate: -1; expected a positive number');
  });
});

describe('dwaWeighter', () => {
  test('closed form: K softmax(L(t) / L(t − 1) / T); 1 until there are two losses', () => {
    const weighter = dwaWeighter();
    expect([...weighter.weigh(lossy(4, 2, 1))]).toEqual([1, 1, 1]);
    expectClose(weighter.weigh(lossy(2, 2, 3)), mean1([0.5, 1, 3].map((rate) => Math.exp(rate / 2))));
    expectClose(weighter.weigh(lossy(2, NaN, 1.5)), mean1([1, 1, 0.5].map((rate) => Math.exp(rate / 2))));
  });

  test('multiplying a group\'s losses changes nothing', () => {
    const [a, b] = [dwaWeighter({ temperature: 0.5 }), dwaWeighter({ temperature: 0.5 })];
    for (const losses of [[1, 2], [0.5, 1.5], [0.7, 0.2]] as const) {
      expectClose(a.weigh(lossy(...losses)), [...b.weigh(lossy(losses[0], 10 * losses[1]))]);
    }
  });

  test('losses near 0 count as 0.01', () => {
    const weighter = dwaWeighter();
    weighter.weigh(lossy(-5, 1));
    expectClose(weighter.weigh(lossy(0.02, 1)), mean1([2, 1].map((rate) => Math.exp(rate / 2))));
    expect(() => dwaWeighter({ temperature: 0 })).toThrow('invalid temperature: 0; expected a positive number');
  });
});

describe('learningProgressWeighter', () => {
  test('closed form: softmax of the smoothed change of score, up or down', () => {
    const weighter = learningProgressWeighter({ temperature: 0.5, smoothing: 0.75 });
    expect([...weighter.weigh(scored(0, 0.5, 0.2))]).toEqual([1, 1, 1]);
    expectClose(weighter.weigh(scored(0.4, 0.1, 0.2)), mean1([0.1, 0.1, 0].map((q) => Math.exp(q / 0.5))));
    expectClose(weighter.weigh(scored(0.8, 0.1, NaN)), mean1([0.175, 0.075, 0].map((q) => Math.exp(q / 0.5))));
  });

  test('a range of raw scores that widens is no progress', () => {
    const raw = (...scores: number[]): GroupSummary[] => scores.map((score) => ({ steps: 1, trajectories: 1, score }));
    const weighter = learningProgressWeighter({ smoothing: 0, temperature: 1 });
    weighter.weigh(raw(0, 5, 10));
    expectClose(weighter.weigh(raw(0, 5, 20)), mean1([0, 0, 0.5].map(Math.exp)));
    expect(() => learningProgressWeighter({ smoothing: -0.1 })).toThrow('invalid smoothing: -0.1');
  });
});

import { describe, expect, test } from '@jest/globals';
import type { GroupSummary } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { performanceWeighter } from './performance-weighter.ts';

const normalized = (...scores: number[]): GroupSummary[] => scores.map((score) => ({ steps: 1, trajectories: 1, score, isScoreNormalized: true }));
const raw = (...scores: number[]): GroupSummary[] => scores.map((score) => ({ steps: 1, trajectories: 1, score }));
const score = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constantFrom(NaN, Infinity));
const summary = fc.record({ steps: fc.nat(9), trajectories: fc.nat(9), score, isScoreNormalized: fc.boolean() });
const updates = fc.array(fc.array(summary, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });

describe('performanceWeighter', () => {
  test('normalised scores: softmax of −score/τ, scaled to mean 1', () => {
    const weights = performanceWeighter({ temperature: 0.5 }).weigh(normalized(0, 0.5, 1));
    const e = [1, Math.exp(-1), Math.exp(-2)];
    const mean = (e[0]! + e[1]! + e[2]!) / 3;
    weights.forEach((weight, g) => expect(weight).toBeCloseTo(e[g]! / mean, 12));
  });

  test('scores of unknown scale count by their place in the range seen so far', () => {
    const weighter = performanceWeighter();
    expect(weighter.weigh(raw(10, 110))[0]! / weighter.weigh(raw(10, 110))[1]!).toBeCloseTo(Math.E, 12);
    const later = weighter.weigh(raw(60, 100)); // the range stays [10, 110]
    expect(later[0]! / later[1]!).toBeCloseTo(Math.exp(0.4), 12);
    expect([...performanceWeighter().weigh(raw(7, 7))]).toEqual([1, 1]);
  });

  test('multiplying and shifting all raw scores changes nothing', () => {
    const straight = performanceWeighter().weigh(raw(1, 5, 3));
    performanceWeighter().weigh(raw(-97, 303, 103)).forEach((weight, g) => expect(weight).toBeCloseTo(straight[g]!, 12));
  });

  test('an absent group keeps its last score; one never seen gets the mean', () => {
    const weighter = performanceWeighter();
    const first = weighter.weigh(normalized(0, 1, NaN));
    expect(first[2]! / first[1]!).toBeCloseTo(Math.exp(0.5), 12);
    const second = weighter.weigh(normalized(NaN, 1, 0));
    expect(second[0]).toBe(second[2]);
    expect([...performanceWeighter().weigh(raw(NaN, NaN))]).toEqual([1, 1]);
    expect(performanceWeighter().weigh([])).toHaveLength(0);
  });

  test('weights are finite, positive and floored, whatever the scores; weaker groups never get less', () => {
    fc.assert(
      fc.property(updates, fc.constantFrom(1e-3, 0.1, 1, 100), (list, temperature) => {
        const weighter = performanceWeighter({ temperature });
        for (const summaries of list) {
          const weights = weighter.weigh(summaries);
          expect(weights.every((weight) => weight >= 0.01 && weight <= 3)).toBe(true);
        }
        const scores = list[0]!.map((entry) => ({ ...entry, isScoreNormalized: true }));
        const weights = performanceWeighter({ temperature }).weigh(scores);
        for (const [a, b] of [[0, 1], [1, 2], [2, 0]] as const) {
          if (scores[a]!.score < scores[b]!.score && scores[b]!.score < Infinity) expect(weights[a]!).toBeGreaterThanOrEqual(weights[b]!);
        }
      }),
    );
  });

  test('state saved in the middle goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(updates, (list) => {
        const straight = performanceWeighter();
        let resumed = performanceWeighter();
        for (const summaries of list) {
          expect(resumed.weigh(summaries)).toEqual(straight.weigh(summaries));
          const saved = JSON.stringify(resumed.getState!());
          resumed = performanceWeighter();
          resumed.setState!(JSON.parse(saved));
        }
      }),
    );
  });

  test('refuses a temperature that is not positive', () => {
    expect(() => performanceWeighter({ temperature: 0 })).toThrow('invalid temperature: 0; expected a positive number');
  });
});

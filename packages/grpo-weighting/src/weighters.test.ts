import { describe, expect, test } from '@jest/globals';
import type { GroupSummary } from '@cohort-rl/rollouts';
import fc from 'fast-check';
import { createWeighter, weighterNames } from './registry.ts';

const NUM_GROUPS = 4;
const number = fc.oneof(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), fc.constantFrom(NaN, Infinity, 0));
const summary: fc.Arbitrary<GroupSummary> = fc
  .record({ steps: fc.nat(9), trajectories: fc.nat(9), score: number, isScoreNormalized: fc.boolean() })
  .chain((base) => fc.oneof(fc.constant(base), number.map((loss) => ({ ...base, loss }))));
const updates = fc.array(fc.array(summary, { minLength: NUM_GROUPS, maxLength: NUM_GROUPS }), { minLength: 1, maxLength: 6 });
const remembering = weighterNames.filter((name) => createWeighter(name).needsStableLabels);
const absent: GroupSummary = { steps: 0, trajectories: 0, score: NaN };

describe.each(weighterNames)('%s', (name) => {
  test('weights are finite and positive, whatever comes', () => {
    fc.assert(
      fc.property(updates, (list) => {
        const weighter = createWeighter(name);
        for (const summaries of list) {
          const weights = weighter.weigh(summaries);
          expect(weights).toHaveLength(NUM_GROUPS);
          expect(weights.every((weight) => weight > 0 && weight < Infinity)).toBe(true);
        }
      }),
    );
    expect(createWeighter(name).weigh([])).toHaveLength(0);
    expect([...createWeighter(name).weigh([absent, absent])]).toEqual([1, 1]);
  });

  test('groups under other names have the same weights', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: NUM_GROUPS });
    fc.assert(
      fc.property(updates, order, (list, names) => {
        const [straight, renamed] = [createWeighter(name), createWeighter(name)];
        for (const summaries of list) {
          const weights = straight.weigh(summaries);
          const others = renamed.weigh(names.map((g) => summaries[g]!));
          names.forEach((g, i) => expect(Math.abs(others[i]! - weights[g]!)).toBeLessThan(1e-9 * weights[g]!));
        }
      }),
    );
  });
});

describe.each(remembering)('%s remembers', (name) => {
  test('state saved in the middle goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(updates, (list) => {
        const straight = createWeighter(name);
        let resumed = createWeighter(name);
        for (const summaries of list) {
          expect(resumed.weigh(summaries)).toEqual(straight.weigh(summaries));
          const saved = JSON.stringify(resumed.getState!());
          resumed = createWeighter(name);
          resumed.setState!(JSON.parse(saved));
        }
      }),
    );
  });

  test('an update without any group changes no weight', () => {
    fc.assert(
      fc.property(updates, (list) => {
        const weighter = createWeighter(name);
        for (const summaries of list) weighter.weigh(summaries);
        const weights = weighter.weigh(list[0]!.map(() => absent));
        expect(weighter.weigh(list[0]!.map(() => absent))).toEqual(weights);
      }),
    );
  });

  test('weights have mean 1 before the floor, and none is below it', () => {
    const weighter = createWeighter(name);
    let weights = new Float64Array();
    for (let update = 0; update < 300; update++) {
      weights = weighter.weigh([0, 0.5, 1].map((score, g) => ({ steps: 1, trajectories: 1, score: score + (g * update) / 300, isScoreNormalized: true }))) as typeof weights;
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.01);
    }
    expect(weights.reduce((a, b) => a + b, 0) / 3).toBeCloseTo(1, 1);
  });
});

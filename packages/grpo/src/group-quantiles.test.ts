import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fiveNumberSummary } from '@cohort-rl/rollouts';
import { groupQuantiles } from './group-quantiles.ts';

test('each group\'s are those of its own values, sorted', () => {
  const entry = fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -1, max: 3 }));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (pairs) => {
      const values = Float32Array.from(pairs, ([value]) => value);
      const labels = Int32Array.from(pairs, ([, label]) => label);
      const quantiles = groupQuantiles(values, labels, 4);
      for (let g = 0; g < 4; g++) {
        const expected = fiveNumberSummary(values.filter((_, i) => labels[i] === g).sort());
        // −0 and 0 are equal, and either may come first.
        expect(quantiles[g]!.map((value) => value + 0)).toEqual(expected.map((value) => value + 0));
      }
      expect(values).toEqual(Float32Array.from(pairs, ([value]) => value));
    }),
  );
});

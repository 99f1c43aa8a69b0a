import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fiveNumberSummary } from '@cohort-rl/rollouts';
import { groupQuantiles } from './group-quantiles.ts';

test('each group\'s are those of its own values, sorted, also by the map that made them', () => {
  const entry = fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -1, max: 3 }));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), (pairs) => {
      const values = Float32Array.from(pairs, ([value]) => value);
      const labels = Int32Array.from(pairs, ([, label]) => label);
      // an affine map of each group, one of them constant
      const maps = Float64Array.of(0, Infinity, 1, 0.5, -2, 1e9, 3, 7);
      const map = (value: number, label: number): number => (value - maps[2 * label]!) / maps[2 * label + 1]!;
      const advantages = values.map((value, i) => (labels[i]! < 0 ? 0 : map(value, labels[i]!)));
      const quantiles = groupQuantiles(values, { advantages }, labels, 4);
      const ofGroup = (array: Float32Array, g: number): number[] => fiveNumberSummary(array.filter((_, i) => labels[i] === g).sort());
      // −0 and 0 are equal, and either may come first.
      const unsigned = (numbers: readonly number[]): number[] => numbers.map((value) => value + 0);
      for (let g = 0; g < 4; g++) {
        expect(unsigned(quantiles[g]!.before)).toEqual(unsigned(ofGroup(values, g)));
        expect(unsigned(quantiles[g]!.after)).toEqual(unsigned(ofGroup(advantages, g)));
      }
      const mapped = groupQuantiles(values, { advantages, maps }, labels, 4);
      mapped.forEach(({ before, after }, g) => {
        expect(before).toEqual(quantiles[g]!.before);
        expect(unsigned(after)).toEqual(unsigned(quantiles[g]!.after));
      });
      expect(values).toEqual(Float32Array.from(pairs, ([value]) => value));
    }),
  );
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { squaredDistance } from './distance.ts';
import { matchLabels } from './match-labels.ts';

const point = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 2 });

/** Least total cost over all ways to give different labels of `labels` to as many of the centres as possible. */
function bestTotal(centers: number[][], known: number[][]): number {
  const [few, many] = centers.length <= known.length ? [centers, known] : [known, centers];
  const search = (i: number, used: Set<number>): number =>
    i === few.length
      ? 0
      : Math.min(...many.flatMap((other, j) => (used.has(j) ? [] : [squaredDistance(few[i]!, other) + search(i + 1, new Set([...used, j]))])));
  return search(0, new Set());
}

describe('matchLabels', () => {
  test('the assignment is the cheapest of all, labels are different', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 5 }), fc.array(fc.option(point), { minLength: 5, maxLength: 5 }), (centers, known) => {
        const labels = matchLabels(centers, known);
        expect(new Set(labels).size).toBe(centers.length);
        const total = labels.reduce((sum, label, c) => sum + (known[label] ? squaredDistance(centers[c]!, known[label]) : 0), 0);
        expect(total).toBe(bestTotal(centers, known.filter((center) => center !== null)));
      }),
    );
  });

  test('at first, labels follow the order of the centres', () => {
    expect(matchLabels([[5, 0], [1, 9], [1, 2]], [null, null, null, null])).toEqual([2, 1, 0]);
  });

  test('fewer centres than labels: the others keep theirs', () => {
    expect(matchLabels([[39, 0]], [[0, 0], [20, 0], [40, 0]])).toEqual([2]);
  });
});

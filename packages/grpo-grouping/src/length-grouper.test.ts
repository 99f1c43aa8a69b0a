import { describe, expect, test } from '@jest/globals';
import { trajectoriesOf } from './episodes.fixture.ts';
import { lengthGrouper } from './length-grouper.ts';

const specs = [4, 8, 2, 6, 3].map((length) => ({ length }));

describe('lengthGrouper', () => {
  test('quantiles of length', () => {
    // np.quantile([4, 8, 2, 6, 3], [1/3, 2/3]) = [3.33…, 5.33…]
    expect([...lengthGrouper({ numGroups: 3 }).group(trajectoriesOf(specs)).labels]).toEqual([1, 2, 0, 2, 0]);
  });

  test('given edges: a length on an edge belongs below it', () => {
    const { labels, groups } = lengthGrouper({ edges: [3, 6] }).group(trajectoriesOf(specs));
    expect([...labels]).toEqual([1, 2, 0, 1, 0]);
    expect(groups.map(({ name }) => name)).toEqual(['length ≤ 3', '3 < length ≤ 6', 'length > 6']);
  });

  test('a cut trajectory is placed by its length so far and makes no edge', () => {
    const { labels } = lengthGrouper({ numGroups: 2 }).group(trajectoriesOf([...[1, 8, 9, 9].map((length) => ({ length, isCut: true })), { length: 4 }, { length: 6 }]));
    expect([...labels]).toEqual([0, 1, 1, 1, 0, 1]);
  });

  test('counts what the episode had in earlier rollouts', () => {
    const [a, b] = trajectoriesOf([{ length: 2 }, { length: 3 }]);
    expect([...lengthGrouper({ edges: [10] }).group([{ ...a!, episodeLength: 50 }, b!]).labels]).toEqual([1, 0]);
  });

  test('refuses edges that do not ascend and a numGroups that contradicts them', () => {
    expect(() => lengthGrouper({ edges: [3, 3] })).toThrow('invalid edges: 3, 3; expected ascending finite numbers');
    expect(() => lengthGrouper({ edges: [NaN] })).toThrow('invalid edges: NaN');
    expect(() => lengthGrouper({ edges: [3], numGroups: 4 })).toThrow('invalid numGroups: 4; expected 2, one more than edges');
    expect([...lengthGrouper().group([]).labels]).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adaptiveGrouper } from './adaptive-grouper.ts';
import { CutTrajectoryError } from './cut-trajectories.ts';
import { trajectoriesOf } from './episodes.fixture.ts';
import type { EpisodeSpec } from './episodes.fixture.ts';

const spec: fc.Arbitrary<EpisodeSpec> = fc.record({
  return: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constantFrom(NaN, Infinity, 1e300, 0.1)),
  length: fc.integer({ min: 1, max: 6 }),
  task: fc.integer({ min: 0, max: 2 }),
  isCut: fc.boolean(),
  lastValue: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(NaN)),
});
const rollouts = fc.array(fc.array(spec, { maxLength: 25 }), { minLength: 1, maxLength: 5 });
const features = ['episodeReturn'] as const;
const of = (...returns: number[]) => trajectoriesOf(returns.map((value) => ({ return: value })));
const centersOf = (grouper: ReturnType<typeof adaptiveGrouper>) => (grouper.getState!() as { centers: (number[] | null)[] }).centers.map((center) => center?.[0] ?? null);

describe('adaptiveGrouper', () => {
  test('MacQueen: with decay 1 each centre is the mean of all that joined it', () => {
    const grouper = adaptiveGrouper({ numGroups: 2, decay: 1, features });
    grouper.partialFit(of(0, 100));
    const joined = [[0], [100]];
    for (const returns of [[2, 90], [7, 11, 95], [1, 1, 120]]) {
      grouper.partialFit(of(...returns));
      for (const value of returns) joined[value > 50 ? 1 : 0]!.push(value);
      centersOf(grouper).forEach((center, label) => {
        expect(center).toBeCloseTo(joined[label]!.reduce((a, b) => a + b, 0) / joined[label]!.length, 3);
      });
    }
  });

  test('with decay the latest count most: Σ dⁱ x / Σ dⁱ over those that joined, the latest first', () => {
    const decay = 0.5;
    const grouper = adaptiveGrouper({ numGroups: 2, decay, features });
    const low = [0, 4, 10, 1, 6];
    grouper.partialFit(of(low[0]!, 1000));
    for (const value of low.slice(1)) grouper.partialFit(of(value));
    const weights = low.map((_, i) => decay ** (low.length - 1 - i));
    const expected = low.reduce((sum, value, i) => sum + value * weights[i]!, 0) / weights.reduce((a, b) => a + b, 0);
    expect(centersOf(grouper)[0]).toBeCloseTo(expected, 2);
  });

  test('group is partialFit and then predict; predict learns nothing', () => {
    const [a, b] = [adaptiveGrouper({ numGroups: 3, seed: 4 }), adaptiveGrouper({ numGroups: 3, seed: 4 })];
    for (const shift of [0, 3, 9]) {
      const trajectories = trajectoriesOf([1, 2, 60, 61, 200, 210].map((value) => ({ return: value + shift, length: 1 + (value % 7) })));
      b.partialFit(trajectories);
      const saved = JSON.stringify(b.getState!());
      expect(a.group(trajectories).labels).toEqual(b.predict(trajectories));
      expect(JSON.stringify(b.getState!())).toBe(saved);
      expect(JSON.stringify(a.getState!())).toBe(saved);
    }
  });

  test('remembers kinds that a rollout lacks, and follows their drift', () => {
    const grouper = adaptiveGrouper({ numGroups: 3, features, decay: 0.8 });
    expect([...grouper.group(of(0, 100, 200, 1, 101, 201)).labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...grouper.group(of(203)).labels]).toEqual([2]);
    for (let shift = 0; shift <= 120; shift += 10) {
      expect([...grouper.group(of(shift, 100 + shift, 200 + shift)).labels]).toEqual([0, 1, 2]);
    }
  });

  test('the window forgets: a cluster that none in it belongs to starts again from the furthest', () => {
    const grouper = adaptiveGrouper({ numGroups: 2, features, window: 4, decay: 1 });
    grouper.group(of(0, 1000));
    const { diagnostics } = grouper.group(of(990, 1000, 1010, 1011));
    expect(diagnostics).toMatchObject({ 'grpo/reseeded_clusters': 1, 'grpo/history': 4, 'grpo/clusters': 2 });
    expect(diagnostics['grpo/label_churn']).toBeGreaterThan(0);
    expect([...grouper.predict(of(990, 1010))].sort()).toEqual([0, 1]);
  });

  test('the window is 1,000 unless told otherwise', () => {
    const grouper = adaptiveGrouper({ features });
    grouper.partialFit(of(...Array.from({ length: 999 }, (_, i) => i)));
    expect(grouper.group(of(5)).diagnostics['grpo/history']).toBe(1000);
    expect(grouper.group(of(6)).diagnostics['grpo/history']).toBe(1000);
  });

  test('episodes beyond the first few fill the clusters that were empty', () => {
    const grouper = adaptiveGrouper({ numGroups: 3, features });
    expect(grouper.group(of(5)).diagnostics).toMatchObject({ 'grpo/clusters': 1, 'grpo/silhouette': 0 });
    expect(grouper.group(of(5, 50)).diagnostics).toMatchObject({ 'grpo/clusters': 2, 'grpo/reseeded_clusters': 0 });
    expect([...grouper.group(of(5, 50, 500)).labels]).toEqual([0, 1, 2]);
  });

  test('returns are compared inside tasks, over the whole window', () => {
    const grouper = adaptiveGrouper({ numGroups: 2, features });
    const episode = (task: number, value: number): EpisodeSpec => ({ task, return: value * 100 ** task });
    grouper.partialFit(trajectoriesOf([0, 1, 0, 1].flatMap((value) => [episode(0, value), episode(1, value)]), 2));
    // One episode of each task at a time: by themselves they could not be told apart.
    expect([...grouper.group(trajectoriesOf([episode(0, 1), episode(1, 0)], 2)).labels]).toEqual([1, 0]);
    expect([...grouper.group(trajectoriesOf([episode(0, 0), episode(1, 1)], 2)).labels]).toEqual([0, 1]);
  });

  test('cut trajectories move nothing, and join the nearest by return so far plus value', () => {
    const grouper = adaptiveGrouper({ numGroups: 2, features });
    const cut = (lastValue: number): EpisodeSpec => ({ return: 10, isCut: true, lastValue });
    expect([...grouper.group(trajectoriesOf([cut(5), cut(90)])).labels]).toEqual([0, 0]);
    grouper.partialFit(of(0, 100));
    const saved = JSON.stringify(grouper.getState!());
    const { labels, diagnostics } = grouper.group(trajectoriesOf([cut(5), cut(90)]));
    expect([...labels]).toEqual([0, 1]);
    expect(diagnostics).toMatchObject({ 'grpo/cut_share': 1, 'grpo/history': 2, 'grpo/label_churn': 0 });
    expect(JSON.stringify(grouper.getState!())).toBe(saved);
    expect(() => adaptiveGrouper({ completeOnly: true }).group(trajectoriesOf([cut(1)]))).toThrow(CutTrajectoryError);
  });

  test('any trajectories have labels in range and finite centres', () => {
    fc.assert(
      fc.property(rollouts, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 }), (batches, numGroups, window) => {
        const grouper = adaptiveGrouper({ numGroups, window, seed: 3 });
        for (const specs of batches) {
          const { labels, diagnostics, groups } = grouper.group(trajectoriesOf(specs, 3));
          expect(labels).toHaveLength(specs.length);
          expect(labels.every((label) => label >= 0 && label < numGroups)).toBe(true);
          expect(groups.reduce((sum, { trajectories }) => sum + trajectories, 0)).toBe(specs.length);
          expect(Object.values(diagnostics).every(Number.isFinite)).toBe(true);
          expect(diagnostics['grpo/history']).toBeLessThanOrEqual(window);
        }
        const { centers } = grouper.getState!() as { centers: (number[] | null)[] };
        expect(centers.every((center) => center === null || (center.length === 6 && center.every(Number.isFinite)))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('state saved in the middle goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(rollouts, (batches) => {
        const options = { numGroups: 3, seed: 5, window: 20 };
        const straight = adaptiveGrouper(options);
        let resumed = adaptiveGrouper(options);
        for (const specs of batches) {
          expect(resumed.group(trajectoriesOf(specs, 3))).toEqual(straight.group(trajectoriesOf(specs, 3)));
          const saved = JSON.stringify(resumed.getState!());
          resumed = adaptiveGrouper(options);
          resumed.setState!(JSON.parse(saved));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('none, one, identical ones, NaN', () => {
    expect([...adaptiveGrouper().group([]).labels]).toEqual([]);
    expect([...adaptiveGrouper().group(of(3)).labels]).toEqual([0]);
    expect([...adaptiveGrouper().group(of(3, 3, 3)).labels]).toEqual([0, 0, 0]);
    const { labels, diagnostics } = adaptiveGrouper().group(of(NaN, NaN));
    expect([...labels]).toEqual([0, 0]);
    expect(diagnostics).toMatchObject({ 'grpo/missing_features': 6, 'grpo/clusters': 1 });
  });

  test('refuses bad options and a foreign state', () => {
    expect(() => adaptiveGrouper({ window: 0 })).toThrow('invalid window: 0; expected a positive integer');
    expect(() => adaptiveGrouper({ decay: 0 })).toThrow('invalid decay: 0; expected a number in (0, 1]');
    expect(() => adaptiveGrouper({ decay: 1.1 })).toThrow('invalid decay: 1.1');
    expect(() => adaptiveGrouper({ numGroups: 0 })).toThrow('invalid numGroups: 0');
    expect(() => adaptiveGrouper({ seed: 0.5 })).toThrow('invalid seed: 0.5');
    expect(() => adaptiveGrouper({ numGroups: 2 }).setState!(adaptiveGrouper().getState!())).toThrow('expected 2 centers of 6 features');
  });
});

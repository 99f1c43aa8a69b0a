import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { autoGrouper } from './auto-grouper.ts';
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
const rollouts = fc.array(fc.array(spec, { maxLength: 25 }), { minLength: 1, maxLength: 4 });

/** Three kinds of episode: short and bad, middling, long and good. */
const kinds = (shift: number): EpisodeSpec[] =>
  Array.from({ length: 6 }, (_, i) => {
    const kind = i % 3;
    return { return: kind * 100 + shift + (i % 2), length: 1 + kind * 10 + (i % 2) };
  });

describe('autoGrouper', () => {
  test('finds kinds of episode; at first the lowest returns have label 0', () => {
    const { labels, groups, features } = autoGrouper({ numGroups: 3, seed: 7 }).group(trajectoriesOf(kinds(0)));
    expect([...labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(features!.names).toHaveLength(6);
    expect(groups.map(({ name }) => name)).toEqual(['cluster 1', 'cluster 2', 'cluster 3']);
    expect(groups.map(({ center }) => center![0])).toEqual([0.5, 100.5, 200.5]);
  });

  test('labels go on meaning the same while returns drift, from any seed', () => {
    for (let seed = 0; seed < 10; seed++) {
      const grouper = autoGrouper({ numGroups: 3, seed, features: ['episodeReturn', 'episodeLength'] });
      for (const shift of [0, 20, 40, 60, 80]) expect([...grouper.group(trajectoriesOf(kinds(shift))).labels]).toEqual([0, 1, 2, 0, 1, 2]);
    }
  });

  test('a kind that is absent for an update gets its label back', () => {
    const grouper = autoGrouper({ numGroups: 4, seed: 1, features: ['episodeReturn'] });
    const of = (...returns: number[]) => [...grouper.group(trajectoriesOf(returns.map((value) => ({ return: value })))).labels];
    expect(of(0, 100, 200, 300)).toEqual([0, 1, 2, 3]);
    expect(of(302, 1)).toEqual([3, 0]);
    expect(of(200, 301, 2)).toEqual([2, 3, 0]);
  });

  test('each grouping draws anew, from its seed', () => {
    const cloud = trajectoriesOf(Array.from({ length: 60 }, (_, i) => ({ return: 100 * Math.sin(i * i), length: 1 + ((i * 37) % 50) })));
    const clusterings = (seed: number) => {
      const grouper = autoGrouper({ numGroups: 5, seed });
      return Array.from({ length: 4 }, () => grouper.group(cloud).groups.map(({ trajectories }) => trajectories).sort().join());
    };
    expect(new Set(clusterings(1)).size).toBeGreaterThan(1);
    expect(clusterings(1)).not.toEqual(clusterings(2));
    expect(clusterings(1)).not.toEqual(clusterings(1 + 2 ** 32));
  });

  test('a cut trajectory joins the nearest centre of the complete ones', () => {
    const grouper = autoGrouper({ numGroups: 2, features: ['episodeReturn'] });
    const cut = { isCut: true, return: 10, lastValue: 85 };
    const { labels, diagnostics } = grouper.group(trajectoriesOf([{ return: 0 }, { return: 100 }, cut, { ...cut, lastValue: 0 }]));
    expect([...labels]).toEqual([0, 1, 1, 0]);
    expect(diagnostics).toMatchObject({ 'grpo/cut_share': 0.5, 'grpo/clusters': 2, 'grpo/missing_features': 0 });
  });

  test('any trajectories have labels in range and finite centres; the same seed gives the same', () => {
    fc.assert(
      fc.property(rollouts, fc.integer({ min: 1, max: 5 }), fc.boolean(), (batches, numGroups, bySilhouette) => {
        const options = bySilhouette ? { kMax: numGroups + 1, seed: 3 } : { numGroups, seed: 3 };
        const [a, b] = [autoGrouper(options), autoGrouper(options)];
        for (const specs of batches) {
          const grouping = a.group(trajectoriesOf(specs, 3));
          expect(grouping.labels).toHaveLength(specs.length);
          expect(grouping.labels.every((label) => label >= 0 && label < grouping.numGroups)).toBe(true);
          expect(grouping.groups.reduce((sum, { trajectories }) => sum + trajectories, 0)).toBe(specs.length);
          expect(Object.values(grouping.diagnostics).every(Number.isFinite)).toBe(true);
          expect(b.group(trajectoriesOf(specs, 3))).toEqual(grouping);
        }
        const { centers } = a.getState!() as { centers: (number[] | null)[] };
        expect(centers.every((center) => center === null || (center.length === 6 && center.every(Number.isFinite)))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('state saved in the middle goes on equal to the uninterrupted run', () => {
    fc.assert(
      fc.property(rollouts, (batches) => {
        const straight = autoGrouper({ numGroups: 3, seed: 5 });
        let resumed = autoGrouper({ numGroups: 3, seed: 5 });
        for (const specs of batches) {
          expect(resumed.group(trajectoriesOf(specs, 3))).toEqual(straight.group(trajectoriesOf(specs, 3)));
          const saved = JSON.stringify(resumed.getState!());
          resumed = autoGrouper({ numGroups: 3, seed: 5 });
          resumed.setState!(JSON.parse(saved));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('fewer trajectories than groups, identical ones, one, none, NaN', () => {
    const groupAll = (specs: EpisodeSpec[]) => autoGrouper({ numGroups: 4 }).group(trajectoriesOf(specs));
    expect([...groupAll([{ return: 3 }, { return: 1 }]).labels]).toEqual([1, 0]);
    expect(groupAll([{ return: 3 }, { return: 1 }]).diagnostics).toMatchObject({ 'grpo/empty_groups': 2, 'grpo/clusters': 2 });
    expect([...groupAll([{ return: 3 }, { return: 3 }, { return: 3 }]).labels]).toEqual([0, 0, 0]);
    expect([...groupAll([{ return: 3 }]).labels]).toEqual([0]);
    expect([...groupAll([]).labels]).toEqual([]);
    const { labels, diagnostics } = groupAll([{ return: NaN }, { return: NaN }]);
    expect([...labels]).toEqual([0, 0]);
    expect(diagnostics['grpo/missing_features']).toBe(6); // return, and mean and deviation of the rewards, of both
  });

  test('kMax chooses the number of clusters', () => {
    const spreadKinds = Array.from({ length: 30 }, (_, i) => ({ return: (i % 3) * 100 + ((i * 7) % 11), length: 1 + (i % 3) * 10 }));
    const grouping = autoGrouper({ kMax: 6, seed: 2, features: ['episodeReturn', 'episodeLength'] }).group(trajectoriesOf(spreadKinds));
    expect(grouping.numGroups).toBe(6);
    expect(grouping.diagnostics['grpo/clusters']).toBe(3);
  });

  test('a feature of the user\'s own', () => {
    const lastValue = { name: 'lastValue', compute: (list: readonly { rollout: { lastValues: Float32Array }; env: number }[]) => Float64Array.from(list, ({ rollout, env }) => rollout.lastValues[env]!) };
    const { labels, features } = autoGrouper({ numGroups: 2, features: [lastValue] }).group(trajectoriesOf([{ lastValue: 9 }, { lastValue: -9 }]));
    expect([...labels]).toEqual([1, 0]);
    expect(features).toEqual({ names: ['lastValue'], values: Float64Array.of(9, -9) });
  });

  test('refuses bad options, cut trajectories where told, and a foreign state', () => {
    expect(() => autoGrouper({ numGroups: 1.5 })).toThrow('invalid numGroups: 1.5; expected a positive integer');
    expect(() => autoGrouper({ seed: -1 })).toThrow('invalid seed: -1; expected an integer >= 0');
    expect(() => autoGrouper({ kMax: 1 })).toThrow('invalid kMax: 1; expected an integer >= 2');
    expect(() => autoGrouper({ kMax: 3, numGroups: 3 })).toThrow('invalid kMax: 3; expected none beside numGroups');
    expect(() => autoGrouper({ completeOnly: true }).group(trajectoriesOf([{ isCut: true }]))).toThrow(CutTrajectoryError);
    expect(() => autoGrouper({ numGroups: 2 }).setState!({ centers: [null], draws: 0 })).toThrow('expected 2 centers of 6 features');
  });
});

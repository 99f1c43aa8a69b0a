import { describe, expect, test } from '@jest/globals';
import { autoGrouper } from './auto-grouper.ts';
import { adaptiveGrouper } from './adaptive-grouper.ts';
import { labelByCenters, traceKmeans, traceOnlineKmeans } from './clustering-trace.ts';
import { trajectoriesOf } from './episodes.fixture.ts';
import type { EpisodeSpec } from './episodes.fixture.ts';
import { standardizeFeatures } from './standardize-features.ts';

const names = ['episodeReturn', 'episodeLength'] as const;

/** Trajectories without clear clusters, some cut. */
const cloud = (n: number, shift = 0): EpisodeSpec[] =>
  Array.from({ length: n }, (_, i) => ({ return: 100 * Math.sin((i + shift) * (i + shift)), length: 1 + (((i + shift) * 37) % 50), isCut: i % 9 === 8 }));

function featuresOf(specs: readonly EpisodeSpec[]) {
  const isComplete = Uint8Array.from(specs, ({ isCut = false }) => Number(!isCut));
  const values = Float64Array.from(specs.flatMap(({ return: value = 0, length = 1 }) => [value, length]));
  return { ...standardizeFeatures(values, 2, isComplete), isComplete };
}

const inertia = (points: Float64Array, centers: readonly (readonly number[] | null)[], labels: Int32Array): number =>
  labels.reduce((sum, label, k) => sum + centers[label]!.reduce((d, c, f) => d + (points[2 * k + f]! - c) ** 2, 0), 0);

describe('traceKmeans', () => {
  test('ends with the labels that the auto grouper gives', () => {
    for (const [n, numGroups, seed] of [[40, 4, 0], [60, 5, 3], [60, 1, 9], [12, 3, 1], [3, 5, 2], [200, 7, 4]] as const) {
      const specs = cloud(n);
      const { points, isComplete } = featuresOf(specs);
      const steps = traceKmeans({ points, numFeatures: 2, numGroups, isComplete, seed });
      const { labels } = autoGrouper({ numGroups, seed, features: names }).group(trajectoriesOf(specs));
      expect(steps.at(-1)!.labels).toEqual(labels);
    }
  });

  test('assignments take the nearest centre, updates the mean of the complete points; none raises the inertia', () => {
    const { points } = featuresOf(cloud(80));
    const steps = traceKmeans({ points, numFeatures: 2, numGroups: 5, seed: 1 });
    expect(steps.length).toBeGreaterThan(6);
    expect(steps.map(({ kind }) => kind).slice(0, 4)).toEqual(['start', 'assign', 'update', 'assign']);
    expect(new Set(steps[0]!.labels)).toEqual(new Set([-1]));
    let last = Infinity;
    for (let i = 1; i < steps.length; i++) {
      const { kind, centers, labels } = steps[i]!;
      if (kind === 'assign') expect(labels).toEqual(labelByCenters(points, centers, 2));
      else {
        for (let g = 0; g < 5; g++) {
          const own = [...labels!.keys()].filter((k) => labels![k] === g);
          for (const f of [0, 1]) expect(centers[g]![f]).toBeCloseTo(own.reduce((sum, k) => sum + points[2 * k + f]! / own.length, 0), 9);
        }
      }
      const now = inertia(points, centers, labels!);
      expect(now).toBeLessThanOrEqual(last + 1e-9);
      last = now;
    }
  });

  test('the first centres of k-means++ are points; given ones are taken as they are', () => {
    const { points, isComplete } = featuresOf(cloud(50));
    const [first] = traceKmeans({ points, numFeatures: 2, numGroups: 4, isComplete, seed: 8 });
    const complete = new Set(Array.from({ length: 50 }, (_, k) => (isComplete[k] ? `${points[2 * k]},${points[2 * k + 1]}` : '')));
    for (const center of first!.centers) expect(complete).toContain(center!.join());
    const start = [[3, 3], [-1, 0]];
    const steps = traceKmeans({ points, numFeatures: 2, numGroups: 2, isComplete, start });
    expect(steps[0]!.centers).toEqual(start);
    expect(steps[1]!.labels).toEqual(labelByCenters(points, start, 2));
    expect(() => traceKmeans({ points, numFeatures: 2, numGroups: 3, start })).toThrow('invalid start: expected 3 centers of 2 features');
  });

  test('labels go on from the last centres', () => {
    const { points } = featuresOf(cloud(50));
    const { centers } = traceKmeans({ points, numFeatures: 2, numGroups: 3, seed: 8 }).at(-1)!;
    const renamed = [centers[2]!, centers[0]!, centers[1]!];
    expect(traceKmeans({ points, numFeatures: 2, numGroups: 3, seed: 8, lastCenters: renamed }).at(-1)!.centers).toEqual(renamed);
  });

  test('nothing to cluster is refused', () => {
    expect(() => traceKmeans({ points: new Float64Array(0), numFeatures: 2, numGroups: 3 })).toThrow('invalid points: none; expected at least one');
    expect(() => traceKmeans({ points: Float64Array.of(1, 2), numFeatures: 2, numGroups: 0 })).toThrow('invalid numGroups: 0');
  });
});

describe('traceOnlineKmeans', () => {
  test('goes on as the adaptive grouper does', () => {
    const grouper = adaptiveGrouper({ numGroups: 4, seed: 5, features: names, decay: 0.9 });
    const [before, after] = [cloud(60), cloud(45, 60)];
    grouper.partialFit(trajectoriesOf(before));
    const { centers, counts } = grouper.getState!() as { centers: number[][]; counts: number[] };
    grouper.partialFit(trajectoriesOf(after));
    const learned = grouper.getState!() as { centers: number[][]; counts: number[] };

    // Its standardisation is over the window: both together.
    const { points, means, stds } = featuresOf([...before, ...after]);
    const standardized = centers.map((center) => center.map((x, f) => (x - means[f]!) / stds[f]!));
    const steps = traceOnlineKmeans({
      points: points.subarray(2 * before.length),
      numFeatures: 2,
      numGroups: 4,
      decay: 0.9,
      isComplete: featuresOf(after).isComplete,
      start: { centers: standardized, counts, point: 0 },
    });
    const last = steps.at(-1)!;
    expect(steps).toHaveLength(1 + 40);
    expect(last.counts).toEqual(learned.counts);
    last.centers.forEach((center, g) => center!.forEach((z, f) => expect(means[f]! + z * stds[f]!).toBeCloseTo(learned.centers[g]![f]!, 4)));
  });

  test('without decay each centre is the mean of the points that joined it', () => {
    const { points } = featuresOf(cloud(40));
    const steps = traceOnlineKmeans({ points, numFeatures: 2, numGroups: 3, decay: 1 });
    expect(steps.slice(1, 4).map(({ centers }) => centers.filter((center) => center).length)).toEqual([1, 2, 3]);
    const sums = [[0, 0], [0, 0], [0, 0]];
    steps.slice(1).forEach((step, i) => {
      expect(step.point).toBe(i);
      const joined = [...step.counts!.keys()].find((g) => step.counts![g] !== steps[i]!.counts![g])!;
      for (const f of [0, 1]) sums[joined]![f]! += points[2 * i + f]!;
    });
    const { centers, counts } = steps.at(-1)!;
    expect(counts!.reduce((a, b) => a + b)).toBe(40);
    centers.forEach((center, g) => center!.forEach((x, f) => expect(x).toBeCloseTo(sums[g]![f]! / counts![g]!, 9)));
  });

  test('a centre without a point starts again at the end', () => {
    const points = Float64Array.of(0, 0, 1, 0, 0, 1, 9, 9);
    const start = { centers: [[0, 0], [100, 100]], counts: [1, 1], point: 0 };
    const steps = traceOnlineKmeans({ points, numFeatures: 2, numGroups: 2, start });
    expect(steps.at(-1)!.kind).toBe('reseed');
    expect(steps.at(-1)!.centers[1]).toEqual([9, 9]);
  });

  test('what does not fit is refused', () => {
    const points = Float64Array.of(1, 2);
    expect(() => traceOnlineKmeans({ points, numFeatures: 2, numGroups: 1, decay: 0 })).toThrow('invalid decay: 0');
    expect(() => traceOnlineKmeans({ points, numFeatures: 2, numGroups: 2, start: { centers: [], counts: [], point: 0 } })).toThrow('invalid start');
  });
});

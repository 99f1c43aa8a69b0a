import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelByCenters } from './clustering-trace.ts';
import { countOutsideRegions, decisionRegions, projectOnPlane } from './decision-regions.ts';
import type { DecisionRegion, FeaturePlane } from './decision-regions.ts';

const bounds = { left: -3, right: 3, bottom: -2, top: 2 };
const coordinate = fc.integer({ min: -2000, max: 2000 }).map((thousandths) => thousandths / 1000);

/** Least signed distance of a point to the sides: > 0 inside. */
function depth({ polygon }: DecisionRegion, x: number, y: number): number {
  let least = Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const [ax, ay] = [polygon[i]!, polygon[i + 1]!];
    const [bx, by] = [polygon[(i + 2) % polygon.length]!, polygon[(i + 3) % polygon.length]!];
    const length = Math.hypot(bx - ax, by - ay);
    if (length > 1e-9) least = Math.min(least, ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length);
  }
  return least;
}

function area({ polygon }: DecisionRegion): number {
  let sum = 0;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = (i + 2) % polygon.length;
    sum += polygon[i]! * polygon[j + 1]! - polygon[j]! * polygon[i + 1]!;
  }
  return sum / 2;
}

const planes: FeaturePlane[] = [
  { origin: [0, 0, 0], axes: [[1, 0, 0], [0, 1, 0]] },
  { origin: [0.3, -0.2, 0.5], axes: [[0, 0, 1], [1, 0, 0]] },
  { origin: [0.1, 0, 0.2], axes: [[0.6, 0.8, 0], [-0.8 * 0.6, 0.6 * 0.6, 0.8]] },
];

describe('decisionRegions', () => {
  test('a point of the plane lies in the region of the nearest centre, in any plane', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 7 }), fc.constantFrom(...planes),
      fc.array(fc.tuple(coordinate, coordinate.map((y) => 0.95 * y)), { minLength: 5, maxLength: 20 }),
      (centers, plane, places) => {
        const regions = decisionRegions(centers, plane, bounds);
        expect(regions.reduce((sum, region) => sum + area(region), 0)).toBeCloseTo(24, 6);
        for (const [x, y] of places) {
          const point = Float64Array.from([0, 1, 2], (f) => plane.origin[f]! + x * plane.axes[0][f]! + y * plane.axes[1][f]!);
          const [label] = labelByCenters(point, centers, 3);
          const distances = centers.map((center) => center.reduce((sum, c, f) => sum + (c - point[f]!) ** 2, 0)).sort((a, b) => a - b);
          if (distances.length > 1 && distances[1]! - distances[0]! < 1e-6) continue;
          const inside = regions.filter((region) => depth(region, x, y) > 1e-6).map((region) => region.label);
          expect([[], [label]]).toContainEqual(inside);
        }
      },
    ));
  });

  test('two centres share the bisector, and each knows what lies beyond it', () => {
    const [left, right] = decisionRegions([[-1, 0], null, [2, 0]], { origin: [0, 0], axes: [[1, 0], [0, 1]] }, bounds);
    expect(left!.label).toBe(0);
    expect(right!.label).toBe(2);
    const sideOf = ({ polygon, neighbors }: DecisionRegion, beyond: number) => {
      const i = neighbors.indexOf(beyond);
      return [0, 1, 2, 3].map((k) => polygon[(2 * i + k) % polygon.length]);
    };
    expect(sideOf(left!, 2)).toEqual([0.5, -2, 0.5, 2]);
    expect(sideOf(right!, 0)).toEqual([0.5, 2, 0.5, -2]);
    expect(left!.neighbors.filter((label) => label === -1)).toHaveLength(3);
  });

  test('a centre far above the plane has no region there; of equal centres the first has it', () => {
    const plane: FeaturePlane = { origin: [0, 0, 0], axes: [[1, 0, 0], [0, 1, 0]] };
    expect(decisionRegions([[0, 0, 0], [0.1, 0, 50]], plane, bounds).map(({ label }) => label)).toEqual([0]);
    expect(decisionRegions([[0, 0, 1], [0, 0, 0]], plane, bounds).map(({ label }) => label)).toEqual([1]);
    expect(decisionRegions([[1, 1, 0], [1, 1, 0]], plane, bounds).map(({ label }) => label)).toEqual([0]);
  });

  test('projection is the foot of the perpendicular', () => {
    const plane = planes[2]!;
    const point = [0.7, -0.4, 1.1];
    const [x, y] = projectOnPlane(point, plane);
    for (const axis of plane.axes) {
      const rest = point.map((value, f) => value - plane.origin[f]! - x * plane.axes[0][f]! - y * plane.axes[1][f]!);
      expect(rest.reduce((sum, value, f) => sum + value * axis[f]!, 0)).toBeCloseTo(0, 9);
    }
  });
});

test('points stand outside their region only because of what the plane does not show', () => {
  const centers = [[-1, 0, 0], [1, 0, 0], [-1, 0, 3]];
  const plane: FeaturePlane = { origin: [0, 0, 0], axes: [[1, 0, 0], [0, 1, 0]] };
  // the third is nearest to centre 2, whose foot lies behind centre 0's
  const points = Float64Array.of(-2, 0, 0, 2, 1, 0.5, -1, 0, 2.9);
  const labels = labelByCenters(points, centers, 3);
  expect([...labels]).toEqual([0, 1, 2]);
  expect(countOutsideRegions(points, labels, centers, plane)).toBe(1);
  const flat = { origin: [0, 0], axes: [[1, 0], [0, 1]] } satisfies FeaturePlane;
  const cloud = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * i));
  const flatCenters = [[0.5, 0.5], [-0.5, 0]];
  expect(countOutsideRegions(cloud, labelByCenters(cloud, flatCenters, 2), flatCenters, flat)).toBe(0);
});

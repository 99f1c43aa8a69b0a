import { nearestLabels } from './nearest-labels.ts';

/** A plane in the space of the features: its points are `origin` + x · `axes[0]` + y · `axes[1]`. */
export interface FeaturePlane {
  readonly origin: ArrayLike<number>;
  /** Two orthonormal directions. */
  readonly axes: readonly [ArrayLike<number>, ArrayLike<number>];
}

/** The part of the plane that is shown. */
export interface PlaneBounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Where in the plane a label is that of the nearest centre: a convex polygon. */
export interface DecisionRegion {
  readonly label: number;
  /** Corners, counter-clockwise (x to the right, y up): x0, y0, x1, y1, … */
  readonly polygon: readonly number[];
  /** Label beyond the side from corner i to the next; −1: the end of what is shown. */
  readonly neighbors: readonly number[];
}

/** Where a point lies in the plane: the foot of its perpendicular. */
export function projectOnPlane(point: ArrayLike<number>, { origin, axes }: FeaturePlane): [number, number] {
  let x = 0;
  let y = 0;
  for (let f = 0; f < point.length; f++) {
    x += (point[f]! - origin[f]!) * axes[0][f]!;
    y += (point[f]! - origin[f]!) * axes[1][f]!;
  }
  return [x, y];
}

/**
 * What nearest-centre grouping decides at the points of a plane. With two features that is a Voronoi diagram; with more it is the
 * section of one, a power diagram (Aurenhammer 1987): the squared distance of a centre is that of its foot in the plane plus the
 * square of its height above it. A centre may have no region in the plane. Each polygon is cut out of the bounds by the half-planes
 * that separate its centre from the others, O(k³) for k centres.
 *
 * @param centers one per label, in the units of the plane; null where the label has none.
 */
export function decisionRegions(
  centers: readonly (readonly number[] | null)[],
  plane: FeaturePlane,
  { left, right, bottom, top }: PlaneBounds,
): DecisionRegion[] {
  const feet = centers.map((center) => center && footOf(center, plane));
  const regions: DecisionRegion[] = [];
  feet.forEach((own, label) => {
    if (!own) return;
    let region: Corner[] = [
      { x: left, y: bottom, beyond: -1 }, { x: right, y: bottom, beyond: -1 }, { x: right, y: top, beyond: -1 }, { x: left, y: top, beyond: -1 },
    ];
    feet.forEach((other, beyond) => {
      if (!other || beyond === label) return;
      // Nearer to `own` where a·x + b·y ≤ c.
      const [a, b] = [2 * (other.x - own.x), 2 * (other.y - own.y)];
      const c = other.x ** 2 + other.y ** 2 + other.height2 - own.x ** 2 - own.y ** 2 - own.height2;
      if (a === 0 && b === 0) {
        // Of centres above one point the lower one has it, of equals the first.
        if (c < 0 || (c === 0 && beyond < label)) region = [];
        return;
      }
      region = cut(region, ({ x, y }) => a * x + b * y - c, beyond);
    });
    if (region.length < 3) return;
    regions.push({ label, polygon: region.flatMap(({ x, y }) => [x, y]), neighbors: region.map(({ beyond }) => beyond) });
  });
  return regions;
}

/** A corner and what lies beyond the side that begins there. */
interface Corner {
  readonly x: number;
  readonly y: number;
  readonly beyond: number;
}

/** The part of a convex polygon where `side` is ≤ 0 (Sutherland & Hodgman 1974). */
function cut(corners: readonly Corner[], side: (corner: Corner) => number, beyond: number): Corner[] {
  const kept: Corner[] = [];
  corners.forEach((corner, i) => {
    const next = corners[(i + 1) % corners.length]!;
    const [here, there] = [side(corner), side(next)];
    if (here <= 0) kept.push(corner);
    if (here <= 0 === there <= 0) return;
    const t = here / (here - there);
    // Going out, the new side begins; coming in, the old one goes on.
    kept.push({ x: corner.x + t * (next.x - corner.x), y: corner.y + t * (next.y - corner.y), beyond: here <= 0 ? beyond : corner.beyond });
  });
  return kept;
}

function footOf(center: readonly number[], plane: FeaturePlane): { x: number; y: number; height2: number } {
  const [x, y] = projectOnPlane(center, plane);
  const height2 = center.reduce((sum, value, f) => sum + (value - plane.origin[f]! - x * plane.axes[0][f]! - y * plane.axes[1][f]!) ** 2, 0);
  return { x, y, height2 };
}

/**
 * How many points have another label than the region of the plane that their foot lies in, because of where they stand in the
 * directions that the plane does not show: 0 with two features.
 * @param points one after the other, in the units of the plane.
 */
export function countOutsideRegions(points: Float64Array, labels: Int32Array, centers: readonly (readonly number[] | null)[], plane: FeaturePlane): number {
  const numFeatures = plane.origin.length;
  const feet = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += numFeatures) {
    const [x, y] = projectOnPlane(points.subarray(at, at + numFeatures), plane);
    for (let f = 0; f < numFeatures; f++) feet[at + f] = plane.origin[f]! + x * plane.axes[0][f]! + y * plane.axes[1][f]!;
  }
  return nearestLabels(feet, centers, numFeatures).reduce((sum, label, k) => sum + Number(label !== labels[k]), 0);
}

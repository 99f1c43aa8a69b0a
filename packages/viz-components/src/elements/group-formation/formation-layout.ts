import { decisionRegions, projectOnPlane, type DecisionRegion } from '@cohort-rl/grpo-grouping';
import type { FormationStep } from './formation-grouping.ts';
import type { ShownPlane } from './formation-plane.ts';

/** Room around the plane, in pixels. */
export const margins = { left: 58, right: 14, top: 26, bottom: 42 } as const;

/** From coordinates of the plane to pixels, and lengths back. */
export interface PlaneScale {
  readonly width: number;
  readonly height: number;
  readonly x: (coordinate: number) => number;
  readonly y: (coordinate: number) => number;
  /** Coordinates in a pixel; y grows upwards. */
  readonly unitX: number;
  readonly unitY: number;
}

function planeScale({ bounds: { left, right, bottom, top } }: ShownPlane, width: number, height: number): PlaneScale {
  const unitX = (right - left) / (width - margins.left - margins.right);
  const unitY = (top - bottom) / (height - margins.top - margins.bottom);
  return { width, height, unitX, unitY, x: (c) => margins.left + (c - left) / unitX, y: (c) => margins.top + (top - c) / unitY };
}

/** A line between two groups: a side of their regions, or an edge between values. */
export interface Boundary {
  readonly labels: readonly [number, number];
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** Direction across, to the right or up, in coordinates; the line moves along it. */
  readonly across: readonly [number, number];
}

/** The sides that two regions share, each once. */
function regionBoundaries(regions: readonly DecisionRegion[], step: FormationStep, { plane }: ShownPlane): Boundary[] {
  return regions.flatMap(({ label, polygon, neighbors }) =>
    neighbors.flatMap((other, i): Boundary[] => {
      if (other <= label) return [];
      const [a, b] = [projectOnPlane(step.centers[label]!, plane), projectOnPlane(step.centers[other]!, plane)];
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const length = Math.hypot(dx, dy) * (dx < 0 || (dx === 0 && dy < 0) ? -1 : 1);
      const corner = (j: number): [number, number] => [polygon[(2 * j) % polygon.length]!, polygon[(2 * j + 1) % polygon.length]!];
      return [{ labels: [label, other], from: corner(i), to: corner(i + 1), across: [dx / length, dy / length] }];
    }),
  );
}

/** Edges as vertical lines. */
export function edgeBoundaries(edges: Float64Array, { axes: [{ offset, factor }], bounds: { bottom, top } }: ShownPlane): Boundary[] {
  return Array.from(edges, (edge, i) => {
    const x = (edge - offset) / factor;
    return { labels: [i, i + 1], from: [x, bottom], to: [x, top], across: [1, 0] };
  });
}

/** What lies between edges. */
function bands(edges: Float64Array, { axes: [{ offset, factor }], bounds: { left, right, bottom, top } }: ShownPlane): DecisionRegion[] {
  const lines = [left, ...Array.from(edges, (edge) => Math.min(right, Math.max(left, (edge - offset) / factor))), right];
  return lines.slice(1).map((to, label) => {
    const from = lines[label]!;
    return { label, polygon: [from, bottom, to, bottom, to, top, from, top], neighbors: [] };
  });
}

/** A step of the groups, and where everything of it lies in the picture. */
export interface FormationLayout {
  readonly step: FormationStep;
  readonly shown: ShownPlane;
  readonly scale: PlaneScale;
  readonly regions: readonly DecisionRegion[];
  readonly boundaries: readonly Boundary[];
}

/** @param width of the picture, in pixels. */
export function layOut(step: FormationStep, shown: ShownPlane, width: number): FormationLayout {
  const scale = planeScale(shown, width, Math.round(Math.min(440, Math.max(260, 0.62 * width))));
  const regions = step.edges ? bands(step.edges, shown) : decisionRegions(step.centers, shown.plane, shown.bounds);
  return { step, shown, scale, regions, boundaries: step.edges ? edgeBoundaries(step.edges, shown) : regionBoundaries(regions, step, shown) };
}

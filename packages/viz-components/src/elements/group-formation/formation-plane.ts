import { principalComponents } from '@cohort-rl/analysis';
import { projectOnPlane, standardizeFeatures, type FeaturePlane, type PlaneBounds, type StandardizedFeatures } from '@cohort-rl/grpo-grouping';
import type { Formation } from './formation-data.ts';

/** Stands for principal components where a feature is named. */
export const componentsId = 'components';

/** One of the two directions that are shown; coordinate c means `offset` + c · `factor`. */
export interface PlaneAxis {
  readonly name: string;
  readonly offset: number;
  readonly factor: number;
}

/** Trajectories as places in a plane. */
export interface ShownPlane {
  /** Where the plane lies among the standardised features. */
  readonly plane: FeaturePlane;
  readonly axes: readonly [PlaneAxis, PlaneAxis];
  /** x0, y0, x1, y1, … */
  readonly places: Float64Array;
  readonly bounds: PlaneBounds;
}

/** The plane of two features, by index, through the mean of all others. With one feature, pass −1 for the other: nothing varies there. */
export function featurePlane(names: readonly string[], { points, means, stds }: StandardizedFeatures, x: number, y: number): ShownPlane {
  const directions = [x, y].map((feature) => names.map((_, f) => Number(f === feature)));
  const axes = [x, y].map((f): PlaneAxis => ({ name: names[f] ?? '', offset: means[f] ?? 0, factor: (stds[f] ?? 0) || 1 }));
  return shownPlane(points, { origin: names.map(() => 0), axes: [directions[0]!, directions[1]!] }, axes);
}

/** The plane of the first two principal components of the standardised features, through their mean. */
export function componentPlane(names: readonly string[], { points }: StandardizedFeatures): ShownPlane {
  const { means, components, shares } = principalComponents(points, names.length);
  const axes = [0, 1].map((c): PlaneAxis => ({ name: `component ${c + 1}: ${loadings(components[c] ?? [], names)} (${percent(shares[c] ?? 0)})`, offset: 0, factor: 1 }));
  return shownPlane(points, { origin: means, axes: [components[0]!, components[1] ?? names.map(() => 0)] }, axes);
}

/** What a quantile strategy goes by, against a feature (−1: none). */
export function outcomePlane({ featureNames, values }: Formation, outcomeName: string, outcomes: Float64Array, feature: number): ShownPlane {
  const pairs = Float64Array.from({ length: 2 * outcomes.length }, (_, i) => {
    const k = i >> 1;
    if (i % 2 === 0) return outcomes[k]!;
    return feature < 0 ? 0 : values[k * featureNames.length + feature]!;
  });
  return featurePlane([outcomeName, featureNames[feature] ?? ''], standardizeFeatures(pairs, 2), 0, 1);
}

function shownPlane(points: Float64Array, plane: FeaturePlane, axes: readonly PlaneAxis[]): ShownPlane {
  const numFeatures = plane.origin.length;
  const places = new Float64Array((2 * points.length) / numFeatures);
  for (let k = 0; 2 * k < places.length; k++) places.set(projectOnPlane(points.subarray(k * numFeatures, (k + 1) * numFeatures), plane), 2 * k);
  return { plane, axes: [axes[0]!, axes[1]!], places, bounds: boundsOf(places) };
}

/** All places, with a margin of an eighth; 1 where nothing varies. */
function boundsOf(places: Float64Array): PlaneBounds {
  const range = (d: number): [number, number] => {
    let [least, most] = [Infinity, -Infinity];
    for (let i = d; i < places.length; i += 2) [least, most] = [Math.min(least, places[i]!), Math.max(most, places[i]!)];
    const margin = (most - least) / 8 || 1;
    return [least - margin, most + margin];
  };
  const [[left, right], [bottom, top]] = [range(0), range(1)];
  return { left, right, bottom, top };
}

/** The two features that a component is most made of. */
function loadings(component: readonly number[], names: readonly string[]): string {
  const order = [...component.keys()].sort((a, b) => Math.abs(component[b]!) - Math.abs(component[a]!)).slice(0, 2);
  const shown = order.map((f) => `${component[f]! < 0 ? '−' : '+'} ${Math.abs(component[f]!).toFixed(2)} ${names[f]}`).join(' ');
  return order.length < component.length ? `${shown} …` : shown;
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Round numbers between two, about `count` of them. */
export function ticksBetween(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = power * ([1, 2, 5].find((factor) => span / (power * factor) <= count) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

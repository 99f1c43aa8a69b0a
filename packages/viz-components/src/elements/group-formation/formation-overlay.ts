import { checkChoice } from '../check.ts';
import type { Formation } from './formation-data.ts';
import type { PointLooks } from './formation-canvas.ts';

/** What colour, shape and size of a trajectory can say. */
export const overlays = {
  color: ['group', 'task', 'return', 'length'],
  shape: ['group', 'task'],
  size: ['none', 'return', 'length'],
} as const;

export type OverlayColor = (typeof overlays.color)[number];
export type OverlayShape = (typeof overlays.shape)[number];
export type OverlaySize = (typeof overlays.size)[number];

export interface OverlayChoice {
  readonly color: OverlayColor;
  readonly shape: OverlayShape;
  readonly size: OverlaySize;
}

/** Whether the data can say it. */
export function isKnown({ returns, lengths, tasks }: Formation, what: string): boolean {
  return { return: returns, length: lengths, task: tasks }[what] !== null;
}

/** What is chosen, shapes by task where there are several and nothing else is. @throws RangeError for what the data cannot say. */
export function overlayFor(formation: Formation, { color, shape, size }: Pick<OverlayChoice, 'color' | 'size'> & { readonly shape: OverlayShape | null }): OverlayChoice {
  const overlay = { color, shape: shape ?? (new Set(formation.tasks).size > 1 ? 'task' : 'group'), size };
  for (const name of ['color', 'shape', 'size'] as const) checkChoice(overlay[name], name, overlays[name].filter((what: string) => isKnown(formation, what)));
  return overlay;
}

/** Names of the tasks in the order of their first trajectory. */
export const taskNames = ({ tasks }: Formation): string[] => [...new Set(tasks ?? [])];

/** Least and most of an overlay's values; null where it shows no numbers. */
export function rangeOf({ returns, lengths }: Formation, what: string): readonly [number, number] | null {
  const values = { return: returns, length: lengths }[what];
  if (!values || values.length === 0) return null;
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** Colour, symbol and size of every trajectory. Areas grow with the value. */
export function pointLooks(formation: Formation, labels: Int32Array, { color, shape, size }: OverlayChoice): PointLooks {
  const names = new Map(taskNames(formation).map((name, i) => [name, i]));
  const tasks = formation.tasks && Int32Array.from(formation.tasks, (name) => names.get(name)!);
  const shares = (what: string): Float64Array => {
    const [least, most] = rangeOf(formation, what)!;
    return (what === 'return' ? formation.returns! : formation.lengths!).map((value) => (most > least ? (value - least) / (most - least) : 0.5));
  };
  const isRamp = color === 'return' || color === 'length';
  return {
    isRamp,
    colors: isRamp ? shares(color) : color === 'task' ? tasks! : labels,
    symbols: shape === 'task' ? tasks! : labels.map((label) => Math.max(0, label)),
    radii: size === 'none' ? new Float64Array(labels.length).fill(4) : shares(size).map((share) => Math.sqrt(5 + 76 * share)),
  };
}

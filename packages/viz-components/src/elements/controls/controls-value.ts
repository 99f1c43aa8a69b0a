import type { Strategy } from './strategies.ts';

/** What is chosen. */
export interface ControlsValue {
  readonly grouping: string;
  /** Null where the grouping takes none. */
  readonly numGroups: number | null;
  readonly weighting: string;
  readonly comparison: boolean;
}

/** What there is to choose from. */
export interface ControlsChoices {
  readonly groupings: readonly Strategy[];
  readonly weightings: readonly Strategy[];
  readonly minGroups: number;
  readonly maxGroups: number;
}

/** What is wrong with a choice, '' if nothing is. */
export function findProblem({ grouping, numGroups, weighting }: ControlsValue, { groupings, weightings, minGroups, maxGroups }: ControlsChoices): string {
  const unknown = (kind: string, value: string, known: readonly Strategy[]): string | false =>
    !known.some((strategy) => strategy.value === value) && `unknown ${kind}: ${value}; expected one of ${known.map((strategy) => strategy.value).join(', ')}`;
  const isInRange = numGroups === null || (Number.isInteger(numGroups) && numGroups >= minGroups && numGroups <= maxGroups);
  return (
    unknown('grouping', grouping, groupings) ||
    unknown('weighting', weighting, weightings) ||
    (isInRange ? '' : `invalid numGroups: ${numGroups}; expected an integer from ${minGroups} to ${maxGroups}`)
  );
}

/** A choice as a form sends it, under a control's name; null without one. */
export function formData(name: string, { grouping, numGroups, weighting, comparison }: ControlsValue): FormData | null {
  if (name === '') return null;
  const data = new FormData();
  data.set(`${name}.grouping`, grouping);
  if (numGroups !== null) data.set(`${name}.numGroups`, String(numGroups));
  data.set(`${name}.weighting`, weighting);
  if (comparison) data.set(`${name}.comparison`, 'on');
  return data;
}

import { checkArray, checkBoolean, checkInteger, checkLength, checkNumber, checkObject, checkText } from '../check.ts';
import { defaultGroupings, defaultWeightings, type Strategy } from './strategies.ts';

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
  readonly groupings: readonly Required<Strategy>[];
  readonly weightings: readonly Required<Strategy>[];
  readonly minGroups: number;
  readonly maxGroups: number;
  /** The number of groups for groupings that take one. */
  readonly numGroups: number;
}

/** What a page has set, whatever its type says; null or undefined: the default. */
export type ControlsSettings = Readonly<Record<'name' | keyof ControlsChoices | keyof ControlsValue, unknown>>;

/** What settings come to. */
export interface ReadControls {
  /** In the form's data. */
  readonly name: string;
  /** Null where the settings are refused. */
  readonly choices: ControlsChoices | null;
  /** Of nothing where the settings are refused. */
  readonly value: ControlsValue;
  /** What is wrong, with the settings or with the choice; '' if nothing is. */
  readonly problem: string;
}

export const defaults = { numGroups: 4, minGroups: 2, maxGroups: 16 };

/** More do not fit in a list. */
const mostStrategies = 200;

/** @param chosen what was chosen since, over the settings. */
export function readControls(settings: ControlsSettings, chosen: unknown): ReadControls {
  try {
    const name = checkText(settings.name ?? '', 'name');
    const choices = checkChoices(settings, chosen);
    const value = checkValue(settings, chosen, choices);
    return { name, choices, value, problem: findProblem(value, choices) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { name: '', choices: null, value: { grouping: '', numGroups: null, weighting: '', comparison: false }, problem: error.message };
  }
}

function checkChoices({ groupings, weightings, minGroups, maxGroups, numGroups }: ControlsSettings, chosen: unknown): ControlsChoices {
  const least = checkInteger(minGroups ?? defaults.minGroups, 'minGroups', 1);
  return {
    groupings: checkStrategies(groupings ?? defaultGroupings, 'groupings'),
    weightings: checkStrategies(weightings ?? defaultWeightings, 'weightings'),
    minGroups: least,
    maxGroups: checkInteger(maxGroups ?? defaults.maxGroups, 'maxGroups', least),
    numGroups: checkNumber(checkObject(chosen, 'value')['numGroups'] ?? numGroups ?? defaults.numGroups, 'numGroups'),
  };
}

function checkStrategies(value: unknown, name: string): readonly Required<Strategy>[] {
  checkLength(value, name, mostStrategies);
  const strategies = checkArray(value, name, (entry, at): Required<Strategy> => {
    if (typeof entry === 'string') return { value: entry, name: entry, hasNumGroups: true };
    const { value: id, name: shown, hasNumGroups } = checkObject(entry, at);
    return {
      value: checkText(id, `${at}.value`),
      name: checkText(shown ?? id, `${at}.name`),
      hasNumGroups: checkBoolean(hasNumGroups ?? true, `${at}.hasNumGroups`),
    };
  });
  if (strategies.length === 0) throw new RangeError(`invalid ${name}: none; expected at least one`);
  return strategies;
}

function checkValue(settings: ControlsSettings, chosen: unknown, { groupings, weightings, numGroups }: ControlsChoices): ControlsValue {
  const now = checkObject(chosen, 'value');
  const grouping = checkText(now['grouping'] ?? settings.grouping ?? groupings[0]!.value, 'grouping');
  const takesNumGroups = groupings.find(({ value }) => value === grouping)?.hasNumGroups ?? true;
  return {
    grouping,
    numGroups: takesNumGroups ? numGroups : null,
    weighting: checkText(now['weighting'] ?? settings.weighting ?? weightings[0]!.value, 'weighting'),
    comparison: checkBoolean(now['comparison'] ?? settings.comparison ?? false, 'comparison'),
  };
}

/** Whether the lists and limits have what is chosen. */
function findProblem({ grouping, numGroups, weighting }: ControlsValue, { groupings, weightings, minGroups, maxGroups }: ControlsChoices): string {
  const unknown = (kind: string, value: string, known: readonly Strategy[]): string | false =>
    !known.some((strategy) => strategy.value === value) && `unknown ${kind}: ${value}; expected one of ${known.map((strategy) => strategy.value).join(', ')}`;
  const isInRange = numGroups === null || (Number.isInteger(numGroups) && numGroups >= minGroups && numGroups <= maxGroups);
  return (
    unknown('grouping', grouping, groupings) ||
    unknown('weighting', weighting, weightings) ||
    (isInRange ? '' : `invalid numGroups: ${numGroups}; expected an integer from ${minGroups} to ${maxGroups}`)
  );
}

/** A choice as a form sends it, under a control's name; null without a name, or while something is wrong. */
export function formData({ name, value: { grouping, numGroups, weighting, comparison }, problem }: ReadControls): FormData | null {
  if (name === '' || problem !== '') return null;
  const data = new FormData();
  data.set(`${name}.grouping`, grouping);
  if (numGroups !== null) data.set(`${name}.numGroups`, String(numGroups));
  data.set(`${name}.weighting`, weighting);
  if (comparison) data.set(`${name}.comparison`, 'on');
  return data;
}

import { checkSnapshot, type SnapshotRecord } from '@cohort-rl/analysis';
import { checkArray, checkBoolean, checkLength, checkObject, checkText } from '../check.ts';

/** Trajectories to be grouped, one entry of each array a trajectory; what is missing is not shown. */
export interface FormationPoints {
  readonly featureNames: readonly string[];
  /** Features, null where missing. */
  readonly points: readonly (readonly (number | null)[])[];
  /** Episode returns; `difficulty` needs them. */
  readonly returns?: readonly number[];
  /** Steps of each episode; `length` needs them. */
  readonly lengths?: readonly number[];
  readonly tasks?: readonly string[];
  /** False for those that the rollout's end cuts, from which no centre or edge comes; default: all are complete. */
  readonly isComplete?: readonly boolean[];
  /** One per trajectory. */
  readonly advantages?: readonly number[];
}

/** A snapshot of a run, or as much of one as there is. */
export type GroupFormationData = SnapshotRecord | FormationPoints;

/** Checked data in the form that the picture works on. */
export interface Formation {
  readonly numTrajectories: number;
  readonly featureNames: readonly string[];
  /** `[k * numFeatures + f]`, NaN where missing. */
  readonly values: Float64Array;
  readonly returns: Float64Array | null;
  readonly lengths: Float64Array | null;
  readonly tasks: readonly string[] | null;
  readonly isComplete: Uint8Array;
  /** Group of each trajectory in the run, and how many groups that had; null where no run did. */
  readonly run: { readonly strategy: string; readonly labels: Int32Array; readonly names: readonly string[] } | null;
  /** Raw advantages and the trajectory of each, −1 for none; null without advantages. */
  readonly steps: { readonly advantages: Float32Array; readonly trajectories: Int32Array } | null;
}

/** More would take longer to group anew than a hand takes to move. */
const most = 20_000;
/** Principal components of more take long too. */
const mostFeatures = 100;

/** @throws RangeError saying in one sentence what is wrong. */
export function checkFormation(value: unknown): Formation {
  const data = checkObject(value, 'data');
  checkLength(data['featureNames'], 'number of features', mostFeatures);
  return 'trajectories' in data ? fromSnapshot(data) : fromPoints(data);
}

function fromSnapshot(data: Readonly<Record<string, unknown>>): Formation {
  if (Array.isArray(data['trajectories'])) checkSize(data['trajectories']);
  const { numEnvs, featureNames, trajectories, strategy, groups, advantagesBefore } = checkSnapshot(data);
  const owners = new Int32Array(advantagesBefore.length).fill(-1);
  trajectories.forEach(({ env, start, length }, k) => {
    for (let t = start; t < start + length; t++) owners[t * numEnvs + env] = k;
  });
  const lengthFeature = featureNames.indexOf('episodeLength');
  // A stage without groups has no features.
  const hasFeatures = featureNames.length > 0;
  return {
    numTrajectories: trajectories.length,
    featureNames: hasFeatures ? featureNames : ['return', 'length'],
    values: Float64Array.from(
      trajectories.flatMap((trajectory) => (hasFeatures ? trajectory.features.map((feature) => feature ?? NaN) : [trajectory.return, trajectory.length])),
    ),
    returns: Float64Array.from(trajectories, (trajectory) => trajectory.return),
    lengths: Float64Array.from(trajectories, ({ length, features }) => features[lengthFeature] ?? length),
    tasks: trajectories.map(({ task }) => task),
    isComplete: Uint8Array.from(trajectories, ({ terminated, truncated }) => Number(terminated || truncated)),
    run: { strategy, labels: Int32Array.from(trajectories, ({ label }) => label), names: groups.map(({ name }) => name) },
    steps: { advantages: Float32Array.from(advantagesBefore), trajectories: owners },
  };
}

function fromPoints(data: Readonly<Record<string, unknown>>): Formation {
  const featureNames = checkArray(data['featureNames'], 'featureNames', checkText);
  if (featureNames.length === 0) throw new RangeError('invalid featureNames: none; expected at least one');
  if (Array.isArray(data['points'])) checkSize(data['points']);
  const points = checkArray(data['points'], 'points', (row, name) => {
    const features = numbersOf(row, name, (feature) => feature === null || typeof feature === 'number');
    if (features.length !== featureNames.length) throw new RangeError(`invalid ${name}: ${features.length} features; expected ${featureNames.length}`);
    return features;
  });
  const column = (name: string, isValid: (value: unknown) => boolean = Number.isFinite): Float64Array | null => {
    if (data[name] === undefined) return null;
    const values = numbersOf(data[name], name, isValid);
    checkEach(values, name, points.length);
    return Float64Array.from(values, Number);
  };
  const tasks = data['tasks'] === undefined ? null : checkArray(data['tasks'], 'tasks', checkText);
  if (tasks) checkEach(tasks, 'tasks', points.length);
  const isComplete = data['isComplete'] === undefined ? null : checkArray(data['isComplete'], 'isComplete', checkBoolean);
  if (isComplete) checkEach(isComplete, 'isComplete', points.length);
  const advantages = column('advantages', (value) => typeof value === 'number' && Number.isFinite(Math.fround(value)));
  return {
    numTrajectories: points.length,
    featureNames,
    values: Float64Array.from(points.flatMap((row) => row.map((feature) => (Number.isFinite(feature) ? (feature as number) : NaN)))),
    returns: column('returns'),
    lengths: column('lengths'),
    tasks,
    isComplete: isComplete ? Uint8Array.from(isComplete, Number) : new Uint8Array(points.length).fill(1),
    run: null,
    steps: advantages && { advantages: Float32Array.from(advantages), trajectories: Int32Array.from(points.keys()) },
  };
}

function checkSize({ length }: { readonly length: number }): void {
  if (length > most) throw new RangeError(`invalid number of trajectories: ${length}; expected at most ${most}`);
}

function checkEach({ length }: { readonly length: number }, name: string, expected: number): void {
  if (length !== expected) throw new RangeError(`invalid number of ${name}: ${length}; expected ${expected}, one per trajectory`);
}

/** An array of numbers, typed or not. */
function numbersOf(value: unknown, name: string, isValid: (entry: unknown) => boolean): readonly (number | null)[] {
  const numbers: unknown = ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as unknown as ArrayLike<number>) : value;
  if (!Array.isArray(numbers)) throw new RangeError(`invalid ${name}: ${typeof value}; expected an array of numbers`);
  const bad = numbers.findIndex((entry) => !isValid(entry));
  if (bad >= 0) throw new RangeError(`invalid ${name}[${bad}]: ${String(numbers[bad]).slice(0, 40)}; expected a number`);
  return numbers as (number | null)[];
}

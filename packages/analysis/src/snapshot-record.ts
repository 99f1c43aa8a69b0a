/** One rollout as its update saw it, where snapshots were asked for. Advantages and labels are `[T × N]`, time-major. */
export interface SnapshotRecord {
  readonly type: 'snapshot';
  readonly step: number;
  readonly update: number;
  /** Name of the advantage stage, `batchNormalization` or `groupRelative(…)`, say; `minibatchNormalization` where the loss normalised each minibatch. */
  readonly stage: string;
  /** Name of the grouping; `task` where the stage had no groups: its steps are then grouped by task to be shown. */
  readonly strategy: string;
  /** N. */
  readonly numEnvs: number;
  /** T. */
  readonly rolloutSteps: number;
  /** Features of trajectories: those that they were grouped by, or default ones; none where the stage had no groups. */
  readonly featureNames: readonly string[];
  readonly groups: readonly SnapshotGroup[];
  readonly trajectories: readonly SnapshotTrajectory[];
  /** Group of each step; −1 outside all. */
  readonly labels: readonly number[];
  /** What was normalised: generalised advantage estimates, or outcomes of whole episodes. */
  readonly advantagesBefore: readonly number[];
  /** What the policy loss used; relative to the whole rollout where the loss normalised each minibatch. */
  readonly advantagesAfter: readonly number[];
  /** Null where they were not computed. */
  readonly gradients: SnapshotGradients | null;
}

/** One group of a {@link SnapshotRecord}; `label` is its index among them. */
export interface SnapshotGroup {
  readonly label: number;
  readonly name: string;
  /** Share of the policy loss that the steps' weights give the group. */
  readonly weight: number;
}

/** A run of steps of one environment: step t of it is element `(start + t) · N + env`. */
export interface SnapshotTrajectory {
  readonly env: number;
  readonly start: number;
  /** Steps inside the rollout. */
  readonly length: number;
  /** Name of the task. */
  readonly task: string;
  /** Of the episode, so far where it is cut. */
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly label: number;
  /** In the order of `featureNames`; null where missing. */
  readonly features: readonly (number | null)[];
}

/** Each group's share of the gradient of the policy loss over the rollout, at the policy that collected it. */
export interface SnapshotGradients {
  /** Groups present, in whose order the rest stands. */
  readonly labels: readonly number[];
  /** Euclidean norms with advantages normalised over the rollout and all steps weighing 1: PPO's. */
  readonly normsBatch: readonly number[];
  /** Norms with the advantages and weights that the loss used. */
  readonly norms: readonly number[];
  /** Cosines of the angles between the gradients behind `normsBatch`; 0 where one of them is 0. */
  readonly cosinesBatch: readonly (readonly number[])[];
  /** The same for `norms`. */
  readonly cosines: readonly (readonly number[])[];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isArrayOf = (value: unknown, isEntry: (entry: unknown) => boolean): boolean => Array.isArray(value) && value.every((entry) => isEntry(entry));
const isNumbers = (value: unknown): boolean => isArrayOf(value, Number.isFinite);

/** What is finite as a float32, too. */
const isFloats = (value: unknown): boolean => isArrayOf(value, (entry) => typeof entry === 'number' && Number.isFinite(Math.fround(entry)));

function isGroup(value: unknown): boolean {
  return isObject(value) && isCount(value.label) && isText(value.name) && Number.isFinite(value.weight);
}

function isTrajectory(value: unknown): boolean {
  return (
    isObject(value) &&
    [value.env, value.start, value.length, value.label].every(isCount) &&
    isText(value.task) &&
    Number.isFinite(value.return) &&
    [value.terminated, value.truncated].every((flag) => typeof flag === 'boolean') &&
    isArrayOf(value.features, (feature) => feature === null || Number.isFinite(feature))
  );
}

function isGradients(value: unknown): boolean {
  if (value === null) return true;
  if (!isObject(value) || !isArrayOf(value.labels, isCount)) return false;
  const size = (value.labels as number[]).length;
  const isRow = (row: unknown): boolean => isNumbers(row) && (row as number[]).length === size;
  const isSquare = (rows: unknown): boolean => isArrayOf(rows, isRow) && (rows as unknown[]).length === size;
  return [value.normsBatch, value.norms].every(isRow) && [value.cosinesBatch, value.cosines].every(isSquare);
}

const isSize = (value: unknown): boolean => isCount(value) && value !== 0;

const fields: Readonly<Record<keyof SnapshotRecord, readonly [isValid: (value: unknown) => boolean, expected: string]>> = {
  type: [(value) => value === 'snapshot', 'snapshot'],
  step: [isCount, 'an integer ≥ 0'],
  update: [isCount, 'an integer ≥ 0'],
  stage: [isText, 'a string'],
  strategy: [isText, 'a string'],
  numEnvs: [isSize, 'an integer ≥ 1'],
  rolloutSteps: [isSize, 'an integer ≥ 1'],
  featureNames: [(value) => isArrayOf(value, isText), 'an array of strings'],
  groups: [(value) => isArrayOf(value, isGroup), 'an array of groups'],
  trajectories: [(value) => isArrayOf(value, isTrajectory), 'an array of trajectories'],
  labels: [(value) => isArrayOf(value, Number.isInteger), 'an array of integers'],
  advantagesBefore: [isFloats, 'an array of finite numbers'],
  advantagesAfter: [isFloats, 'an array of finite numbers'],
  gradients: [isGradients, 'null or the gradients of groups'],
};

/**
 * The value itself, where it is a snapshot whose parts fit together.
 * @throws RangeError saying in one short sentence what is wrong.
 */
export function checkSnapshot(value: unknown): SnapshotRecord {
  if (!isObject(value)) throw new RangeError('invalid snapshot: expected an object');
  for (const [name, [isValid, expected]] of Object.entries(fields)) {
    if (!isValid(value[name])) throw new RangeError(`invalid ${name} of type snapshot: ${brief(value[name])}; expected ${expected}`);
  }
  const snapshot = value as unknown as SnapshotRecord;
  const problem = findMismatch(snapshot);
  if (problem !== null) throw new RangeError(`invalid snapshot: ${problem}`);
  return snapshot;
}

function brief(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array of others' : 'an object';
  const text = String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function findMismatch({ numEnvs, rolloutSteps, featureNames, groups, trajectories, labels, advantagesBefore, advantagesAfter, gradients }: SnapshotRecord): string | null {
  const steps = numEnvs * rolloutSteps;
  for (const [name, { length }] of Object.entries({ labels, advantagesBefore, advantagesAfter })) {
    if (length !== steps) return `${length} ${name}; expected ${steps}, ${rolloutSteps} steps of ${numEnvs} environments`;
  }
  const misplaced = groups.findIndex(({ label }, i) => label !== i);
  if (misplaced >= 0) return `label ${groups[misplaced]!.label} of group ${misplaced}; expected ${misplaced}`;
  const strange = labels.find((label) => label < -1 || label >= groups.length) ?? gradients?.labels.find((label) => label >= groups.length);
  if (strange !== undefined) return `label ${strange}; expected less than ${groups.length}, the number of groups`;
  for (const [k, { env, start, length, label, features }] of trajectories.entries()) {
    if (env >= numEnvs || length < 1 || start + length > rolloutSteps) {
      return `trajectory ${k} of environment ${env}, steps ${start} to ${start + length}; expected them inside ${rolloutSteps} steps of ${numEnvs} environments`;
    }
    if (label >= groups.length) return `label ${label} of trajectory ${k}; expected less than ${groups.length}, the number of groups`;
    if (features.length !== featureNames.length) return `${features.length} features of trajectory ${k}; expected ${featureNames.length}`;
  }
  return null;
}

/** Whether the advantages of the snapshot's loss were relative to its groups: not PPO's own, whose groups are shown but were not used. */
export const isGroupRelative = ({ stage }: Pick<SnapshotRecord, 'stage'>): boolean =>
  !['minibatchNormalization', 'batchNormalization', 'rawAdvantages'].includes(stage);

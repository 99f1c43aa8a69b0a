import type { GroupRecord } from '@cohort-rl/rollouts';

/** One line of `records.jsonl`. Wall-clock values live only in `wallSeconds` and in the metric `charts/SPS`. */
export type RunRecord = UpdateRecord | EpisodeRecord | ({ readonly type: 'group'; readonly step: number } & GroupRecord) | SnapshotRecord | EvaluationRecord;

export interface UpdateRecord {
  readonly type: 'update';
  /** Environment steps taken so far. */
  readonly step: number;
  /** Updates made so far. */
  readonly update: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Seconds of training so far. */
  readonly wallSeconds: number;
}

export interface EpisodeRecord {
  readonly type: 'episode';
  /** Environment steps taken when the episode ended. */
  readonly step: number;
  /** Index of the environment. */
  readonly env: number;
  /** Name of the task. */
  readonly task: string;
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface EvaluationRecord {
  readonly type: 'evaluation';
  readonly step: number;
  readonly task: string;
  readonly returns: readonly number[];
  /** Episodes that the evaluation's own limit of steps cut, not one of the environment's; absent: none. */
  readonly truncated?: number;
}

/** One rollout as the update saw it, for pictures: written where snapshots are asked for. Advantages are `[T × N]`, time-major. */
export interface SnapshotRecord {
  readonly type: 'snapshot';
  readonly step: number;
  readonly update: number;
  /** Name of the advantage stage; `minibatchNormalization` where the loss normalises each minibatch. */
  readonly stage: string;
  /** Name of the grouping; `task` where the stage has no groups: its steps are then shown by task. */
  readonly strategy: string;
  /** N. */
  readonly numEnvs: number;
  /** T. */
  readonly rolloutSteps: number;
  /** Features of trajectories: those that they were grouped by, or default ones; none where the stage has no groups. */
  readonly featureNames: readonly string[];
  readonly groups: readonly SnapshotGroup[];
  readonly trajectories: readonly SnapshotTrajectory[];
  /** Group of each step; −1 outside all. */
  readonly labels: readonly number[];
  /** What was normalised: generalised advantage estimates, or outcomes of whole episodes. */
  readonly advantagesBefore: readonly number[];
  /** What the policy loss used; relative to the whole rollout where the loss normalises each minibatch. */
  readonly advantagesAfter: readonly number[];
  /** Null with more than 64 groups. */
  readonly gradients: SnapshotGradients | null;
}

interface SnapshotGroup {
  readonly label: number;
  readonly name: string;
  /** Share of the policy loss that the steps' weights give the group. */
  readonly weight: number;
}

/** A run of steps of one environment: step t of it is element `(start + t) · N + env`. */
interface SnapshotTrajectory {
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

/**
 * Each group's share of the policy loss's gradient over the whole rollout, by the engine, at the policy that collected it: the shares
 * add up to the whole.
 */
export interface SnapshotGradients {
  /** Groups present, in whose order the rest stands. */
  readonly labels: readonly number[];
  /** Euclidean norms with advantages normalised over the whole rollout and all steps weighing 1, as PPO has it. */
  readonly normsBatch: readonly number[];
  /** Norms with the advantages and weights that the loss used. */
  readonly norms: readonly number[];
  /** Cosines of the angles between the gradients behind `normsBatch`; 0 where one of them is 0. */
  readonly cosinesBatch: readonly (readonly number[])[];
  /** The same for `norms`. */
  readonly cosines: readonly (readonly number[])[];
}

import type { Rollout } from './rollout.ts';
import type { Trajectory } from './trajectory.ts';

/** Anything that JSON can hold: the form of every strategy's saved state. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A strategy that remembers; one without memory leaves both out. */
export interface Stateful {
  /** Complete state, serialisable. */
  getState?(): Json;
  setState?(state: Json): void;
}

/** What a grouper says about one group. */
export interface GroupInfo {
  readonly label: number;
  /** A name to show: a task's, a range of returns, `cluster 2`. */
  readonly name: string;
  readonly trajectories: number;
  readonly steps: number;
  /** Trajectories of the group that were cut by the rollout's end. */
  readonly cutTrajectories: number;
  /** Mean of the features in `Grouping.features`, in their order, where the grouper uses features. */
  readonly center?: readonly number[];
}

/** Features of trajectories: `values[k * names.length + f]`. */
export interface TrajectoryFeatures {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** A coarser partition that a grouping's labels refine, as inner nodes of a tree are refined by its leaves. */
export interface GroupLevel {
  readonly name: string;
  readonly numGroups: number;
  /** Group of this level that each label lies in; one entry per label of the grouping. */
  readonly groupOfLabel: Int32Array;
}

/** The result of a grouper: a label for every trajectory. */
export interface Grouping {
  /** One label per trajectory, 0 ≤ label < numGroups. */
  readonly labels: Int32Array;
  /** How many labels there can be; some groups may be empty. */
  readonly numGroups: number;
  /** One entry per label, empty groups included. */
  readonly groups: readonly GroupInfo[];
  readonly features?: TrajectoryFeatures;
  /** Where groups are leaves of a tree: its levels above them, from the coarsest on. */
  readonly levels?: readonly GroupLevel[];
  /** Numbers to record, `grpo/…` names. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** Sorts trajectories into groups. */
export interface Grouper extends Stateful {
  readonly name: string;
  /** Whether a label means the same from update to update. */
  readonly hasStableLabels: boolean;
  /** Whether groups are formed by outcome (return, length, clusters of them) rather than by something known beforehand. */
  readonly isOutcomeBased: boolean;
  group(trajectories: readonly Trajectory[]): Grouping;
}

/** Statistics of the advantages of one group, over its steps. */
export interface GroupStatistics {
  readonly label: number;
  readonly steps: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** Mean and deviation after normalisation. */
  readonly normalizedMean: number;
  readonly normalizedStd: number;
  /** Whether the deviation was too small to divide by, so that the group's advantages are 0. */
  readonly isDegenerate: boolean;
}

/** The result of a normaliser. */
export interface NormalizedAdvantages {
  readonly advantages: Float32Array;
  /** One entry per label, empty groups included (0 steps, zeros). */
  readonly groups: readonly GroupStatistics[];
  /** What was normalised, one per step, where that is not the advantages that were given. */
  readonly before?: Float32Array;
  /** Shift and divisor of each label, side by side, where A' = (A − shift) / divisor as float32: quantiles then need no second search. */
  readonly maps?: Float64Array;
  /** Numbers to record, `grpo/…` names. */
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** Where the steps and their labels come from. */
export interface NormalizationContext {
  readonly trajectories: readonly Trajectory[];
  /** One per trajectory. */
  readonly trajectoryLabels: Int32Array;
  /** `Grouping.levels`. */
  readonly levels?: readonly GroupLevel[] | undefined;
}

/** Makes advantages relative to groups. */
export interface Normalizer extends Stateful {
  readonly name: string;
  /** Whether it remembers something per label, and so needs stable labels. */
  readonly needsStableLabels: boolean;
  /** `labels` holds one label per advantage, −1 for a step outside all groups (left at 0). */
  normalize(advantages: Float32Array, labels: Int32Array, numGroups: number, context?: NormalizationContext): NormalizedAdvantages;
}

/** What a weighter sees of one group. */
export interface GroupSummary {
  readonly steps: number;
  readonly trajectories: number;
  /** Mean score of the group's episodes: higher is better; NaN where no episode is known yet. */
  readonly score: number;
  /** Whether `score` is on a known scale already: 0 a random policy's, 1 an expert's. */
  readonly isScoreNormalized?: boolean;
  readonly loss?: number;
}

/** Gives each group one weight: finite, positive; the scale is of no consequence. */
export interface GroupWeighter extends Stateful {
  readonly name: string;
  readonly needsStableLabels: boolean;
  weigh(summaries: readonly GroupSummary[]): Float64Array;
}

/** Makes one gradient of per-group gradients. */
export interface GradientCombiner extends Stateful {
  readonly name: string;
  /** Writes the combined gradient of `gradients` (one flat vector per group present) into `out`. */
  combine(gradients: readonly Float32Array[], out: Float32Array): void;
}

/**
 * Normalises the critic's targets: one value head per task, whose outputs stand for `means[task] + stds[task] · output`. When the
 * statistics move, the loop rescales the heads so that what they stand for stays.
 */
export interface ValueNormalizer extends Stateful {
  readonly name: string;
  /** One per task. */
  readonly means: Float64Array;
  /** One per task, positive. */
  readonly stds: Float64Array;
  /** Takes in a rollout's targets, one for each step of an episode, each of the task `tasks[i]`. */
  update(returns: Float32Array, tasks: Int32Array): void;
}

/** One `group` line of the records, without its `type` and `step`. */
export interface GroupRecord {
  readonly strategy: string;
  readonly groups: readonly GroupRecordEntry[];
  readonly diagnostics: Readonly<Record<string, number>>;
}

export interface GroupRecordEntry {
  readonly label: number;
  readonly name: string;
  readonly trajectories: number;
  readonly steps: number;
  /** Share of the policy loss that the group's weights give it; the groups' shares sum to 1. */
  readonly weight: number;
  /** Mean return of the group's complete episodes; null where there is none. */
  readonly returnMean: number | null;
  readonly advantageBefore: AdvantageSummary;
  readonly advantageAfter: AdvantageSummary;
}

export interface AdvantageSummary {
  readonly mean: number;
  readonly std: number;
  /** Minimum, quartiles, maximum. */
  readonly quantiles: readonly [number, number, number, number, number];
}

/** What an {@link AdvantageStage} makes of a rollout. */
export interface StagedAdvantages {
  /** `[T, N]`, what the policy loss uses. */
  readonly advantages: Float32Array;
  /** `[T, N]`, weights of the policy loss with mean 1; null: all 1. */
  readonly stepWeights: Float32Array | null;
  /** `[T, N]`, group of each step; null without groups. */
  readonly stepLabels: Int32Array | null;
  readonly numGroups: number;
  /** How trajectories were sorted, for snapshots; left out without groups. */
  readonly grouping?: Grouping;
  /** `[T, N]`, what was normalised, where that is not the rollout's advantages. */
  readonly before?: Float32Array | undefined;
  readonly records: readonly GroupRecord[];
  /** Numbers to record with the update, `grpo/…` names. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Turns the raw advantages of a rollout into those that the policy loss uses. */
export interface AdvantageStage extends Stateful {
  readonly name: string;
  /**
   * Whether the critic has a part in the advantages; true where left out. Without one the loop trains none: all values are 0, and
   * `rollout.advantages` are sums of the episode's further rewards, discounted by γλ.
   */
  readonly usesCritic?: boolean;
  readonly combiner?: GradientCombiner;
  compute(rollout: Rollout, trajectories: readonly Trajectory[]): StagedAdvantages;
  /** Features of trajectories, for snapshots of groupings that have none. */
  describeTrajectories?(trajectories: readonly Trajectory[]): TrajectoryFeatures;
}

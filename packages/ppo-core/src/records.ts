import type { GroupRecord } from '@cohort-rl/rollouts';

/** One line of `records.jsonl`. Wall-clock values live only in `wallSeconds` and in the metric `charts/SPS`. */
export type RunRecord = UpdateRecord | EpisodeRecord | ({ readonly type: 'group'; readonly step: number } & GroupRecord) | EvaluationRecord;

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
}

import type { RunRecord } from '@cohort-rl/ppo-core';
import type { Json } from '@cohort-rl/rollouts';
import type { Experiment } from './experiment.ts';

export type Algorithm = 'ppo' | 'grpo';

/** One of the two runs of an experiment. */
export interface TrainingRequest {
  readonly algorithm: Algorithm;
  readonly experiment: Experiment;
  /** Threads asked for; more than one need shared memory. */
  readonly threads: number;
  /** Updates from one snapshot record to the next; null: none. */
  readonly snapshotEvery: number | null;
  /** Training waits between updates so that no more happen in a second; null: as fast as it goes. */
  readonly updatesPerSecond: number | null;
}

/** What a page tells the worker that trains; `start` comes first, and once. */
export type Command =
  | { readonly type: 'start'; readonly request: TrainingRequest }
  | { readonly type: 'pause' }
  /** `updates`: pause again after so many. */
  | { readonly type: 'resume'; readonly updates?: number }
  | { readonly type: 'pace'; readonly updatesPerSecond: number | null }
  | { readonly type: 'stop' };

/** What trains, as it came out. */
export interface TrainingDescription {
  /** Build of the kernels. */
  readonly kernels: string;
  readonly threads: number;
  /** Where something else came than was asked for: why. */
  readonly notes: readonly string[];
  readonly tasks: readonly string[];
}

/** The policy at some time, for a page that lets it act. */
export interface PolicySnapshot {
  readonly step: number;
  readonly parameters: Float32Array;
  /** State of the wrapper that normalises observations; null without one. */
  readonly observationMoments: unknown;
  /** State of what normalises the critic's targets; null without it. */
  readonly valueNormalizer: Json;
}

/** What the worker tells the page. */
export type Report =
  | { readonly type: 'ready'; readonly description: TrainingDescription; readonly policy: PolicySnapshot }
  /** At most some twenty a second, with all records since the last one. */
  | { readonly type: 'progress'; readonly records: readonly RunRecord[]; readonly step: number; readonly update: number; readonly policy: PolicySnapshot }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly reason: 'finished' | 'stopped' }
  | { readonly type: 'failed'; readonly message: string };

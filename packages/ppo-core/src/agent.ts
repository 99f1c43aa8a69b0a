import type { VectorEnv } from '@cohort-rl/envs';
import type { ActOptions } from './act.ts';
import type { Engine } from './engine.ts';
import type { Evaluation, EvaluationOptions } from './evaluate.ts';
import type { ResolvedPpoOptions } from './options.ts';
import type { Phases } from './phases.ts';
import type { PredictOptions, Prediction } from './predict.ts';
import type { RunRecord } from './records.ts';

export interface LearnOptions {
  /** Training stops at the first update at or past this many environment steps since the agent's creation; schedules end here. */
  readonly totalSteps: number;
  /** Evaluation during training, at every multiple of `everySteps` and at the end; the best policy is kept in `best`. */
  readonly evaluation?: TrainingEvaluation | undefined;
  /** Stops early once the mean evaluation return (without evaluation: that of the last 100 training episodes) reaches it. */
  readonly stopAtReturn?: number | undefined;
  /** Every so many updates the records have a `snapshot` of the rollout. It changes nothing in training. Default: none. */
  readonly snapshotEvery?: number | undefined;
}

export interface TrainingEvaluation extends Pick<EvaluationOptions, 'episodes' | 'seed' | 'maxEpisodeSteps'> {
  readonly everySteps: number;
}

/** One update of training. */
export interface PpoUpdate {
  /** Environment steps taken so far. */
  readonly step: number;
  /** Updates made so far. */
  readonly update: number;
  /** Names follow CleanRL (`charts/…`, `losses/…`); `grpo/…` and `task/<name>/…` are ours. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Lines for `records.jsonl`: episodes that ended, groups, a snapshot where one is due, evaluations, then the update itself. */
  readonly records: readonly RunRecord[];
  /** Milliseconds of this update's parts. */
  readonly phases: Readonly<Phases>;
  /** Whether an evaluation in this update was the best so far. */
  readonly isBest: boolean;
  /** Whether training ends with this update: all steps are taken, or the return to stop at is reached. */
  readonly isLast: boolean;
}

/** The best policy of an agent's evaluations. */
export interface BestPolicy {
  /** Mean over tasks of the normalised return where all references are known, mean return otherwise. */
  readonly score: number;
  readonly step: number;
  /** Complete state at that time. */
  readonly state: Uint8Array;
}

export interface PpoAgent {
  readonly envs: VectorEnv;
  readonly engine: Engine;
  readonly options: ResolvedPpoOptions;
  /** Of an agent from a state: why what follows may differ in bits from what would have followed; null: it will not. */
  readonly inexact: string | null;
  /** Environment steps taken so far. */
  readonly step: number;
  /** Updates made so far. */
  readonly update: number;
  /** Best by the evaluations of `learn`; null before the first. */
  readonly best: BestPolicy | null;
  /** Trains; yields after every update. Breaking out of the loop stops cleanly, and another `learn` goes on from there. */
  learn(options: LearnOptions): AsyncGenerator<PpoUpdate, void, undefined>;
  /** Plays whole episodes in fresh environments, normaliser statistics frozen; training is not disturbed. */
  evaluate(options?: EvaluationOptions): Promise<Evaluation>;
  /**
   * Actions for raw observations `[rows × observationSize]`, one or many rows, as the environment's `step` takes them;
   * the most probable ones by default.
   * @throws RangeError for a length that is no multiple of `observationSize`, or a number that is not finite.
   */
  act(observations: Float32Array, options?: ActOptions): Int32Array | Float32Array;
  /**
   * Action distribution and value of raw observations `[rows × observationSize]`, to show or to reason with; draws nothing.
   * @throws RangeError as `act`, and for masks or tasks that do not fit.
   */
  predict(observations: Float32Array, options?: PredictOptions): Prediction;
  /** Complete state: what follows from it equals, bit for bit, what follows here. @throws Error inside an update, or after one that failed. */
  state(): Uint8Array;
  /** Ends the engine's threads at once, where `threads` asked for several; the agent goes on with one. They keep no process alive without it. */
  close(): void;
}

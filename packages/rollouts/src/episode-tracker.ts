import type { Rollout } from './rollout.ts';
import type { Json } from './stages.ts';
import type { Trajectory } from './trajectory.ts';

/** An episode that ended, counted from its true start. */
export interface FinishedEpisode {
  readonly env: number;
  readonly task: number;
  /** Identity of its start, −1 where that is not known. */
  readonly startId: number;
  /** Sum of the environment's own rewards. */
  readonly return: number;
  /** Steps. */
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Step of the rollout, 0 ≤ rolloutStep < T, at which it ended. */
  readonly rolloutStep: number;
}

/** Follows the episodes of N environments across rollouts. */
export interface EpisodeTracker {
  readonly numEnvs: number;
  /** `[N]`, return of each running episode so far. */
  readonly runningReturns: Float64Array;
  /** `[N]`, steps of each running episode so far. */
  readonly runningLengths: Int32Array;
  /** Episodes that ended since `beginRollout`, in the order of their end, environments in order within a step. */
  readonly finished: readonly FinishedEpisode[];
  /** Forgets the episodes that ended; those that run go on. */
  beginRollout(): void;
  /** Forgets the episodes that run as well: all environments have been reset. */
  restart(): void;
  /**
   * Takes in step t of the rollout; steps come in order, from 0.
   * @param rewards `[N]`, the environments' own rewards.
   * @param tasks `[N]`, task of the episode that the step belongs to (not of the one that follows it).
   * @param startIds `[N]`, identity of the start of that episode, −1 where it is not known; left out or null: known nowhere.
   * @param waiting `[N]`, 1 where the step belongs to no episode: the last one had ended and the next had not begun. Left out or
   * null: nowhere.
   */
  record(
    t: number,
    rewards: Float64Array,
    terminated: Uint8Array,
    truncated: Uint8Array,
    tasks: Int32Array,
    startIds?: Int32Array | null,
    waiting?: Uint8Array | null,
  ): void;
  /**
   * Views on the rollout, one per episode with steps in it, that cover every step of an episode once: first those that ended, in the
   * order of `finished`, then those that the rollout's end cuts, in the order of environments.
   * @throws RangeError when the rollout's shape is not that of what was recorded.
   */
  endRollout(rollout: Rollout): Trajectory[];
  /** @throws Error in the middle of a rollout. */
  getState(): Json;
  /** @throws RangeError when the state is of another number of environments. */
  setState(state: Json): void;
}

/** Starts with a fresh episode in every environment. Allocates only where an episode ends. */
export function createEpisodeTracker(numEnvs: number): EpisodeTracker {
  if (!Number.isInteger(numEnvs) || numEnvs < 1) throw new RangeError(`invalid numEnvs: ${numEnvs}; expected a positive integer`);
  const runningReturns = new Float64Array(numEnvs);
  const runningLengths = new Int32Array(numEnvs);
  const currentTasks = new Int32Array(numEnvs);
  const currentStartIds = new Int32Array(numEnvs);
  /** First step inside the rollout of each running episode. */
  const starts = new Int32Array(numEnvs);
  /** The same for the episodes in `finished`. */
  let finishedStarts: number[] = [];
  let finished: FinishedEpisode[] = [];
  let numSteps = 0;
  let isOpen = false;

  function beginRollout(): void {
    starts.fill(0);
    finishedStarts = [];
    finished = [];
    numSteps = 0;
    isOpen = false;
  }

  return {
    numEnvs,
    runningReturns,
    runningLengths,
    get finished() {
      return finished;
    },

    beginRollout,

    restart() {
      runningReturns.fill(0);
      runningLengths.fill(0);
      beginRollout();
    },

    record(t, rewards, terminated, truncated, tasks, startIds = null, waiting = null) {
      if (t !== numSteps) throw new RangeError(`invalid step: ${t}; expected ${numSteps}, the one after the last`);
      numSteps++;
      isOpen = true;
      for (let n = 0; n < numEnvs; n++) {
        if (waiting?.[n] === 1) {
          starts[n] = t + 1;
          continue;
        }
        runningReturns[n]! += rewards[n]!;
        runningLengths[n]!++;
        currentTasks[n] = tasks[n]!;
        currentStartIds[n] = startIds ? startIds[n]! : -1;
        if (terminated[n] !== 1 && truncated[n] !== 1) continue;
        finished.push({
          env: n,
          task: tasks[n]!,
          startId: currentStartIds[n]!,
          return: runningReturns[n]!,
          length: runningLengths[n]!,
          terminated: terminated[n] === 1,
          truncated: truncated[n] === 1,
          rolloutStep: t,
        });
        finishedStarts.push(starts[n]!);
        starts[n] = t + 1;
        runningReturns[n] = 0;
        runningLengths[n] = 0;
      }
    },

    endRollout(rollout) {
      if (rollout.numEnvs !== numEnvs || rollout.numSteps !== numSteps) {
        throw new RangeError(`invalid rollout: ${rollout.numSteps} × ${rollout.numEnvs}; expected ${numSteps} × ${numEnvs}, as recorded`);
      }
      isOpen = false;
      const trajectories: Trajectory[] = finished.map((episode, k) => ({
        rollout,
        env: episode.env,
        start: finishedStarts[k]!,
        length: episode.rolloutStep + 1 - finishedStarts[k]!,
        episodeReturn: episode.return,
        episodeLength: episode.length,
        isComplete: true,
        terminated: episode.terminated,
        truncated: episode.truncated,
        task: episode.task,
        startId: episode.startId,
      }));
      for (let n = 0; n < numEnvs; n++) {
        if (starts[n]! === numSteps) continue;
        trajectories.push({
          rollout,
          env: n,
          start: starts[n]!,
          length: numSteps - starts[n]!,
          episodeReturn: runningReturns[n]!,
          episodeLength: runningLengths[n]!,
          isComplete: false,
          terminated: false,
          truncated: false,
          task: currentTasks[n]!,
          startId: currentStartIds[n]!,
        });
      }
      return trajectories;
    },

    getState() {
      if (isOpen) throw new Error('episode tracker state is asked for in the middle of a rollout; expected after endRollout');
      return { returns: [...runningReturns], lengths: [...runningLengths] };
    },

    setState(state) {
      const { returns, lengths } = state as { returns: number[]; lengths: number[] };
      if (returns.length !== numEnvs || lengths.length !== numEnvs) {
        throw new RangeError(`invalid episode tracker state: ${returns.length} environments; expected ${numEnvs}`);
      }
      runningReturns.set(returns);
      runningLengths.set(lengths);
      beginRollout();
    },
  };
}

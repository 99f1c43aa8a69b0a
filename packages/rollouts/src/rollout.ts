/** What a stage may know about a task of a multi-task suite. */
export interface TaskInfo {
  readonly name: string;
  /** Mean episode return of a random policy, where known: the 0 of the normalised score. */
  readonly randomReturn?: number | undefined;
  /** Mean episode return of an expert, where known: the 1 of the normalised score. */
  readonly expertReturn?: number | undefined;
}

/**
 * One on-policy batch as a structure of arrays, time-major: element `(t, n)` of a `[T, N]` field is at `t * N + n`, a
 * trailing axis is contiguous.
 */
export interface Rollout {
  /** T, steps per environment. */
  readonly numSteps: number;
  /** N, parallel environments. */
  readonly numEnvs: number;
  /** Length of one (flattened) observation. */
  readonly observationSize: number;
  /** Numbers per action: 1 for a discrete action, the dimension of a continuous one. */
  readonly actionSize: number;
  /** The tasks that ids in `tasks` refer to; one entry in a single-task environment. */
  readonly taskInfo: readonly TaskInfo[];
  /** `[T, N, observationSize]`, what the policy saw. */
  readonly observations: Float32Array;
  /** `[T, N, actionSize]`; a discrete action is its index. */
  readonly actions: Float32Array;
  /** `[T, N]`, log-probability of the action under the policy that took it. */
  readonly logProbabilities: Float32Array;
  /** `[T, N]`, critic's estimate for the observation. */
  readonly values: Float32Array;
  /** `[T, N]`, rewards that advantages are estimated from (normalised, if a wrapper does that). */
  readonly rewards: Float32Array;
  /** `[T, N]`, 1 where the episode ended by itself at this step. */
  readonly terminated: Uint8Array;
  /** `[T, N]`, 1 where the episode was cut by a time limit at this step (and did not end by itself). */
  readonly truncated: Uint8Array;
  /** `[T, N]`, critic's estimate for the true final observation of a step with `truncated`; elsewhere 0. */
  readonly finalValues: Float32Array;
  /** `[N]`, critic's estimate for the observation after the last step. */
  readonly lastValues: Float32Array;
  /** `[T, N]`, task id of the episode that the step belongs to. */
  readonly tasks: Int32Array;
  /**
   * `[T, N]`, 1 where the step belongs to no episode: the last one had ended and the next had not begun. What other fields say
   * of such a step is of no consequence. Null: there are none.
   */
  readonly waiting: Uint8Array | null;
  /** `[T, N]`, generalised advantage estimates, before any normalisation. */
  readonly advantages: Float32Array;
  /** `[T, N]`, targets of the critic. */
  readonly returns: Float32Array;
}

/** Sizes of a {@link Rollout}. */
export interface RolloutShape {
  readonly numSteps: number;
  readonly numEnvs: number;
  readonly observationSize: number;
  readonly actionSize: number;
  readonly taskInfo?: readonly TaskInfo[];
  /** Whether steps may belong to no episode, so that there are `waiting` flags. Default false. */
  readonly hasWaiting?: boolean;
}

/** Arrays that a caller owns already (an engine's memory, say) and that the rollout shall use. */
export type RolloutStorage = Partial<
  Pick<Rollout, 'observations' | 'actions' | 'logProbabilities' | 'values' | 'returns'>
>;

/**
 * A zero-filled rollout.
 * @throws RangeError when a size is not a positive integer or a given array has another length.
 */
export function createRollout(shape: RolloutShape, storage: RolloutStorage = {}): Rollout {
  const { numSteps, numEnvs, observationSize, actionSize, taskInfo = [{ name: 'default' }], hasWaiting = false } = shape;
  for (const [name, size] of Object.entries({ numSteps, numEnvs, observationSize, actionSize })) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`invalid ${name}: ${size}; expected a positive integer`);
  }
  const size = numSteps * numEnvs;
  const floats = (name: keyof RolloutStorage, length: number): Float32Array => {
    const given = storage[name];
    if (given && given.length !== length) {
      throw new RangeError(`invalid length of ${name}: ${given.length}; expected ${length}`);
    }
    return given ?? new Float32Array(length);
  };
  return {
    numSteps,
    numEnvs,
    observationSize,
    actionSize,
    taskInfo,
    observations: floats('observations', size * observationSize),
    actions: floats('actions', size * actionSize),
    logProbabilities: floats('logProbabilities', size),
    values: floats('values', size),
    rewards: new Float32Array(size),
    terminated: new Uint8Array(size),
    truncated: new Uint8Array(size),
    finalValues: new Float32Array(size),
    lastValues: new Float32Array(numEnvs),
    tasks: new Int32Array(size),
    waiting: hasWaiting ? new Uint8Array(size) : null,
    advantages: new Float32Array(size),
    returns: floats('returns', size),
  };
}

/** What was asked for cannot be: exit code 2. The message is one line that names the value and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something did not work, for a reason that one line tells: exit code 1. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
}

/** Stopped by a signal, with the state saved where there is a folder for it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  /** 128 + the signal's number, as shells have it. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs what only checks and builds: a value that a library refuses there was given by the user. */
export async function settingUp<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // how the engine says that an array cannot be had
    if (error instanceof RangeError && /^(?:Invalid (?:typed )?array length|Array buffer allocation failed)/.test(error.message)) {
      throw new UsageError('not enough memory for arrays of this size; expected fewer environments (--num-envs), steps (--rollout-steps) or units (--hidden)', { cause: error });
    }
    if (error instanceof RangeError || (error instanceof Error && /^(Unknown|Invalid)/.test(error.name))) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

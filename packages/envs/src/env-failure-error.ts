/** An environment of the user's own threw; what it threw is the `cause`. */
export class EnvFailureError extends Error {
  override readonly name = 'EnvFailureError';
  readonly envIndex: number;
  /** Steps of this environment since the vector was made, this one included; 0 while it is made and at its first reset. */
  readonly step: number;

  constructor(method: 'make' | 'reset' | 'step', { envIndex, step, cause }: { envIndex: number; step: number; cause: unknown }) {
    super(`${method} of environment ${envIndex} failed at step ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.envIndex = envIndex;
    this.step = step;
  }
}

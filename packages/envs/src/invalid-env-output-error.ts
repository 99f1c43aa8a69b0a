import { shownValue } from './shown-value.ts';

/** What an environment of the user's own returned cannot be used. */
export class InvalidEnvOutputError extends Error {
  override readonly name = 'InvalidEnvOutputError';
  readonly envIndex: number;
  /** Steps of this environment since the vector was made; 0 at its first reset. */
  readonly step: number;
  /** The offending value. */
  readonly value: unknown;

  constructor(what: string, expected: string, { envIndex, step, value }: { envIndex: number; step: number; value: unknown }) {
    super(`invalid ${what} of environment ${envIndex} at step ${step}: ${shownValue(value)}; expected ${expected}`);
    this.envIndex = envIndex;
    this.step = step;
    this.value = value;
  }
}

/** A value that an option cannot take. */
export class InvalidOptionError extends RangeError {
  override readonly name = 'InvalidOptionError';
}

/** Bytes that are no state of an agent, or not of this agent. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** What a value in a state makes its reader throw, as a StateError. @throws the error itself where it is no RangeError or TypeError. */
export function asStateError(error: unknown): StateError {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  // a TypeError of the engine's own: something is not there, or of another kind
  const said = error instanceof TypeError && !error.message.startsWith('invalid ') ? 'its contents are not those of an agent' : error.message;
  return new StateError(`invalid state: ${said}`, { cause: error });
}

/** A loss or gradient became NaN or infinite; the parameters are those before the step that would have spread it. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
  readonly step: number;
  readonly update: number;

  constructor(quantity: string, step: number, update: number) {
    super(`non-finite ${quantity} in update ${update} at step ${step}; parameters keep their last finite values`);
    this.step = step;
    this.update = update;
  }
}

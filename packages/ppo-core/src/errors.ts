/** A value that an option cannot take. */
export class InvalidOptionError extends RangeError {
  override readonly name = 'InvalidOptionError';
}

/** Bytes that are no state of an agent, or not of this agent. */
export class StateError extends Error {
  override readonly name = 'StateError';
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

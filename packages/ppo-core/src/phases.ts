/** Milliseconds that parts of training took. */
export interface Phases {
  env: number;
  act: number;
  advantages: number;
  update: number;
}

export function createPhases(): Phases {
  return { env: 0, act: 0, advantages: 0, update: 0 };
}

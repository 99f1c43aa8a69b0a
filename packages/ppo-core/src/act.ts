import type { ActionSpace, Generator } from '@cohort-rl/envs';
import { createActionAdapter } from './actions.ts';
import type { Engine } from './engine.ts';
import { shownValue } from './shown-value.ts';

/** Settings of `act`. */
export interface ActOptions {
  /** The most probable actions; default true. Otherwise they are drawn. */
  readonly deterministic?: boolean;
  /** `[rows × numActions]`, 1 where allowed; default: every action is. */
  readonly actionMasks?: Uint8Array;
}

/** Actions for observations `[rows × observationSize]` as the network takes them, in the form that the environment's `step` takes. */
export function act(
  engine: Engine, space: ActionSpace, generator: Generator, observations: Float32Array, rows: number, { deterministic = true, actionMasks }: ActOptions,
): Int32Array | Float32Array {
  const adapter = createActionAdapter(space, rows);
  const noise = deterministic ? null : new Float32Array(rows * adapter.actionSize);
  if (noise) {
    if (adapter.isDiscrete) generator.fillRandom(noise);
    else generator.fillStandardNormal(noise);
  }
  const actions = new Float32Array(rows * adapter.actionSize);
  engine.act(observations, rows, noise, actions, new Float32Array(rows), actionMasks);
  return adapter.toEnv(actions);
}

/** @throws RangeError for a length that is no multiple of `observationSize`, or a number that is not finite. */
export function countRows(observationSize: number, observations: Float32Array): number {
  if (!ArrayBuffer.isView(observations) && !Array.isArray(observations)) {
    throw new RangeError(`invalid observations: ${shownValue(observations)}; expected a Float32Array`);
  }
  const rows = observations.length / observationSize;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(`invalid length of observations: ${observations.length}; expected a multiple of ${observationSize}`);
  }
  const bad = observations.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`invalid observation: ${observations[bad]} at ${bad}; expected finite numbers`);
  return rows;
}

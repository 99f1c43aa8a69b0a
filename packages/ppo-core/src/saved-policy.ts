import { actionSize, box, describeSpace, discrete, type ActionSpace, type ObservationNormalizer, type SpaceDescription, type VectorEnv } from '@cohort-rl/envs';
import { asStateError, StateError } from './errors.ts';

interface SavedNormalizer {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly epsilon: number;
  /** Null: not held to anything, for JSON has no infinity. */
  readonly clip: number | null;
}

/** What acting needs beside the network, as JSON. */
export interface SavedPolicy {
  readonly actionSpace: SpaceDescription;
  /** Null: observations go to the network as they are. Absent: a wrapper does something to them that is not known as numbers. */
  readonly normalizer?: SavedNormalizer | null;
  readonly numValueHeads: number;
}

export function savePolicy(envs: VectorEnv, numValueHeads: number): SavedPolicy {
  const normalizer = envs.getObservationNormalizer?.();
  return {
    actionSpace: describeSpace(envs.actionSpace),
    ...(normalizer !== undefined && { normalizer: normalizer && packNormalizer(normalizer) }),
    numValueHeads,
  };
}

function packNormalizer({ mean, variance, epsilon, clip }: ObservationNormalizer): SavedNormalizer {
  return { mean: Array.from(mean), variance: Array.from(variance), epsilon, clip: Number.isFinite(clip) ? clip : null };
}

/** @throws StateError where the state has none, or none that can be. */
export function restorePolicy(saved: SavedPolicy | undefined, observationSize: number): { actionSpace: ActionSpace; normalizer: ObservationNormalizer | null; numValueHeads: number } {
  if (typeof saved !== 'object' || (saved as unknown) === null) throw new StateError('invalid state: without its action space; expected one that this version, or a later one, has saved');
  const { actionSpace, normalizer, numValueHeads } = saved;
  if (normalizer === undefined) {
    throw new StateError('invalid state: its observations pass through a wrapper that is not saved with it; expected none but normalizeObservations');
  }
  try {
    if (!Number.isSafeInteger(numValueHeads) || numValueHeads < 1) throw new RangeError(`${numValueHeads} value heads`);
    return { actionSpace: restoreSpace(actionSpace), normalizer: normalizer && restoreNormalizer(normalizer, observationSize), numValueHeads };
  } catch (error) {
    throw asStateError(error);
  }
}

function restoreSpace(description: SpaceDescription): ActionSpace {
  if (description.kind === 'Discrete') return discrete(description.n, { start: description.start });
  if (description.kind !== 'Box') throw new RangeError(`actions of ${description.kind}; expected Discrete or Box`);
  const { shape, low, high } = description;
  const space = box(low.map(Number), high.map(Number), { shape });
  if (actionSize(space) < 1) throw new RangeError('actions without numbers');
  return space;
}

function restoreNormalizer({ mean, variance, epsilon, clip }: SavedNormalizer, observationSize: number): ObservationNormalizer {
  const numbers = (values: readonly unknown[]): Float64Array => Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN));
  const normalizer = { mean: numbers(mean), variance: numbers(variance), epsilon, clip: clip ?? Infinity };
  if (normalizer.mean.length !== observationSize || normalizer.variance.length !== observationSize) throw new RangeError(`a normaliser of another size than ${observationSize}`);
  const isSound = normalizer.mean.every(Number.isFinite) && normalizer.variance.every((value) => value + epsilon > 0 && value < Infinity) && normalizer.clip > 0;
  if (!isSound) throw new RangeError('a normaliser with numbers that cannot be');
  return normalizer;
}

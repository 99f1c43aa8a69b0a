import { delegateVectorEnv } from './delegate-vector-env.ts';
import { runningMoments } from './running-moments.ts';
import type { RunningMoments } from './running-moments.ts';
import { restoreNumbers, savedFields } from './saved-state.ts';
import { box } from './spaces.ts';
import { checkOptionNames, checkPositive } from './validation.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';

/** Options of {@link normalizeObservations}. */
export interface NormalizeObservationsOptions {
  /** Added to the variance, 1e-8 by default. */
  epsilon?: number;
  /** Largest absolute normalised value, 10 by default. */
  clip?: number;
}

/**
 * Observations less their running mean, over their running standard deviation, clipped. The statistics take in every
 * observation that `reset` and `step` return; final observations are normalised with them but not taken in. They are part
 * of the state; evaluation environments use a copy that stays as it is. After Gymnasium's `NormalizeObservation` (which
 * does not clip) and Stable-Baselines3's `VecNormalize`.
 * @throws RangeError when epsilon or clip is not positive; TypeError for an unknown option.
 */
export function normalizeObservations(envs: VectorEnv, options: NormalizeObservationsOptions = {}): VectorEnv {
  checkOptionNames(options, ['epsilon', 'clip']);
  const { epsilon = 1e-8, clip = 10 } = options;
  checkPositive('epsilon', epsilon);
  if (clip !== Infinity) checkPositive('clip', clip);
  return withMoments(envs, { epsilon, clip }, runningMoments(envs.observationSize), false);
}

function withMoments(
  envs: VectorEnv, options: { epsilon: number; clip: number }, moments: RunningMoments, frozen: boolean,
): VectorEnv {
  const { epsilon, clip } = options;
  const { numEnvs, observationSize } = envs;
  const observations = new Float32Array(numEnvs * observationSize);
  const finalObservations = new Float32Array(numEnvs * observationSize);
  let last: VectorStep | null = null;
  let result: VectorStep | null = null;

  const normalize = (raw: Float32Array, target: Float32Array, row: number): void => {
    const offset = row * observationSize;
    for (let i = 0; i < observationSize; i++) {
      const value = (raw[offset + i]! - moments.mean[i]!) / Math.sqrt(moments.variance[i]! + epsilon);
      target[offset + i] = value > clip ? clip : value < -clip ? -clip : value;
    }
  };
  // What an environment shows while it waits is taken in once.
  const waited = new Uint8Array(numEnvs);
  const fresh = new Float32Array(envs.waiting ? numEnvs * observationSize : 0);

  const update = (raw: Float32Array): void => {
    const { waiting } = envs;
    if (!waiting) return moments.update(raw, numEnvs);
    let rows = 0;
    for (let row = 0; row < numEnvs; row++) {
      if (waited[row] && waiting[row]) continue;
      for (let i = 0; i < observationSize; i++) fresh[rows * observationSize + i] = raw[row * observationSize + i]!;
      rows++;
    }
    moments.update(fresh, rows);
    waited.set(waiting);
  };
  const takeIn = (raw: Float32Array): void => {
    if (!frozen) update(raw);
    for (let row = 0; row < numEnvs; row++) normalize(raw, observations, row);
  };

  return {
    ...delegateVectorEnv(envs),
    observationSpace: box(-clip, clip, { shape: [observationSize] }),

    reset(resetOptions) {
      takeIn(envs.reset(resetOptions));
      return observations;
    },

    step(actions) {
      const step = envs.step(actions);
      takeIn(step.observations);
      for (let row = 0; row < numEnvs; row++) {
        if (step.terminated[row] || step.truncated[row]) normalize(step.finalObservations, finalObservations, row);
      }
      if (step !== last) result = { ...step, observations, finalObservations };
      last = step;
      return result!;
    },

    getState: () => ({ envs: envs.getState(), moments: moments.getState(), observations: Array.from(observations) }),

    setState(state) {
      const saved = savedFields(state);
      envs.setState(saved.envs!);
      moments.setState(saved.moments!);
      if (envs.waiting) waited.set(envs.waiting);
      restoreNumbers('observations', saved.observations, observations);
    },

    transformObservations(raw) {
      const inner = envs.transformObservations(raw);
      const normalized = new Float32Array(inner.length);
      for (let row = 0; row < inner.length / observationSize; row++) normalize(inner, normalized, row);
      return normalized;
    },

    // one normalisation after another is not one
    getObservationNormalizer:
      envs.getObservationNormalizer?.() === null
        ? () => ({ mean: moments.mean.slice(), variance: moments.variance.slice(), epsilon, clip })
        : undefined,

    createEvaluationEnvs: (evaluation) => withMoments(envs.createEvaluationEnvs(evaluation), options, moments.copy(), true),
  };
}

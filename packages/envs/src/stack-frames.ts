import { delegateVectorEnv } from './delegate-vector-env.ts';
import { restoreNumbers, savedFields } from './saved-state.ts';
import { box } from './spaces.ts';
import { checkInteger } from './validation.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';

/**
 * The last `count` observations of the episode, oldest first, as one; at an episode's start the first one fills the places of
 * those that there have not been. After Gymnasium's `FrameStackObservation`. `transformObservations` takes each row for the first of an
 * episode.
 * @throws RangeError unless count is a positive integer.
 */
export function stackFrames(envs: VectorEnv, count: number): VectorEnv {
  checkInteger('count', count, 1);
  const { numEnvs, observationSize: size, observationSpace: inner } = envs;
  const stackSize = count * size;
  const observations = new Float32Array(numEnvs * stackSize);
  const finalObservations = new Float32Array(numEnvs * stackSize);
  const waited = new Uint8Array(numEnvs);
  // What is not a Box is flattened to ones and zeros, and to the numbers of the boxes in it.
  const [low, high] = inner.kind === 'Box' ? [[...inner.low], [...inner.high]] : [[-Infinity], [Infinity]];
  const frameLow = Array.from({ length: size }, (_, i) => low[i % low.length]!);
  const frameHigh = Array.from({ length: size }, (_, i) => high[i % high.length]!);
  const repeat = <T>(frame: T[]): T[] => Array.from({ length: count }, () => frame).flat();
  let last: VectorStep | null = null;
  let result: VectorStep | null = null;

  const begin = (source: Float32Array, target: Float32Array, row: number): void => {
    for (let i = 0; i < stackSize; i++) target[row * stackSize + i] = source[row * size + (i % size)]!;
  };
  /** Writes the stack that has a frame more. */
  const push = (source: Float32Array, target: Float32Array, row: number): void => {
    const at = row * stackSize;
    for (let i = 0; i < stackSize - size; i++) target[at + i] = observations[at + size + i]!;
    for (let i = 0; i < size; i++) target[at + stackSize - size + i] = source[row * size + i]!;
  };
  const rememberWaiting = (): void => {
    if (envs.waiting) waited.set(envs.waiting);
  };

  return {
    ...delegateVectorEnv(envs),
    observationSpace: box(repeat(frameLow), repeat(frameHigh), { shape: [count, size] }),
    observationSize: stackSize,

    reset(resetOptions) {
      const first = envs.reset(resetOptions);
      for (let row = 0; row < numEnvs; row++) begin(first, observations, row);
      rememberWaiting();
      return observations;
    },

    step(actions) {
      const step = envs.step(actions);
      for (let row = 0; row < numEnvs; row++) {
        const waits = envs.waiting !== null && envs.waiting[row] === 1;
        const ended = step.terminated[row] === 1 || step.truncated[row] === 1;
        if (ended) push(step.finalObservations, finalObservations, row);
        if (waited[row] ? !waits : ended && !waits) begin(step.observations, observations, row);
        else if (!waited[row]) push(step.observations, observations, row);
      }
      rememberWaiting();
      if (step !== last) result = { ...step, observations, finalObservations };
      last = step;
      return result!;
    },

    getState: () => ({ envs: envs.getState(), observations: Array.from(observations) }),

    setState(state) {
      const saved = savedFields(state);
      envs.setState(saved.envs!);
      restoreNumbers('observations', saved.observations, observations);
      rememberWaiting();
    },

    transformObservations(raw) {
      const inner = envs.transformObservations(raw);
      const stacked = new Float32Array(count * inner.length);
      for (let row = 0; row < inner.length / size; row++) begin(inner, stacked, row);
      return stacked;
    },

    getObservationNormalizer: undefined,
    createEvaluationEnvs: (evaluation) => stackFrames(envs.createEvaluationEnvs(evaluation), count),
  };
}

import type { Engine } from '@cohort-rl/ppo-core';
import type { NetworkShape } from './count-flops.ts';

/** Memory of an engine beside what no engine can do without. */
export interface EngineMemory {
  /** Everything that the engine holds; never more, as it never grows. */
  readonly memoryBytes: number;
  /** Parameters, both moments of Adam, the rollout, and the outputs of every layer for one minibatch, as float32. */
  readonly neededBytes: number;
}

/** Undefined for an engine that does not know its memory. */
export function engineMemory({ memoryBytes, parameterCount, batch }: Engine, shape: NetworkShape, minibatchSize: number): EngineMemory | undefined {
  if (memoryBytes === undefined) return undefined;
  const { hiddenSizes, numOutputs, trunk } = shape;
  const hidden = hiddenSizes.reduce((sum, size) => sum + size, 0);
  const activations = minibatchSize * ((trunk === 'separate' ? 2 : 1) * hidden + numOutputs + 1);
  const rollout = Object.values(batch as unknown as Record<string, Float32Array | Uint8Array | null>).reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
  return { memoryBytes, neededBytes: 4 * (3 * parameterCount + activations) + rollout };
}

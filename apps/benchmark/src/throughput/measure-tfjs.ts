import { loadTensorFlow, type PpoOptions } from '@cohort-rl/ppo-core';
import { createBareStep } from './bare-tfjs-step.ts';
import { createUpdateWork } from './measure-update.ts';
import { median } from './median.ts';
import { millisecondsByTurns } from './segments.ts';

/** Speed of the engine `tfjs` beside a bare training step of the same network, loss, batch and optimiser, by turns in one process. */
export interface TfjsThroughput {
  readonly batch: number;
  readonly hidden: readonly number[];
  readonly kernels: string;
  readonly notes: readonly string[];
  /** Of TensorFlow.js. */
  readonly version: string;
  readonly milliseconds: number;
  readonly bareMilliseconds: number;
  /** The engine's speed over the bare step's: the median over the turns. */
  readonly share: number;
  /** Between the losses of both at the same parameters, relative to the bare one's. */
  readonly lossDifference: number;
}

export async function measureTfjs(batch: number, options: PpoOptions, seconds: number): Promise<TfjsThroughput> {
  const { engine, resolved, update, learningRate } = await createUpdateWork(batch, { activation: 'tanh', trunk: 'separate', ...options, engine: 'tfjs' });
  const { tf, build } = await loadTensorFlow(engine.build.slice('tfjs-'.length) as NonNullable<PpoOptions['backend']>);
  const step = createBareStep(tf, engine.layers, engine.readParameters(), engine.batch, learningRate);
  const [loss, bareLoss] = [update(), step()];
  const [ours, bare] = millisecondsByTurns([update, step], seconds) as [number[], number[]];
  return {
    batch,
    hidden: resolved.hiddenSizes,
    kernels: build,
    notes: engine.notes,
    version: tf.version_core,
    milliseconds: median(ours),
    bareMilliseconds: median(bare),
    share: median(ours.map((milliseconds, i) => bare[i]! / milliseconds)),
    lossDifference: Math.abs(loss - bareLoss) / Math.abs(bareLoss),
  };
}

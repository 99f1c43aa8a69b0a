import { actionSize } from '@cohort-rl/envs';
import type { TrainConfiguration } from '../train-configuration.ts';
import { prepareAgent } from '../train-run.ts';
import type { EnvWrappers } from '../wrapped-envs.ts';
import { countFlops } from './count-flops.ts';
import { enginePeak } from './engine-peak.ts';
import { median } from './median.ts';
import { numSegments } from './segments.ts';

/** Speed of whole training; one entry of `cohort throughput --json`. */
export interface TrainingThroughput {
  readonly env: string;
  readonly numEnvs: number;
  readonly rolloutSteps: number;
  readonly minibatchSize: number;
  readonly epochs: number;
  readonly hidden: readonly number[];
  /** Absent: the environments have none. */
  readonly wrappers?: EnvWrappers;
  readonly engine: string;
  readonly kernels: string;
  readonly threads: number;
  readonly notes: readonly string[];
  readonly stepsPerSecond: number;
  /** Of the update phase. */
  readonly gflops: number;
  /** Of the kernels on as many threads; null for an engine that has none. */
  readonly peakGflops: number | null;
  /** gflops / peakGflops */
  readonly share: number | null;
  /** Milliseconds per update. */
  readonly phases: { readonly env: number; readonly act: number; readonly advantages: number; readonly update: number };
}

/** Milliseconds of training between two bursts of the peak's loop. */
const burstInterval = 200;

/**
 * Trains as `cohort train` does, without evaluation and records, and takes the median over stretches after a warm-up.
 * @param length how long: seconds, or environment steps in their place
 */
export async function measureTraining(
  configuration: TrainConfiguration,
  { seconds, steps }: { readonly seconds: number; readonly steps?: number | undefined },
): Promise<TrainingThroughput> {
  const { envs, engine, options, learn } = await prepareAgent(configuration);
  const { rolloutSteps, minibatchSize, epochs, hiddenSizes, trunk } = options;
  const rolloutSize = rolloutSteps * envs.numEnvs;
  const warmUpMilliseconds = Math.min(1000, 250 * seconds);
  const updates: { milliseconds: number; phases: TrainingThroughput['phases'] }[] = [];
  const peak = await enginePeak(engine);
  const bursts: number[] = [];
  let isWarm = false;
  let measured = 0;
  let sinceBurst = Infinity;
  const started = performance.now();
  let last = started;
  // far more steps than will be taken: a schedule stays at its start
  for await (const { phases } of learn({ totalSteps: 2 ** 40 })) {
    const now = performance.now();
    if (isWarm) {
      updates.push({ milliseconds: now - last, phases: { ...phases } });
      measured += now - last;
      sinceBurst += now - last;
      if (updates.length >= numSegments && (steps === undefined ? measured >= 1000 * seconds : updates.length * rolloutSize >= steps)) break;
    }
    isWarm ||= now - started >= warmUpMilliseconds;
    if (peak && isWarm && sinceBurst >= burstInterval) {
      bursts.push(await peak.burst());
      sinceBurst = 0;
    }
    last = performance.now();
  }
  await peak?.close();
  const { actionSpace, observationSize } = envs;
  envs.close();

  const segments = Array.from({ length: numSegments }, (_, i) =>
    updates.slice(Math.floor((i * updates.length) / numSegments), Math.floor(((i + 1) * updates.length) / numSegments)),
  );
  const perUpdate = (of: (update: (typeof updates)[number]) => number): number =>
    median(segments.map((segment) => segment.reduce((sum, update) => sum + of(update), 0) / segment.length));
  const phases = {
    env: perUpdate((update) => update.phases.env),
    act: perUpdate((update) => update.phases.act),
    advantages: perUpdate((update) => update.phases.advantages),
    update: perUpdate((update) => update.phases.update),
  };
  const numOutputs = actionSpace.kind === 'Discrete' ? actionSpace.n : actionSize(actionSpace);
  const { forward, backward } = countFlops({ observationSize, hiddenSizes, numOutputs, trunk });
  const gflops = (epochs * rolloutSize * (forward + backward)) / phases.update / 1e6;
  const peakGflops = peak && median(bursts);
  return {
    env: configuration.env,
    numEnvs: configuration.numEnvs,
    rolloutSteps,
    minibatchSize,
    epochs,
    hidden: hiddenSizes,
    ...(configuration.wrappers && { wrappers: configuration.wrappers }),
    engine: engine.name,
    kernels: engine.build,
    threads: engine.threads,
    notes: engine.notes,
    stepsPerSecond: Math.round((1000 * rolloutSize) / perUpdate((update) => update.milliseconds)),
    gflops,
    peakGflops,
    share: peakGflops && gflops / peakGflops,
    phases,
  };
}

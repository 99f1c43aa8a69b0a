import { actionSize, makeVec } from '@cohort-rl/envs';
import { createPpo, type PpoOptions } from '@cohort-rl/ppo-core';
import { settingUp } from '../errors.ts';
import { countFlops } from './count-flops.ts';
import { median } from './median.ts';
import { numSegments } from './segments.ts';

/** What is measured, and for how long. */
export interface TrainingWorkload {
  readonly env: string;
  readonly numEnvs: number;
  readonly options: PpoOptions;
  readonly seconds: number;
  /** Environment steps in place of seconds. */
  readonly steps?: number | undefined;
}

/** Speed of whole training; one entry of `cohort throughput --json`. */
export interface TrainingThroughput {
  readonly env: string;
  readonly numEnvs: number;
  readonly rolloutSteps: number;
  readonly minibatchSize: number;
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly engine: string;
  readonly kernels: string;
  readonly threads: number;
  readonly stepsPerSecond: number;
  /** Of the update phase. */
  readonly gflops: number;
  /** Milliseconds per update. */
  readonly phases: { readonly env: number; readonly act: number; readonly advantages: number; readonly update: number };
}

/** Trains as `cohort train` does, without evaluation and records, and takes the median over stretches after a warm-up. */
export async function measureTraining({ env, numEnvs, options, seconds, steps }: TrainingWorkload): Promise<TrainingThroughput> {
  const agent = await settingUp(async () => createPpo(makeVec(env, { numEnvs, seed: 1 }), { ...options, seed: 1 }));
  const { rolloutSteps, minibatchSize, epochs, hiddenSizes, trunk } = agent.options;
  const rolloutSize = rolloutSteps * numEnvs;
  const warmUpMilliseconds = Math.min(1000, 250 * seconds);
  const updates: { milliseconds: number; phases: TrainingThroughput['phases'] }[] = [];
  let begun: number | null = null;
  const started = performance.now();
  let last = started;
  // far more steps than will be taken: a schedule stays at its start
  for await (const { phases } of agent.learn({ totalSteps: 2 ** 40 })) {
    const now = performance.now();
    if (begun !== null) updates.push({ milliseconds: now - last, phases: { ...phases } });
    else if (now - started >= warmUpMilliseconds) begun = now;
    last = now;
    if (begun === null || updates.length < numSegments) continue;
    if (steps === undefined ? now - begun >= 1000 * seconds : updates.length * rolloutSize >= steps) break;
  }

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
  const { actionSpace, observationSize } = agent.envs;
  const numOutputs = actionSpace.kind === 'Discrete' ? actionSpace.n : actionSize(actionSpace);
  const { forward, backward } = countFlops({ observationSize, hiddenSizes, numOutputs, trunk });
  const flops = epochs * rolloutSize * (forward + backward);
  agent.envs.close();
  return {
    env,
    numEnvs,
    rolloutSteps,
    minibatchSize,
    epochs,
    hidden: hiddenSizes,
    engine: agent.engine.name,
    kernels: agent.engine.build,
    threads: agent.engine.threads,
    stepsPerSecond: Math.round((1000 * rolloutSize) / perUpdate((update) => update.milliseconds)),
    gflops: flops / phases.update / 1e6,
    phases,
  };
}

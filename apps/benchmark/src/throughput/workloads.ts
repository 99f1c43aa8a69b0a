import type { KernelChoice } from '@cohort-rl/kernels';
import { settingUp } from '../errors.ts';
import { formatNumber } from '../terminal.ts';
import { hyperparameters, type HyperparameterFlags } from '../training-flags.ts';

/** What `cohort throughput` can measure. */
export type Workload = 'training' | 'update' | 'normalization' | 'stages' | 'bootstrap' | 'env' | 'startup';

/** Its flags. */
export interface ThroughputFlags extends HyperparameterFlags {
  readonly what: Workload;
  readonly preset?: string;
  readonly env?: string;
  readonly numEnvs?: readonly number[];
  readonly batch?: readonly number[];
  readonly steps?: number;
  readonly groups?: number;
  readonly seconds: number;
}

/** What one kind of measurement found: the entries of `results`, and the same as a table. */
interface Measured {
  readonly results: readonly unknown[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Each loads what it measures when it is called. */
export const measurements: Readonly<Record<Workload, (flags: ThroughputFlags) => Promise<Measured>>> = {
  async training(flags) {
    const [{ findPreset, presetFor }, { measureTraining }] = await Promise.all([
      import('@cohort-rl/ppo-core'),
      import('./measure-training.ts'),
    ]);
    const named = flags.preset === undefined ? undefined : await settingUp(() => findPreset(flags.preset!));
    const env = flags.env ?? named?.env ?? 'CartPole-v1';
    const preset = named ?? presetFor(env);
    const options = { ...preset?.options, ...hyperparameters(flags) };
    const results = [];
    for (const numEnvs of flags.numEnvs ?? [preset?.numEnvs ?? 8]) {
      results.push(await measureTraining({ env, numEnvs, options, seconds: flags.seconds, steps: flags.steps }));
    }
    return {
      results,
      head: ['environments', 'steps', 'minibatch', 'epochs', 'hidden', 'kernels', 'steps/s', 'GFLOP/s', 'env ms', 'act ms', 'advantages ms', 'update ms'],
      rows: results.map(({ numEnvs, rolloutSteps, minibatchSize, epochs, hidden, kernels, stepsPerSecond, gflops, phases }) => [
        `${numEnvs} x ${env}`,
        String(rolloutSteps),
        String(minibatchSize),
        String(epochs),
        hidden.join('x'),
        kernels,
        formatNumber(stepsPerSecond),
        gflops.toFixed(1),
        ...[phases.env, phases.act, phases.advantages, phases.update].map((value) => value.toFixed(3)),
      ]),
    };
  },

  async update({ batch = [64, 256, 1024, 4096], hidden = [64, 64], kernels = 'auto', seconds }) {
    const { measureUpdate } = await import('./measure-update.ts');
    const results = [];
    for (const size of batch) results.push(await measureUpdate(size, hidden, kernels satisfies KernelChoice, seconds));
    return {
      results,
      head: ['batch', 'hidden', 'kernels', 'ms', 'GFLOP/s'],
      rows: results.map((result) => [
        String(result.batch),
        result.hidden.join('x'),
        result.kernels,
        result.milliseconds.toFixed(4),
        result.gflops.toFixed(1),
      ]),
    };
  },

  async normalization({ steps = 1_000_000, groups = 64, seconds }) {
    const { measureNormalization } = await import('./measure-normalization.ts');
    const result = measureNormalization(steps, groups, seconds);
    const { milliseconds, leastMilliseconds, objectsMilliseconds, leastObjectsMilliseconds } = result;
    const row = (way: string, median: number, least: number): string[] => [
      formatNumber(steps), String(groups), way, median.toFixed(2), least.toFixed(2), (objectsMilliseconds / median).toFixed(1),
    ];
    return {
      results: [result],
      head: ['advantages', 'groups', 'way', 'ms', 'least ms', 'times as fast'],
      rows: [row('typed arrays', milliseconds, leastMilliseconds), row('objects', objectsMilliseconds, leastObjectsMilliseconds)],
    };
  },

  async stages({ numEnvs: given, rolloutSteps: steps = 128, seconds }) {
    const { measureStages } = await import('./measure-stages.ts');
    const sizes = given?.map((numEnvs) => ({ numEnvs, rolloutSteps: steps })) ?? [{ numEnvs: 4, rolloutSteps: 128 }, { numEnvs: 100, rolloutSteps: 1000 }];
    const results = await measureStages(sizes, seconds);
    return {
      results,
      head: ['environments', 'steps', 'trajectories', 'grouping', 'ms', 'update ms', 'share'],
      rows: results.map(({ numEnvs, rolloutSteps, trajectories, grouping, milliseconds, updateMilliseconds, share }) => [
        String(numEnvs), String(rolloutSteps), trajectories.toFixed(0), grouping, milliseconds.toFixed(3), updateMilliseconds.toFixed(3), `${(100 * share).toFixed(1)} %`,
      ]),
    };
  },

  async bootstrap({ seconds }) {
    const { measureBootstrap } = await import('./measure-bootstrap.ts');
    const result = measureBootstrap(seconds);
    return {
      results: [result],
      head: ['statistic', 'seeds', 'tasks', 'resamples', 'ms'],
      rows: [['IQM', String(result.seeds), String(result.tasks), formatNumber(result.resamples), result.milliseconds.toFixed(2)]],
    };
  },

  async env({ env = 'CartPole-v1', numEnvs = [8, 64, 1024], seconds }) {
    const { measureEnv } = await import('./measure-env.ts');
    const results = [];
    for (const size of numEnvs) results.push(await measureEnv(env, size, seconds));
    return {
      results,
      head: ['environments', 'steps/s'],
      rows: results.map((result) => [`${result.numEnvs} x ${env}`, formatNumber(result.stepsPerSecond)]),
    };
  },

  async startup({ preset = 'cartpole' }) {
    const [{ findPreset }, { measureStartup }] = await Promise.all([
      import('@cohort-rl/ppo-core'),
      import('./measure-startup.ts'),
    ]);
    await settingUp(() => findPreset(preset));
    const result = await measureStartup(preset, 7);
    return {
      results: [result],
      head: ['preset', 'Node ms', 'import ms', 'create ms', 'first update ms', 'total without Node ms'],
      rows: [[preset, ...[result.node, result.import, result.create, result.firstUpdate, result.total].map((value) => value.toFixed(1))]],
    };
  },
};

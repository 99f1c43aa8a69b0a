import { settingUp, UsageError } from '../errors.ts';
import { formatNumber } from '../terminal.ts';
import { hyperparameters, type HyperparameterFlags, type WrapperFlags } from '../training-flags.ts';

/** What `cohort throughput` can measure. */
export type Workload = 'training' | 'update' | 'tfjs' | 'gemm' | 'peak' | 'normalization' | 'stages' | 'bootstrap' | 'env' | 'startup' | 'to-return';

/** Its flags. */
export interface ThroughputFlags extends HyperparameterFlags, WrapperFlags {
  readonly what: Workload;
  readonly preset?: string;
  readonly env?: string;
  readonly numEnvs?: readonly number[];
  readonly batch?: readonly number[];
  readonly steps?: number;
  readonly groups?: number;
  readonly seeds: number;
  readonly seconds: number;
}

/** What one kind of measurement found: the entries of `results`, and the same as a table. */
interface Measured {
  /** Where something else came than was asked for, and why. */
  readonly notes?: readonly string[];
  readonly results: readonly unknown[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Each loads what it measures when it is called. */
export const measurements: Readonly<Record<Workload, (flags: ThroughputFlags) => Promise<Measured>>> = {
  async training(flags) {
    const [{ resolveConfiguration }, { measureTraining }] = await Promise.all([
      import('../train-configuration.ts'),
      import('./measure-training.ts'),
    ]);
    const { numEnvs: numbers, steps, seconds, ...rest } = flags;
    const results = [];
    for (const numEnvs of numbers ?? [undefined]) {
      const configuration = await resolveConfiguration({ ...(flags.preset === undefined && { env: 'CartPole-v1' }), ...rest, ...(numEnvs !== undefined && { numEnvs }) });
      results.push(await measureTraining(configuration, { seconds, steps }));
    }
    return {
      results,
      notes: results[0]!.notes,
      head: [
        'environments', 'steps', 'minibatch', 'epochs', 'hidden', 'kernels', 'threads', 'steps/s', 'env ms', 'act ms', 'advantages ms', 'update ms', 'GFLOP/s', 'peak', 'share',
      ],
      rows: results.map(({ env, numEnvs, rolloutSteps, minibatchSize, epochs, hidden, kernels, threads, stepsPerSecond, phases, ...speed }) => [
        `${numEnvs} x ${env}`,
        String(rolloutSteps),
        String(minibatchSize),
        String(epochs),
        hidden.join('x'),
        kernels,
        String(threads),
        formatNumber(stepsPerSecond),
        ...[phases.env, phases.act, phases.advantages, phases.update].map((value) => value.toFixed(3)),
        ...speedCells(speed),
      ]),
    };
  },

  async update({ batch = [64, 256, 1024, 4096], seconds, ...flags }) {
    const { measureUpdate } = await import('./measure-update.ts');
    const results = [];
    for (const size of batch) results.push(await measureUpdate(size, hyperparameters(flags), seconds));
    return {
      results,
      notes: results[0]!.notes,
      head: ['batch', 'hidden', 'kernels', 'threads', 'ms', 'GFLOP/s', 'peak', 'share', 'memory', 'of what is needed'],
      rows: results.map(({ hidden, kernels, threads, milliseconds, memoryBytes, neededBytes, ...result }) => [
        String(result.batch),
        hidden.join('x'),
        kernels,
        String(threads),
        milliseconds.toFixed(4),
        ...speedCells(result),
        memoryBytes === undefined ? '' : `${(memoryBytes / 2 ** 20).toFixed(2)} MiB`,
        memoryBytes === undefined ? '' : (memoryBytes / neededBytes!).toFixed(2),
      ]),
    };
  },

  async tfjs({ batch = [4096], hidden = [256, 256], seconds, ...flags }) {
    const { measureTfjs } = await import('./measure-tfjs.ts');
    const results = [];
    for (const size of batch) results.push(await measureTfjs(size, hyperparameters({ ...flags, hidden }), seconds));
    return {
      results,
      notes: results[0]!.notes,
      head: ['batch', 'hidden', 'backend', 'version', 'ms', 'bare step ms', "share of the bare step's speed"],
      rows: results.map((result) => [
        String(result.batch),
        result.hidden.join('x'),
        result.kernels,
        result.version,
        result.milliseconds.toFixed(2),
        result.bareMilliseconds.toFixed(2),
        `${(100 * result.share).toFixed(0)} %`,
      ]),
    };
  },

  async gemm({ kernels = 'auto', hidden = [64, 256], seconds }) {
    const { measureGemm } = await import('./measure-gemm.ts');
    const results = [];
    for (const size of hidden) results.push(await measureGemm(size, kernels, seconds));
    return {
      results,
      notes: results[0]!.notes,
      head: ['product', 'kernels', 'us', 'call us', 'GFLOP/s', 'peak', 'share'],
      rows: results.map(({ rows, inputs, outputs, kernels: build, milliseconds, callMilliseconds, ...result }) => [
        `${rows} x ${inputs} x ${outputs}`,
        build,
        (1000 * milliseconds).toFixed(2),
        (1000 * callMilliseconds).toFixed(2),
        ...speedCells(result),
      ]),
    };
  },

  async peak({ kernels = 'auto', threads = 1, seconds }) {
    const { measurePeak } = await import('./measure-peak.ts');
    const results = await measurePeak(kernels, threads, seconds);
    return {
      results,
      head: ['kernels', 'threads', 'GFLOP/s', 'times one thread'],
      rows: results.map((result) => [result.kernels, String(result.threads), result.peakGflops.toFixed(1), result.scaling.toFixed(3)]),
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

  async stages({ numEnvs: numbers, rolloutSteps: steps, seconds, ...flags }) {
    const { measureStages } = await import('./measure-stages.ts');
    const usual = [{ numEnvs: 4, rolloutSteps: 128 }, { numEnvs: 100, rolloutSteps: 1000 }];
    const sizes = numbers || steps ? (numbers ?? [4]).map((numEnvs) => ({ numEnvs, rolloutSteps: steps ?? 128 })) : usual;
    const results = await measureStages(sizes, hyperparameters(flags), seconds);
    return {
      results,
      notes: results[0]!.notes,
      head: ['environments', 'steps', 'trajectories', 'grouping', 'kernels', 'threads', 'ms', 'update ms', 'share'],
      rows: results.map(({ numEnvs, rolloutSteps, trajectories, grouping, kernels, threads, milliseconds, updateMilliseconds, share }) => [
        String(numEnvs), String(rolloutSteps), trajectories.toFixed(0), grouping, kernels, String(threads), milliseconds.toFixed(3), updateMilliseconds.toFixed(3), `${(100 * share).toFixed(1)} %`,
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

  async 'to-return'({ preset = 'cartpole-fast', seeds, steps, ...flags }) {
    const [{ resolveConfiguration }, { measureToReturn }, { listEnvs }] = await Promise.all([
      import('../train-configuration.ts'),
      import('./measure-to-return.ts'),
      import('@cohort-rl/envs'),
    ]);
    const { numEnvs: numbers, ...rest } = flags;
    const configuration = await resolveConfiguration({ ...rest, preset, ...(steps !== undefined && { steps }), ...(numbers && { numEnvs: numbers[0]! }) });
    const { env, numEnvs, totalSteps, options, wrappers } = configuration;
    const threshold = listEnvs().find(({ id }) => id === env)?.rewardThreshold ?? null;
    if (threshold === null) throw new UsageError(`invalid --env: ${env}; expected one that has a mean return from which it is solved`);
    const result = await measureToReturn({ env, numEnvs, totalSteps, options, wrappers, threshold }, seeds);
    const { medianSeconds, worstSeconds, runs, reached, kernels, threads, notes } = result;
    return {
      results: [result],
      notes,
      head: ['mean return', 'kernels', 'threads', 'seeds', 'median s', 'worst s', 'steps'],
      rows: [
        [
          `${threshold} on ${env}`, kernels, String(threads), `${reached} of ${runs.length}`, medianSeconds?.toFixed(2) ?? '', worstSeconds?.toFixed(2) ?? '',
          runs.map(({ step }) => formatNumber(step)).join(' '),
        ],
      ],
    };
  },
};

const speedCells = (speed: { gflops: number; peakGflops: number | null; share: number | null }): string[] => [
  speed.gflops.toFixed(1),
  speed.peakGflops === null ? '' : speed.peakGflops.toFixed(1),
  speed.share === null ? '' : `${(100 * speed.share).toFixed(0)} %`,
];

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync, expectTyped, integerFrom, numberIn } from '../../../tooling/fuzz/fuzz.ts';
import { createProgram } from './cli.ts';
import { planComparison, type ComparisonFlags } from './comparison.ts';
import { UsageError } from './errors.ts';
import { temporaryFolder, type Finished } from './run-cohort.fixture.ts';
import { loadCommands, runWords } from './run-main.fixture.ts';
import { resolveConfiguration, type TrainConfiguration } from './train-configuration.ts';
import { prepareAgent } from './train-run.ts';
import { planTuning } from './tuning/plan-tuning.ts';
import type { GridParameter } from './tuning/grid.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

interface Accepted {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The options that the command line takes, where it does; what it would do with them is left out. */
async function parse(argv: readonly string[]): Promise<Finished & { accepted: Accepted | null }> {
  let accepted: Accepted | null = null;
  const program = createProgram();
  for (const command of program.commands) {
    command.action(() => {
      accepted = { command: command.name(), options: command.opts() };
    });
  }
  return { ...(await runWords(argv, program)), accepted };
}

/** One short line that no terminal takes for commands, and that somebody meant. */
function expectRefusal({ code, stdout, stderr }: Finished, argv: unknown, codes: readonly number[] = [2]): void {
  const line = /^cohort: ([^\p{Cc}\u2028\u2029]{1,1200})\n$/u.exec(stderr)?.[1];
  if (!codes.includes(code!) || stdout !== '' || line === undefined) throw new Error(`exit ${code} for ${fc.stringify(argv)}: ${fc.stringify([stdout, stderr])}`);
  expectTyped(new Error(line.slice(0, 600)), argv);
}

// with --debug a stack is what was asked for
const flags = [...new Set(createProgram().commands.flatMap(({ options }) => options.map(({ long }) => long!)))].filter((name) => name !== '--debug');
const names = createProgram().commands.map((command) => command.name());
const sane = fc.constantFrom(
  '0', '1', '2', '3', '8', '16', '0.5', '1e-3', '0.9', '2', 'none', '0.2:0', '4,4', '1_000', 'minibatch', 'rollout', 'tanh', 'relu', 'separate', 'shared', 'fused', 'wasm', 'auto', 'task', 'difficulty', 'length',
  'adaptive', 'startState', 'group', 'batch', 'balanced', 'performance', 'uniform', 'ppo', 'grpo', 'grpo:task', 'grpo:auto+popart', 'ppo+reward-norm', 'grpo:critic-free', 'grpo:dr-grpo', 'grpo:rloo', 'ppo,grpo:task', 'cartpole', 'cleanrl', 'CartPole-v1',
  'Pendulum-v1', 'Blackjack-v1', 'scaled-cartpoles', 'training', 'env', 'bar', 'learning-rate=0.1,0.2;epochs=1,2', 'num-groups=2,3', 'clip-range=0.1',
);
const hostile = fc.oneof(
  fc.constantFrom(
    '', ' ', '-0', '-1', '1.5', '1e3', '1e15', '9007199254740991', '9007199254740993', '1e400', 'NaN', 'Infinity', '-Infinity', '0x10', '1__0', '100k', '1,000', 'null', 'undefined', 'true', 'toString', 'constructor', '__proto__',
    'hasOwnProperty', 'a\nb', 'a\r\u001B[2Jb\u0007', '\u2028', '<script>alert(1)</script>', '../..', '/dev/null', '.', '--', '-', '--help', '-h', '-V', '-x', '--json', '--no-json', ',', ',,', ':', '1:2:3', ':1', '0:0', '=',
    'x=1', 'gamma=', 'gamma=1=2', 'gamma=1,1', ';', 'gamma=2', 'clip-range=0', 'toString=1', 'x'.repeat(5000), '$&'.repeat(200), ',x'.repeat(500), '😀', '\u0000', 'PPO', 'ppo+', '+', 'grpo:', 'grpo:task+task', 'ppo,ppo', 'none,none', '٣',
  ),
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
);
const word = fc.oneof({ weight: 3, arbitrary: sane }, { weight: 2, arbitrary: hostile });
const flag = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...flags) }, { weight: 1, arbitrary: fc.constantFrom('--zap', '--lr', '--epoch', '--no-gamma', '--__proto__', '--toString', '-e') });
const option = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(flag, word) },
  { weight: 2, arbitrary: fc.tuple(flag, word).map(([name, value]) => [`${name}=${value}`]) },
  { weight: 1, arbitrary: flag.map((name) => [name]) },
  { weight: 1, arbitrary: word.map((value) => [value]) },
);
const needed = ['--algos', 'ppo', '--out', 'x', '--suite', 'scaled-cartpoles', '--grid', 'epochs=1,2'];
const starts = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...names.map((name) => [name])) },
  { weight: 6, arbitrary: fc.constantFrom(['compare', ...needed.slice(0, 6)], ['tune', ...needed], ['eval', 'x'], ['report', 'x'], ['export', 'x', '--onnx', 'y'], ['train', '--env', 'CartPole-v1']) },
  { weight: 1, arbitrary: fc.constantFrom([], ['help'], ['nope'], [''], ['toString'], ['help', 'zap'], ['a\nb'], ['--zap'], ['x'.repeat(5000)]) },
);
const vectors = fc.tuple(starts, fc.array(option, { maxLength: 5 })).map(([start, options]) => [...start, ...options.flat()]);

const positiveInteger = integerFrom(1);
const finite = numberIn(-Number.MAX_VALUE, Number.MAX_VALUE);
const listOf = (isValid: (value: unknown) => boolean) => (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isValid);
const isSchedule = (value: unknown, least = 0): boolean =>
  numberIn(least, Number.MAX_VALUE)(value) || (numberIn(least, Number.MAX_VALUE)((value as { initial?: unknown }).initial) && numberIn(0, Number.MAX_VALUE)((value as { final?: unknown }).final));
const isClipRange = (value: unknown): boolean => isSchedule(value, Number.MIN_VALUE);
const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const orNone = (isValid: (value: unknown) => boolean) => (value: unknown): boolean => value === 'none' || isValid(value);
const isEpisodes = (value: unknown): boolean => positiveInteger(value) && (value as number) <= 1_000_000;
const isName = (...allowed: readonly string[]) => (value: unknown): boolean => allowed.includes(value as string);
const isGrid = listOf((entry) => listOf(() => true)((entry as GridParameter).values));

/** What the help promises of each option, as far as it needs no environment. */
const rules: Readonly<Record<string, (value: unknown) => boolean>> = {
  steps: positiveInteger, threads: positiveInteger, rolloutSteps: positiveInteger, minibatchSize: positiveInteger, epochs: positiveInteger, snapshotEvery: positiveInteger, evalEpisodeSteps: positiveInteger,
  workers: positiveInteger, groups: positiveInteger, numGroups: positiveInteger, batch: listOf(positiveInteger), hidden: listOf(positiveInteger),
  numEnvs: (value) => positiveInteger(value) || listOf(positiveInteger)(value),
  seed: integerFrom(0), firstSeed: (value) => integerFrom(0)(value) && (value as number) < 2 ** 32, seeds: (value) => positiveInteger(value) && (value as number) <= 10_000, evalEvery: integerFrom(0),
  episodes: isEpisodes, evalEpisodes: isEpisodes, trainingEvalEpisodes: isEpisodes,
  gamma: finite, gaeLambda: finite, entropyCoefficient: finite, valueCoefficient: finite, maxGradNorm: finite, targetKl: orNone(finite), stopAtReturn: finite,
  learningRate: (value) => isSchedule(value), clipRange: isClipRange, valueClipRange: orNone(isClipRange),
  checkpointEvery: numberIn(0, Number.MAX_VALUE), envTimeout: numberIn(Number.MIN_VALUE, Number.MAX_VALUE), seconds: numberIn(Number.MIN_VALUE, Number.MAX_VALUE),
  suite: listOf(isText), env: (value) => isText(value) || listOf(isText)(value), algos: listOf(isText), grid: isGrid,
  algo: isText, preset: isText, grouping: isText, weighting: isText, center: isText, scale: isText, baseline: isText, tuned: isText, out: isText, resume: isText, onnx: isText, safetensors: isText, csv: isText,
  kernels: isName('auto', 'native', 'wasm', 'native-avx512', 'native-avx2', 'native-neon', 'wasm-simd128', 'wasm-relaxed'),
  engine: isName('fused', 'tfjs'), backend: isName('auto', 'node-gpu', 'node', 'webgpu', 'wasm', 'cpu'),
  advantageNormalization: isName('minibatch', 'rollout', 'none'), activation: isName('tanh', 'relu'), trunk: isName('separate', 'shared'), progress: isName('none', 'bar'),
  what: isName('training', 'update', 'tfjs', 'gemm', 'peak', 'normalization', 'stages', 'bootstrap', 'env', 'startup', 'to-return'),
  bootstrapTruncation: isFlag, normalizeObservations: isFlag, normalizeRewards: isFlag, tensorboard: isFlag, best: isFlag, json: isFlag, debug: isFlag,
};

const isSound = ({ options }: Accepted): boolean => Object.entries(options).every(([name, value]) => value === undefined || (Object.hasOwn(rules, name) && rules[name]!(value)));

test('every option has a rule', () => {
  const attributes = createProgram().commands.flatMap(({ options }) => options.map((known) => known.attributeName()));
  expect(attributes.filter((name) => !Object.hasOwn(rules, name))).toEqual([]);
});

test('words become options that make sense, or one line and exit 2', async () => {
  await checkAsync(vectors, async (argv) => {
    const { accepted, ...end } = await parse(argv);
    if (accepted) {
      expect(end).toEqual({ code: 0, stdout: '', stderr: '' });
      if (!isSound(accepted)) throw new Error(`accepted ${fc.stringify(argv)}: ${fc.stringify(accepted)}`);
    } else if (end.code === 0) {
      // help, or the version
      expect([end.stdout === '', end.stderr]).toEqual([false, '']);
    } else if (argv.length > 0 && argv[0] !== 'help') expectRefusal(end, argv);
  });
});

// a number that is allowed may still be too much for memory, or for a test's patience
const sizes = ['numEnvs', 'rolloutSteps', 'minibatchSize', 'hidden', 'epochs', 'threads', 'seeds', 'numGroups', 'trainingEvalEpisodes', 'evalEpisodes'];
const isSmall = (options: Readonly<Record<string, unknown>>): boolean => sizes.every((name) => [options[name] ?? 0].flat().every((size) => (size as number) <= 512)) && options.engine !== 'tfjs' && ((options.threads as number | undefined) ?? 1) <= 2;

const isPositive = numberIn(Number.MIN_VALUE, Number.MAX_VALUE);
function expectSoundConfiguration({ seed, numEnvs, totalSteps, options, evaluation, finalEvaluation }: TrainConfiguration, argv: unknown): void {
  const isOption = {
    gamma: numberIn(0, 1), gaeLambda: numberIn(0, 1), entropyCoefficient: numberIn(0, Number.MAX_VALUE), valueCoefficient: numberIn(0, Number.MAX_VALUE), maxGradNorm: isPositive, targetKl: isPositive,
    rolloutSteps: positiveInteger, minibatchSize: positiveInteger, epochs: positiveInteger,
  };
  const given = Object.entries(isOption).every(([name, isValid]) => (options[name as keyof typeof isOption] ?? null) === null || isValid(options[name as keyof typeof isOption]));
  const counts = [numEnvs, totalSteps, evaluation?.everySteps ?? 1, evaluation?.episodes ?? 1, finalEvaluation?.episodes ?? 1].every(positiveInteger);
  if (!(given && counts && integerFrom(0)(seed))) throw new Error(`accepted ${fc.stringify(argv)}: ${fc.stringify(options)}`);
}

/** What `work` makes of it, or null where it refuses as the command line does. */
async function orRefusal<T>(argv: unknown, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw new Error(`untyped error for ${fc.stringify(argv)}: ${(error as Error).stack}`, { cause: error });
    expectTyped(new UsageError(error.message.replaceAll(/\s+/g, ' ').slice(0, 600)), argv);
    return null;
  }
}

describe('what the command line takes', () => {
  const trainings = fc.tuple(fc.constantFrom(['--env', 'CartPole-v1'], ['--env', 'scaled-cartpoles', '--algo', 'grpo'], ['--preset', 'cartpole'], ['--env', 'Pendulum-v1']), fc.array(option, { maxLength: 3 }));
  const small = ['--num-envs', '4', '--rollout-steps', '4', '--minibatch-size', '8', '--hidden', '4', '--epochs', '1', '--kernels', 'wasm'];

  test('begins a training, or is refused', async () => {
    await checkAsync(trainings.map(([start, options]) => ['train', ...small, ...start, ...options.flat()]), async (argv) => {
      const { accepted } = await parse(argv);
      if (accepted?.command !== 'train' || !isSmall(accepted.options)) return;
      const agent = await orRefusal(argv, async () => {
        const configuration = await resolveConfiguration(accepted.options);
        const made = await prepareAgent(configuration);
        expectSoundConfiguration(configuration, argv);
        return made;
      });
      if (!agent) return;
      try {
        for await (const { step } of agent.learn({ totalSteps: 1 })) expect(step).toBeGreaterThan(0);
      } catch (error) {
        expectTyped(error, argv);
      } finally {
        agent.close();
      }
    });
  });

  test('plans comparisons and tunings, or is refused', async () => {
    const planned = fc.tuple(fc.constantFrom(['compare', ...needed.slice(0, 6)], ['tune', ...needed]), fc.array(option, { maxLength: 3 }));
    await checkAsync(planned.map(([start, options]) => [...start, ...small, '--seeds', '1', ...options.flat()]), async (argv) => {
      const { accepted } = await parse(argv);
      if (!accepted || !isSmall(accepted.options) || accepted.options.tuned !== undefined) return;
      const { suite = [], env = [], ...others } = accepted.options as unknown as { suite?: string[]; env?: string[] } & Omit<ComparisonFlags, 'envs' | 'env'>;
      const given = { ...others, envs: [...suite, ...env] };
      const plan = await orRefusal(argv, async () =>
        accepted.command === 'tune' ? planTuning(given as unknown as Parameters<typeof planTuning>[0], 'cohort') : planComparison(given, 'compare', 'cohort'));
      for (const { configuration } of plan?.runs ?? []) expectSoundConfiguration(configuration, argv);
    });
  });
});

describe('folders and files', () => {
  beforeAll(() => {
    mkdirSync(path('empty'));
    mkdirSync(path('foreign'));
    writeFileSync(path('file'), 'x');
    for (const name of ['run.json', 'tuned.json', 'comparison.json']) writeFileSync(join(path('foreign'), name), '{"schema":1}');
  });
  const places = fc.oneof(
    fc.constantFrom('empty', 'foreign', 'file', 'missing', 'file/inside', 'foreign/run.json', 'missing/deep', 'a\nb', '<b>x</b>', '\u0000', 'x'.repeat(300), 'é', ' ', '.', './', 'empty/', 'a\u001B[2Jb').map(path),
    fc.constantFrom('', '/dev/null', '/proc/self', '/dev/full'),
    fc.string().map((name) => path(`x${name.replaceAll('/', '')}`)),
  );

  test('that hold no run, tuning or export are refused in one line', async () => {
    const reading = fc.tuple(fc.constantFrom<(place: string) => string[]>(
      (place) => ['eval', place],
      (place) => ['eval', place, '--best', '--json'],
      (place) => ['report', place],
      (place) => ['export', place, '--onnx', 'y'],
      (place) => ['export', place, '--csv', 'y'],
      (place) => ['train', '--resume', place],
      (place) => ['compare', '--suite', 'scaled-cartpoles', '--algos', 'ppo', '--out', path('never'), '--tuned', place],
    ), places);
    await checkAsync(reading.map(([make, place]) => make(place)), async (argv) => {
      expectRefusal(await runWords(argv), argv, [1, 2]);
    });
  });

  test('that cannot hold a run are refused before any work', () => {
    // some of them can: names that are only strange
    const tiny = ['train', '--env', 'CartPole-v1', '--steps', '8', '--num-envs', '2', '--rollout-steps', '4', '--hidden', '4', '--eval-every', '0', '--eval-episodes', '1', '--kernels', 'wasm', '--progress', 'none'];
    return checkAsync(places, async (place) => {
      const end = await runWords([...tiny, '--out', place]);
      if (end.code === 0) expect(end.stderr).toBe('');
      else expectRefusal(end, place, [2]);
    });
  });
});

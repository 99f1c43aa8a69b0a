import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync, integerFrom, numberIn } from '../../../tooling/fuzz/fuzz.ts';
import { createProgram } from './cli.ts';
import { expectRefusal, names, needed, option, parse, type Accepted } from './hostile-words.fixture.ts';
import { loadCommands } from './run-main.fixture.ts';
import type { GridParameter } from './tuning/grid.ts';

beforeAll(loadCommands);

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

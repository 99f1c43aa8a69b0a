import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

beforeAll(loadCommands);

describe('bad usage: exit 2, one line with the value and what is allowed, nothing written', () => {
  const train = ['train', '--env', 'CartPole-v1', '--out', path('refused')];
  const compare = ['compare', '--suite', 'scaled-cartpoles', '--steps', '1000', '--out', path('refused')];
  const tune = ['tune', '--suite', 'scaled-cartpoles', '--steps', '1000', '--out', path('refused'), '--algos', 'ppo'];
  const tuned = [...compare, '--tuned', path('tuned.json')];
  writeFileSync(path('tuned.json'), JSON.stringify({ schema: 1, command: 'cohort tune', seeds: [7, 8], scores: [], chosen: { 'scaled-cartpoles': { ppo: { flags: {} } } } }));
  writeFileSync(path('damaged.json'), '{"schema":1}');
  test.each<[string[], RegExp]>([
    [['nope'], /unknown command: nope; expected one of envs, train, eval, export, tune, compare, report, throughput, bench/],
    [['train', '--out', path('refused')], /missing --env/],
    [['train', '--env', 'Nope-v0', '--out', path('refused')], /unknown environment: Nope-v0; expected one of CartPole-v1, scaled-cartpoles/],
    [['train', '--env', '$&'.repeat(200), '--out', path('refused')], /unknown environment: (?:\$&){1,100}…; expected one of CartPole-v1/],
    [[...train, '--algo', 'zap'], /unknown algorithm: zap; expected one of grpo, ppo, grpo:task/],
    [[...train, '--algo', 'grpo', '--grouping', 'zap'], /unknown grouping: zap; expected one of task, auto/],
    [[...train, '--algo', 'grpo', '--weighting', 'zap'], /unknown weighting: zap; expected one of uniform/],
    [[...train, '--algo', 'grpo', '--center', 'zap'], /invalid center: zap; expected one of/],
    [[...train, '--algo', 'ppo', '--num-groups', '3'], /invalid --num-groups: 3; expected with --algo grpo only/],
    [[...train, '--preset', 'zap'], /unknown preset: zap; expected one of cartpole/],
    [[...train, '--steps', '-5'], /invalid --steps: -5; expected a positive integer/],
    [[...train, '--steps', '100k'], /invalid --steps: 100k; expected a positive integer, as 100000, 100_000 or 1e5/],
    [[...train, '--algo', 'PPO'], /unknown algorithm: PPO; did you mean ppo\?/],
    [[...train, '--algo', 'GRPO:task+balanced'], /unknown algorithm: GRPO:task\+balanced; did you mean grpo:task\?/],
    [[...train, '--algo', 'grpo', '--grouping', 'startState', '--num-envs', '1'], /invalid --num-envs: 1; expected at least 2, as groups share a start/],
    [[...train, '--algo', 'grpo:critic-free', '--weighting', 'adaptive'], /adaptive remembers groups, but labels of startState do not keep their meaning/],
    [[...train, '--hidden', '64x64'], /invalid --hidden: 64x64; expected positive integers separated by commas, as 64,64/],
    [[...train, '--lr', '1e-3'], /unknown option '--lr': here it is --learning-rate; see cohort train --help/],
    [[...train, '--total-timesteps=1000'], /unknown option '--total-timesteps': here it is --steps; see cohort train --help/],
    [[...train, '--epoch', '3'], /unknown option '--epoch' \(Did you mean --epochs\?\); see cohort train --help/],
    [['train', '--resume', path('refused'), '--out', path('refused')], /invalid --out beside --resume: a resumed run stays in its folder; expected one of the two/],
    [[...train, '--seed', '1.5'], /invalid --seed: 1\.5; expected an integer >= 0/],
    [[...train, '--minibatch-size', '100000'], /invalid minibatchSize: 100000; expected at most the rollout's 256 steps/],
    [[...train, '--num-envs', '1e15'], /not enough memory for arrays of this size; expected fewer environments \(--num-envs\)/],
    [[...train, '--gamma', '2'], /invalid gamma: 2; expected a number from 0 to 1/],
    [[...train, '--gamma', 'x'], /invalid --gamma: x; expected a number/],
    [[...train, '--learning-rate', '1:2:3'], /invalid --learning-rate: 1:2:3; expected a number >= 0, or FROM:TO/],
    [[...train, '--clip-range', '0'], /invalid --clip-range: 0; expected a number > 0, or FROM:TO/],
    [[...train, '--value-clip-range', '0:0.2'], /invalid --value-clip-range: 0:0\.2; expected a number > 0, or FROM:TO for a linear schedule, FROM > 0/],
    [[...train, '--env-timeout', '-1'], /invalid --env-timeout: -1; expected a number > 0/],
    [[...train, '--hidden', '64,,64'], /invalid --hidden: 64,,64; expected values separated by commas/],
    [[...train, '--kernels', 'abacus'], /invalid --kernels: abacus; expected one of auto, native, wasm, native-avx512, native-avx2, native-neon, wasm-simd128, wasm-relaxed/],
    [[...train, '--engine', 'steam'], /invalid --engine: steam; expected one of fused/],
    [[...train, '--progress', 'loud'], /invalid --progress: loud; expected one of none, bar/],
    [[...train, '--zap'], /unknown option '--zap'; see cohort train --help/],
    [[...train, 'extra'], /too many arguments/],
    [['train', '--resume', path('refused'), '--steps', '10'], /invalid --steps beside --resume: a run ends with the steps it was begun with, as its schedules do; expected a new run with --steps 10/],
    [['train', '--env', 'CartPole-v1', '--tensorboard'], /invalid --tensorboard without --out; expected a folder to write to/],
    [['train', '--resume', path('refused'), '--gamma', '1'], /invalid --gamma: a resumed run keeps its configuration/],
    [['train', '--env', 'gridworld-curriculum', '--eval-episodes', '4', '--out', path('refused')], /invalid --eval-episodes: 4; expected at least 5, one for each task of gridworld-curriculum/],
    [['eval'], /missing required argument 'dir'/],
    [['help', 'zap'], /unknown command: zap; expected one of envs, train/],
    [[...compare, '--algos', 'ppo,zap'], /unknown algorithm: zap/],
    [[...compare, '--algos', 'ppo,ppo'], /invalid --algos: ppo twice/],
    [[...compare, '--algos', 'ppo', '--baseline', 'grpo:task'], /invalid --baseline: grpo:task; expected one of ppo/],
    [[...compare, '--algos', 'ppo', '--seeds', '0'], /invalid --seeds: 0; expected an integer from 1 to 10000/],
    [[...compare, '--algos', 'ppo', '--seeds', '1e15'], /invalid --seeds: 1e15; expected an integer from 1 to 10000/],
    [[...compare, '--algos', 'ppo', '--workers', '0'], /invalid --workers: 0/],
    [['compare', '--algos', 'ppo', '--out', path('refused')], /missing --suite or --env/],
    [['compare', '--suite', 'scaled-cartpoles', '--algos', 'ppo', '--training-eval-episodes', '3', '--out', path('refused')], /invalid --training-eval-episodes: 3; expected at least 4, one for each task of scaled-cartpoles/],
    [['compare', '--env', 'CartPole-v1,scaled-cartpoles', '--algos', 'ppo', '--out', path('refused')], /CartPole-v1 has no reference returns/],
    [[...tuned, '--algos', 'grpo:task'], /invalid --tuned: \S+ has nothing for grpo:task on scaled-cartpoles; expected a tuning of both \(cohort tune\)/],
    [[...tuned, '--algos', 'ppo', '--env', 'CartPole-v1'], /invalid --tuned: \S+ has nothing for ppo on CartPole-v1/],
    [[...tuned, '--algos', 'ppo', '--first-seed', '5'], /invalid --first-seed: 5; seeds 7, 8 were tuned on: expected others, as 9/],
    [[...compare, '--algos', 'ppo', '--tuned', path('missing.json')], /invalid --tuned: \S+ is not there; expected the tuned\.json of cohort tune/],
    [[...compare, '--algos', 'ppo', '--tuned', path('.')], /invalid --tuned: \S+ is no file; expected the tuned\.json of cohort tune/],
    [[...tune, '--grid', 'zap=1'], /invalid --grid: zap; expected one of .*learning-rate/],
    [[...tune, '--grid', 'epochs=1', '--epochs', '2'], /invalid --grid: epochs; expected either in the grid or as a flag, not both/],
    [[...tune, '--grid', 'gamma=2'], /invalid gamma: 2; expected a number from 0 to 1/],
    [tune, /required option '--grid <flag=value,…;…>' not specified/],
    [['throughput', '--what', 'zap'], /invalid --what: zap; expected one of training, update, tfjs, gemm, peak, normalization, stages, bootstrap, env, startup, to-return/],
    [['throughput', '--seconds', '0'], /invalid --seconds: 0; expected a number > 0/],
    [['throughput', '--what', 'env', '--env', 'Nope'], /unknown environment: Nope/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runMain(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cohort: [^\n]+\n$/);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(path('refused'))).toBe(false);
  });

  test('a damaged tuned.json fails: exit 1, one line', async () => {
    const { code, stderr } = await runMain(...compare, '--algos', 'ppo', '--tuned', path('damaged.json'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^cohort: \S+damaged\.json is damaged: fields are missing or of another type\n$/);
  });

  test('--debug shows the stack beside the line', async () => {
    const { code, stderr } = await runMain('train', '--env', 'Nope-v0', '--debug');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^UsageError: unknown environment[^\n]*\n +at [\s\S]*\ncohort: unknown environment: Nope-v0[^\n]*\n$/);
  });
});

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cohort, cohortOutput, recordsOf, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

const tiny = ['--suite', 'scaled-cartpoles', '--algos', 'ppo,grpo:auto', '--steps', '1024', '--num-envs', '8', '--rollout-steps', '32', '--minibatch-size', '64'];
const command = ['tune', ...tiny, '--grid', 'learning-rate=0.001,1e30;num-groups=2,3', '--epochs', '2', '--seeds', '2'];
const directory = path('tuning');
const file = join(directory, 'tuned.json');

interface Tuned {
  seeds: number[];
  chosen: Record<string, Record<string, { flags: Record<string, unknown> }>>;
  scores: { algorithm: string; settings: Record<string, string>; mean: number | null; perSeed: (number | null)[] }[];
}
let tuned: Tuned;
let output: { code: number | null; stderr: string };

beforeAll(async () => {
  const { stdout, ...rest } = await cohort(...command, '--out', directory, '--json');
  output = rest;
  tuned = JSON.parse(stdout) as Tuned;
});

test('every algorithm has the same points and seeds; what diverges is reported, and stops no other', () => {
  expect(output.code).toBe(0);
  expect(output.stderr.trim().split('\n')).toHaveLength(6);
  expect(output.stderr).toMatch(/^cohort: run ppo-scaled-cartpoles-learning-rate-1e30-s100\d failed: non-finite loss in update 1/m);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(tuned);
  expect(tuned.seeds).toEqual([1000, 1001]);
  expect(tuned.scores.map(({ algorithm, settings, mean }) => [algorithm, ...Object.values(settings), mean === null])).toEqual([
    ['ppo', '0.001', false],
    ['ppo', '1e30', true],
    ['grpo:auto', '0.001', '2', false],
    ['grpo:auto', '0.001', '3', false],
    ['grpo:auto', '1e30', '2', true],
    ['grpo:auto', '1e30', '3', true],
  ]);
  expect(tuned.chosen['scaled-cartpoles']!.ppo).toEqual({ flags: { numEnvs: 8, rolloutSteps: 32, minibatchSize: 64, epochs: 2, learningRate: 0.001 } });
  expect(readFileSync(join(directory, 'tuning.md'), 'utf8')).toMatch(/\| 1e30 \| 3 \| 2 of 2 diverged \| 2 of 2 diverged \|/);
});

test('of a finished run only what scores it is kept', () => {
  const run = join(directory, 'runs/grpo-auto-scaled-cartpoles-learning-rate-0.001-num-groups-3-s1001');
  expect(readdirSync(run).sort()).toEqual(['records.jsonl', 'result.json', 'run.json']);
  const evaluations = recordsOf(run).map((line) => JSON.parse(line) as { type: string; step: number; returns: number[] });
  expect(evaluations.map(({ type, step, returns }) => [type, step, returns.length])).toEqual(
    [256, 512, 768, 1024].flatMap((step) => Array.from({ length: 4 }, () => ['evaluation', step, 10])),
  );
  const description = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { configuration: object };
  expect(description.configuration).toMatchObject({ groupRelative: { numGroups: 3 }, options: { learningRate: 0.001, epochs: 2 }, seed: 1001 });
});

test('called again it keeps finished runs and makes the others, to the same scores; another grid is refused', async () => {
  const run = join(directory, 'runs/ppo-scaled-cartpoles-learning-rate-0.001-s1000');
  const kept = join(directory, 'runs/ppo-scaled-cartpoles-learning-rate-0.001-s1001/records.jsonl');
  const keptAt = statSync(kept).mtimeMs;
  rmSync(run, { recursive: true });
  rmSync(file);
  const { code, stdout } = await cohort(...command, '--out', directory, '--workers', '1', '--json');
  expect([code, JSON.parse(stdout)]).toEqual([0, tuned]);
  expect(statSync(kept).mtimeMs).toBe(keptAt);
  const results = path('results');
  mkdirSync(results);
  for (const name of ['tuned.json', 'tuning.md']) copyFileSync(join(directory, name), join(results, name));
  const refused = await runMain(...command.with(command.indexOf('--seeds') + 1, '3'), '--out', results);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('is not empty and holds no tuning')]);
  const again = JSON.parse(await cohortOutput(...command, '--out', results, '--json')) as typeof tuned;
  expect([again.chosen, again.scores]).toEqual([tuned.chosen, tuned.scores]);
  const report = await runMain('report', directory);
  expect([report.code, report.stderr]).toEqual([1, expect.stringContaining('holds a tuning, whose table is in tuning.md')]);
  const other = await runMain(...command.with(command.indexOf('--seeds') + 1, '3'), '--out', directory);
  expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/^cohort: invalid --out: \S+ holds another tuning \(cohort tune .*\); expected another folder\n$/)]);
});

test('compare gives each algorithm its own hyperparameters, flags before them, and says so', async () => {
  const edited = path('tuned.json');
  const ppo = { learningRate: 0.002, epochs: 3, numEnvs: 8, rolloutSteps: 32 };
  writeFileSync(edited, JSON.stringify({ ...tuned, chosen: { 'scaled-cartpoles': { ...tuned.chosen['scaled-cartpoles'], ppo: { flags: ppo } } } }));
  const compared = path('compared');
  const compare = ['compare', '--suite', 'scaled-cartpoles', '--algos', 'ppo,grpo:auto', '--seeds', '1', '--steps', '512', '--training-eval-episodes', '4', '--tuned', edited];
  await cohortOutput(...compare, '--minibatch-size', '128', '--no-bootstrap-truncation', '--out', compared);
  const comparison = JSON.parse(readFileSync(join(compared, 'comparison.json'), 'utf8')) as { tuned: object };
  expect(comparison.tuned).toEqual({ file: edited, command: expect.stringMatching(/^cohort tune --suite/) as unknown });
  const configurationOf = (name: string): { options: object } =>
    (JSON.parse(readFileSync(join(compared, 'runs', name, 'run.json'), 'utf8')) as { configuration: { options: object } }).configuration;
  const shared = { minibatchSize: 128, rolloutSteps: 32, bootstrapTruncation: false };
  expect(configurationOf('ppo-scaled-cartpoles-s1')).toMatchObject({ groupRelative: null, numEnvs: 8, options: { ...shared, learningRate: 0.002, epochs: 3 } });
  const { numGroups } = tuned.chosen['scaled-cartpoles']!['grpo:auto']!.flags;
  expect(configurationOf('grpo-auto-scaled-cartpoles-s1')).toMatchObject({ groupRelative: { numGroups }, options: { ...shared, learningRate: 0.001, epochs: 2 } });
});

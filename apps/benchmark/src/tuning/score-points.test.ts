import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDescription } from '@cohort-rl/ppo-core/node';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../run-cohort.fixture.ts';
import type { Tuning, TuningRun } from './plan-tuning.ts';
import { chooseTuned, scorePoints } from './score-points.ts';
import { tuningTables } from './tuning-report.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

/** Evaluations of a run: for each step the returns of task a (0 to 10) and of task b (100 to 200); null: it did not finish. */
type Evaluations = Readonly<Record<number, readonly [a: number[], b: number[]]>> | null;

function write(name: string, evaluations: Evaluations): void {
  const folder = path(join('runs', name));
  mkdirSync(folder, { recursive: true });
  const tasks = [{ name: 'a', randomReturn: 0, expertReturn: 10 }, { name: 'b', randomReturn: 100, expertReturn: 200 }];
  writeDescription(folder, { schema: 1, id: '', algorithm: '', env: 'e', seed: 0, numEnvs: 1, totalSteps: 1, kernels: '', engine: '', commit: null, tasks, configuration: {}, versions: {} });
  if (!evaluations) return;
  const lines = Object.entries(evaluations).flatMap(([step, returns]) => returns.map((own, i) => ({ type: 'evaluation', step: Number(step), task: 'ab'[i], returns: own })));
  writeFileSync(join(folder, 'records.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(join(folder, 'result.json'), JSON.stringify({ schema: 1, step: 1, updates: 1, stoppedEarly: false, wallSeconds: 1, machine: {}, evaluation: null }));
}

function run(algorithm: string, settings: Record<string, string>, seed: number, evaluations: Evaluations): TuningRun {
  const name = [algorithm, ...Object.values(settings), seed].join('-');
  write(name, evaluations);
  const flags = { hidden: [8], ...Object.fromEntries(Object.entries(settings).map(([flag, text]) => [flag, Number(text)])) };
  return { name, settings, flags, configuration: { algorithm, env: 'e', seed } as TuningRun['configuration'] };
}

const early: readonly [number[], number[]] = [[0], [100]];

test('points are scored by the last evaluation, normalised, over tasks and seeds; divergence is worst; ties go to what learned sooner', () => {
  const tuning: Tuning = {
    schema: 1,
    command: 'cohort tune',
    grid: { epochs: ['1', '2', '3'], 'num-groups': ['2'] },
    envs: ['e'],
    algorithms: ['grpo:auto', 'ppo'],
    seeds: [1, 2],
    runs: [
      // (0.3 + 0.5) / 2 and (1 + 0.2) / 2
      run('grpo:auto', { epochs: '1', 'num-groups': '2' }, 1, { 9: early, 100: [[2, 4], [150]] }),
      run('grpo:auto', { epochs: '1', 'num-groups': '2' }, 2, { 9: [[10], [200]], 100: [[10], [120]] }),
      // better, had it not diverged
      run('grpo:auto', { epochs: '2', 'num-groups': '2' }, 1, { 9: early, 100: [[10], [200]] }),
      run('grpo:auto', { epochs: '2', 'num-groups': '2' }, 2, null),
      // the same as the first, but later
      run('grpo:auto', { epochs: '3', 'num-groups': '2' }, 1, { 9: early, 100: [[5], [150]] }),
      run('grpo:auto', { epochs: '3', 'num-groups': '2' }, 2, { 9: early, 100: [[5], [150]] }),
      ...['1', '2', '3'].flatMap((epochs, i) => [1, 2].map((seed) => run('ppo', { epochs }, seed, { 9: [[i * 3], [100]], 100: [[4], [140]] }))),
    ],
  };
  const scores = scorePoints(tuning, path('.'));
  expect(scores.slice(0, 3).map(({ algorithm, settings, mean, perSeed, isNormalized }) => [algorithm, settings.epochs, mean, perSeed, isNormalized])).toEqual([
    ['grpo:auto', '1', 0.5, [0.4, 0.6], true],
    ['grpo:auto', '2', null, [1, null], true],
    ['grpo:auto', '3', 0.5, [0.5, 0.5], true],
  ]);
  expect(scores[0]!.meanOfEvaluations).toBeCloseTo((0 + 0.4 + 1 + 0.6) / 4, 12);

  const tuned = chooseTuned(tuning, scores);
  expect(tuned.chosen).toEqual({ e: { 'grpo:auto': { flags: { hidden: [8], epochs: 1, 'num-groups': 2 } }, ppo: { flags: { hidden: [8], epochs: 3 } } } });

  const [points, stability] = tuningTables(tuned);
  expect(points!.head).toEqual(['epochs', 'num-groups', 'grpo:auto', 'ppo']);
  expect(points!.rows.map((row) => row.slice(0, 2))).toEqual([['1', '2'], ['2', '2'], ['3', '2']]);
  expect(points!.rows.map(([, , auto]) => auto)).toEqual([expect.stringMatching(/^0\.500 ± 0\.\d{3} \*$/), '1 of 2 diverged', '0.500 ± 0.000']);
  expect(points!.rows.map(([, , , ppo]) => ppo)).toEqual(['0.400 ± 0.000', '0.400 ± 0.000', '0.400 ± 0.000 *']);
  expect(stability!.rows).toEqual([
    ['grpo:auto', '0.500', 'diverged', '2 of 3 points', 'epochs 1, num-groups 2'],
    ['ppo', '0.400', '0.400', '3 of 3 points', 'epochs 3'],
  ]);
});

test('an algorithm that diverged everywhere has nothing chosen', () => {
  const only: Tuning = {
    schema: 1, command: '', grid: { epochs: ['1'] }, envs: ['e'], algorithms: ['ppo'], seeds: [7], runs: [run('ppo', { epochs: '1' }, 7, null)],
  };
  const tuned = chooseTuned(only, scorePoints(only, path('.')));
  expect(tuned.chosen).toEqual({ e: {} });
  expect(tuningTables(tuned)[1]!.rows).toEqual([['ppo', 'diverged', 'diverged', '0 of 1 points', 'none']]);
});

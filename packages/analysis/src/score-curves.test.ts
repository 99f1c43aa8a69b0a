import { describe, expect, test } from '@jest/globals';
import { learningCurves } from './learning-curves.ts';
import { normalizeTable } from './normalized-score.ts';
import type { ReturnRow } from './return-table.ts';
import { scoreCurves } from './score-curves.ts';

const row = (seed: number, step: number, value: number, { task = 'a', algorithm = 'ppo' } = {}): ReturnRow => ({ algorithm, task, seed, step, return: value });

describe('gaps', () => {
  test('before the first episode its bin stands, later ones carry the value before', () => {
    const table = [row(0, 30, 4), row(0, 30, 6), row(0, 100, 8), row(0, 55, 1, { task: 'b' })];
    const [curves] = scoreCurves(table, { bins: 4 });
    expect(curves).toEqual({
      algorithm: 'ppo',
      tasks: ['a', 'b'],
      seeds: [0],
      steps: [25, 50, 75, 100],
      scores: [[[5, 5, 5, 8], [1, 1, 1, 1]]],
    });
  });

  test('where there are none, bins are those of learningCurves', () => {
    const table = [0, 1, 2].flatMap((seed) => Array.from({ length: 60 }, (_, i) => row(seed, 10 * (i + 1), Math.sin(seed + i))));
    const [curve] = learningCurves(table, { bins: 7 });
    const [curves] = scoreCurves(table, { bins: 7 });
    expect(curves!.steps).toEqual(curve!.steps);
    expect(curves!.scores.map(([only]) => only)).toEqual(curve!.runs);
  });
});

test('the budget is what every run had; what lies behind it is of no consequence', () => {
  const short = [row(0, 50, 1), row(0, 100, 2), row(1, 40, 3, { algorithm: 'grpo' }), row(1, 200, 5, { algorithm: 'grpo' })];
  const [ppo, grpo] = scoreCurves(short, { bins: 2 });
  expect(ppo!.steps).toEqual([50, 100]);
  expect(ppo!.scores).toEqual([[[1, 2]]]);
  expect(grpo!.scores).toEqual([[[3, 3]]]);
});

test('a budget that is given is the grid, whenever the last episode ended', () => {
  const [curves] = scoreCurves([row(0, 30, 4), row(0, 70, 8), row(0, 130, 9)], { bins: 4, budget: 120 });
  expect(curves).toMatchObject({ steps: [30, 60, 90, 120], scores: [[[4, 4, 8, 8]]] });
  expect(() => scoreCurves([row(0, 30, 4)], { budget: 0 })).toThrow('invalid budget: 0; expected a positive number of steps');
});

test('runs come by ascending seed, algorithms and tasks in order of appearance', () => {
  const table = [row(5, 9, 1, { algorithm: 'z' }), row(2, 9, 2, { algorithm: 'z' }), row(1, 9, 3)];
  const [z, ppo] = scoreCurves(table, { bins: 1 });
  expect(z).toMatchObject({ algorithm: 'z', seeds: [2, 5], scores: [[[2]], [[1]]] });
  expect(ppo).toMatchObject({ algorithm: 'ppo', seeds: [1] });
});

test('normalised tables', () => {
  const references = { a: { randomReturn: 20, expertReturn: 500 } };
  expect(normalizeTable([row(0, 1, 20), row(0, 2, 500), row(0, 3, 260)], references).map((entry) => entry.return)).toEqual([0, 1, 0.5]);
  expect(() => normalizeTable([row(0, 1, 20, { task: 'b' })], references)).toThrow('missing references of b');
});

test.each<[string, readonly ReturnRow[], number]>([
  ['invalid table: no row; expected one per episode', [], 5],
  ['invalid bins: 0; expected a positive integer', [row(0, 1, 1)], 0],
  ['invalid row: return NaN at step 1 of ppo, seed 0, task a; expected finite numbers', [row(0, 1, NaN)], 5],
  ['missing episodes: ppo, seed 1, task b has none within 10 steps', [row(0, 10, 1), row(0, 10, 1, { task: 'b' }), row(1, 10, 1)], 5],
])('refused: %s', (message, table, bins) => {
  expect(() => scoreCurves(table, { bins })).toThrow(message);
});

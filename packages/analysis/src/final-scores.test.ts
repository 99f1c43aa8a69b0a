import { expect, test } from '@jest/globals';
import { finalScores } from './final-scores.ts';
import type { ReturnRow } from './return-table.ts';

const row = (step: number, value: number, { task = 'a', seed = 0, algorithm = 'ppo' } = {}): ReturnRow => ({ algorithm, task, seed, step, return: value });

test('the mean of what ended in the last tenth of the run’s steps', () => {
  const table = [row(100, 1), row(899, 2), row(900, 4), row(901, 10), row(1000, 20)];
  expect(finalScores(table)).toEqual([{ algorithm: 'ppo', task: 'a', seed: 0, score: 15, episodes: 2 }]);
  expect(finalScores(table, { share: 0.5 })[0]).toMatchObject({ score: 9, episodes: 4 });
  expect(finalScores(table, { share: 1 })[0]).toMatchObject({ score: 7.4, episodes: 5 });
});

test('each run has its own last step, over all of its tasks', () => {
  const table = [row(500, 1), row(95, 2, { seed: 1 }), row(100, 4, { seed: 1 }), row(1000, 7, { task: 'b' }), row(960, 3)];
  expect(finalScores(table)).toEqual([
    { algorithm: 'ppo', task: 'a', seed: 0, score: 3, episodes: 1 },
    { algorithm: 'ppo', task: 'b', seed: 0, score: 7, episodes: 1 },
    { algorithm: 'ppo', task: 'a', seed: 1, score: 3, episodes: 2 },
  ]);
});

test('a task without episodes in the window is scored by its last one, and says so', () => {
  const table = [row(300, 5), row(200, 9), row(1000, 1, { task: 'b' })];
  expect(finalScores(table)[0]).toEqual({ algorithm: 'ppo', task: 'a', seed: 0, score: 5, episodes: 0 });
});

test.each([0, 1.5, NaN])('a share of %d is refused', (share) => {
  expect(() => finalScores([], { share })).toThrow(`invalid share: ${share}; expected a number in (0, 1]`);
});

import { expect, test } from '@jest/globals';
import { episodeRows, selectRows } from './episode-rows.ts';
import { createRollout } from './rollout.ts';

test('rows of episodes in order; without flags, all of them and no copy', () => {
  const shape = { numSteps: 3, numEnvs: 2, observationSize: 1, actionSize: 1 };
  const plain = createRollout(shape);
  expect(episodeRows(plain)).toBeNull();
  expect(selectRows(plain.rewards, null)).toBe(plain.rewards);
  const rollout = createRollout({ ...shape, hasWaiting: true });
  expect([...episodeRows(rollout)!]).toEqual([0, 1, 2, 3, 4, 5]);
  rollout.waiting!.set([0, 1, 1, 0, 1, 0]);
  rollout.rewards.set([10, 11, 12, 13, 14, 15]);
  rollout.tasks.set([3, 4, 5, 6, 7, 8]);
  const rows = episodeRows(rollout);
  expect(selectRows(rollout.rewards, rows)).toEqual(Float32Array.of(10, 13, 15));
  expect(selectRows(rollout.tasks, rows)).toEqual(Int32Array.of(3, 6, 8));
});

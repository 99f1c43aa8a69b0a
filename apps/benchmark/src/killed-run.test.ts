import { afterAll, expect, test } from '@jest/globals';
import { killAndResume, undisturbedRun } from './kill-run.fixture.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

test('a run that is killed at ten random moments loses nothing and ends as if nobody had', async () => {
  const whole = path('whole');
  const milliseconds = await undisturbedRun(whole);
  let killed = 0;
  for (const seed of [1, 2]) killed += await killAndResume({ directory: path(`killed-${seed}`), kills: 5, whole, milliseconds, seed });
  expect(killed).toBeGreaterThan(0);
}, 120_000);

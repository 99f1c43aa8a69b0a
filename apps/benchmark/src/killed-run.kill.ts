import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { killAndResume, undisturbedRun } from './kill-run.fixture.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

test('runs that are killed at 200 random moments lose nothing and end as if nobody had', async () => {
  const whole = path('whole');
  const milliseconds = await undisturbedRun(whole);
  let killed = 0;
  let runs = 0;
  for (; killed < 200; runs++) {
    const directory = path(`killed-${runs}`);
    killed += await killAndResume({ directory, kills: 1 + (runs % 3), whole, milliseconds, seed: runs });
    rmSync(directory, { recursive: true });
  }
  console.log(`${killed} kills in ${runs} runs`);
  expect(killed).toBeGreaterThanOrEqual(200);
});

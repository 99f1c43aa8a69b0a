import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { cohortOutput, temporaryFolder } from './run-cohort.fixture.ts';
import type { Tuned } from './tuning/tuned.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

// learning rates ten times apart, clip ranges three times, numbers of groups four times
const grid = 'learning-rate=0.001,0.01;clip-range=0.1,0.3;num-groups=2,8';

test('scaled-cartpoles is learned at every point of a grid, by ppo and by grpo:auto', async () => {
  const directory = path('stability');
  const output = await cohortOutput(
    'tune', '--suite', 'scaled-cartpoles', '--algos', 'ppo,grpo:auto', '--grid', grid, '--seeds', '3', '--steps', '100_000', '--out', directory, '--json',
  );
  const { scores } = JSON.parse(output) as Tuned;
  console.log(readFileSync(join(directory, 'tuning.md'), 'utf8'));
  expect(scores.map(({ algorithm }) => algorithm)).toEqual([...new Array<string>(4).fill('ppo'), ...new Array<string>(8).fill('grpo:auto')]);
  for (const { mean, perSeed } of scores) {
    // 0 is a random policy, 1 an expert
    expect(mean).toBeGreaterThan(0.3);
    for (const score of perSeed) expect(score).toBeGreaterThan(0.15);
  }
}, 600_000);

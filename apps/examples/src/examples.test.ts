import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const run = (name: string, ...parameters: string[]): string =>
  execFileSync(process.execPath, [join(import.meta.dirname, name), ...parameters], { encoding: 'utf8' });

test('train-ppo learns, evaluates and acts', () => {
  const output = run('train-ppo.mjs');
  expect(Number(/evaluation: (.*)/.exec(output)?.[1])).toBeGreaterThan(150);
  expect(output).toContain('push right');
});

test('own-environment is learnt by PPO and GRPO, and goes on after loading', () => {
  const output = run('own-environment.mjs');
  expect(output).toContain('problems found: 0');
  expect(output).toContain('ppo, loaded: 20 of 20 episodes reach the corner');
  expect(output).toContain('grpo, loaded: 20 of 20 episodes reach the corner');
});

test('stages-alone prints groups, advantages and weights', () => {
  const output = run('stages-alone.mjs');
  expect(output).toContain('groups: return ≤ 6.5, return > 6.5');
  // both groups of returns are the same pattern at two scales
  const [, advantages] = /advantages: (.*)/.exec(output)!;
  expect(advantages!.split(' ').slice(0, 6)).toEqual(advantages!.split(' ').slice(6));
});

test('run-folder is read back', () => {
  const parent = mkdtempSync(join(tmpdir(), 'cohort-example-'));
  try {
    expect(run('run-folder.mjs', join(parent, 'run'))).toMatch(/^loaded at step 8192\n\d+ episodes; mean return over the last tenth of the steps: \d/);
  } finally {
    rmSync(parent, { recursive: true });
  }
});

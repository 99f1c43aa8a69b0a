import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readDescription, writeDescription, type RunDescription } from './run-description.ts';

const directory = mkdtempSync(join(tmpdir(), 'cohort-description-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const description: RunDescription = {
  schema: 1,
  id: 'β "1"',
  algorithm: 'grpo:task',
  env: 'CartPole-v1',
  tasks: [{ name: 'CartPole-v1', randomReturn: 22.5 }],
  seed: 1,
  numEnvs: 2,
  totalSteps: 1e21,
  configuration: { 10: 0.1, 9: -1e-7, text: '\u2028\ud800' },
  versions: {},
  engine: 'fused',
  kernels: 'wasm-simd128',
  commit: null,
};

test('run.json is read as it was written, and refused with any bit flipped or any tail missing', () => {
  writeDescription(directory, description);
  expect(readDescription(directory)).toEqual(description);
  const path = join(directory, 'run.json');
  const bytes = readFileSync(path);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, flipped);
    expect(() => readDescription(directory)).toThrow(/run\.json is (damaged|not of this version): /);
  }
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(() => readDescription(directory)).toThrow('run.json is damaged');
  }
});

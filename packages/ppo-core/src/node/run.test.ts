import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Generator, makeVec } from '@cohort-rl/envs';
import { StateError } from '../errors.ts';
import { createPpo } from '../ppo.ts';
import { packState } from '../state-file.ts';
import type { RunDescription } from './run-description.ts';
import { createRun, openRun } from './run.ts';

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cohort-run-'));
  directory = join(parent, 'run');
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

const description: RunDescription = {
  schema: 1,
  id: 'test',
  algorithm: 'ppo',
  env: 'CartPole-v1',
  tasks: [{ name: 'CartPole-v1' }],
  seed: 1,
  numEnvs: 2,
  totalSteps: 100,
  configuration: {},
  versions: {},
  engine: 'fused',
  kernels: 'wasm-simd128',
  commit: null,
};
const state = (step: number): Uint8Array => packState({ header: { step }, arrays: { parameters: Float32Array.of(step) } });

describe('a run folder', () => {
  test('is opened as it was made, and never made twice', () => {
    createRun(directory, description).close();
    expect(openRun(directory).description).toEqual(description);
    const before = readFileSync(join(directory, 'run.json'), 'utf8');
    expect(() => createRun(directory, { ...description, seed: 2 })).toThrow('already holds a run');
    expect(readFileSync(join(directory, 'run.json'), 'utf8')).toBe(before);
  });

  test('is not made where anything else lies', () => {
    createRun(directory, description).close();
    const foreign = join(parent, 'foreign');
    mkdirSync(foreign);
    createRun(foreign, description).close();
    // left by processes that were killed before they had made it
    const killed = join(parent, 'killed');
    mkdirSync(killed);
    for (const name of ['run.json.tmp', 'lock', 'lock.123']) writeFileSync(join(killed, name), '');
    createRun(killed, description).close();
    const occupied = join(parent, 'occupied');
    mkdirSync(occupied);
    writeFileSync(join(occupied, 'records.jsonl'), '{}\n');
    expect(() => createRun(occupied, description)).toThrow('holds records.jsonl; expected an empty or a new one');
    expect(readFileSync(join(occupied, 'records.jsonl'), 'utf8')).toBe('{}\n');
  });

  test('that is only read stays as it is', () => {
    createRun(directory, description).close();
    const log = join(directory, 'records.jsonl');
    writeFileSync(log, '{"type":"upd');
    const run = openRun(directory);
    run.loadCheckpoint();
    run.loadBest();
    run.close();
    expect(readFileSync(log, 'utf8')).toBe('{"type":"upd');
  });

  test('says what is wrong with a folder that holds none', () => {
    expect(() => openRun(directory)).toThrow('holds no run');
    createRun(directory, description).close();
    writeFileSync(join(directory, 'run.json'), '{"schema":1');
    expect(() => openRun(directory)).toThrow('run.json is damaged');
    writeFileSync(join(directory, 'run.json'), '{"schema":2}');
    expect(() => openRun(directory)).toThrow('schema 2; expected 1');
    writeFileSync(join(directory, 'run.json'), 'null');
    expect(() => openRun(directory)).toThrow('schema undefined; expected 1');
  });

  test('gives the newest whole checkpoint', () => {
    const run = createRun(directory, description);
    expect(run.loadCheckpoint()).toBeNull();
    run.saveCheckpoint(state(1));
    run.saveCheckpoint(state(2));
    expect(run.loadCheckpoint()).toEqual({ state: state(2), damage: null });
    const path = join(directory, 'checkpoint', 'state.bin');
    const damaged = new Uint8Array(readFileSync(path));
    damaged[damaged.length - 1]! ^= 1;
    writeFileSync(path, damaged);
    expect(run.loadCheckpoint()).toMatchObject({ state: state(1), damage: expect.stringContaining('checksum differs') as unknown });
    // the damaged file does not push the whole one out
    run.saveCheckpoint(state(3));
    expect(run.loadCheckpoint()).toEqual({ state: state(3), damage: null });
    expect(new Uint8Array(readFileSync(join(directory, 'checkpoint', 'previous.bin')))).toEqual(state(1));
    rmSync(path);
    expect(run.loadCheckpoint()).toEqual({ state: state(1), damage: null });
    writeFileSync(join(directory, 'checkpoint', 'previous.bin'), '');
    expect(() => run.loadCheckpoint()).toThrow(StateError);
    run.close();
  });

  test('gives the checkpoint before one with a bit flipped or a tail missing, in 2,000 samples', async () => {
    const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16, minibatchSize: 16, hiddenSizes: [8] });
    const run = createRun(directory, description);
    run.saveCheckpoint(agent.state());
    const before = agent.state();
    for await (const _ of agent.learn({ totalSteps: 64, evaluation: { everySteps: 32, episodes: 1 } }));
    const last = agent.state();
    run.saveCheckpoint(last);
    const path = join(directory, 'checkpoint', 'state.bin');
    const generator = new Generator(1);
    for (let sample = 0; sample < 2000; sample++) {
      const damaged = last.slice(0, sample % 2 === 0 ? last.length : generator.integers(0, last.length));
      if (sample % 2 === 0) damaged[generator.integers(0, last.length)]! ^= 1 << generator.integers(0, 8);
      writeFileSync(path, damaged);
      const { state, damage } = run.loadCheckpoint()!;
      expect(damage).toMatch(/state\.bin: invalid state: (?:these bytes are not|format version|the checksum differs)/);
      expect(Buffer.compare(state, before)).toBe(0);
    }
    run.close();
  });
});

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { createWithMemory } from '../test/model.ts';
import { createActorCritic } from './actor-critic.ts';
import { loadKernels } from './library.ts';
import { controlBytes, controlWords, threadSource, type ThreadData } from './thread-source.ts';
import { takeThreadedSteps, threadedSpec } from '../test/threaded-steps.ts';

const builds = ['wasm-simd128', 'wasm-relaxed'] as const;

test.each(builds)('%s: one, two and three threads at work give the same bits', async (choice) => {
  const one = await takeThreadedSteps(choice, 1);
  expect(one).toMatchObject({ threads: 1, notes: [], isShared: false, helpers: 0 });
  for (const threads of [2, 3]) {
    expect(await takeThreadedSteps(choice, threads)).toEqual({ ...one, threads, isShared: true, helpers: threads - 1 });
  }
});

test('a thread takes its stack, then the shards from the last one down, then sleeps', () => {
  const stackPointer = { value: 32_768 };
  const calls: number[][] = [];
  const exports = { __stack_pointer: stackPointer, shard_gradient: (...args: number[]) => calls.push([stackPointer.value, ...args]) };
  const Instance = function () {
    return { exports };
  };
  const sleep = Object.assign(Object.create(Atomics), {
    wait(_control: Int32Array, word: number, seen: number) {
      throw new Error(`asleep until word ${word} is no longer ${seen}`);
    },
  });
  const evaluate = compileFunction(`return ${threadSource}`, ['WebAssembly', 'Atomics']) as (...globals: object[]) => (data: Partial<ThreadData>) => void;
  const run = evaluate({ Instance }, sleep);
  const control = new Int32Array(new SharedArrayBuffer(controlBytes));
  control[controlWords.call] = 7;
  control[controlWords.left] = 3;
  control[controlWords.plan] = 4096;
  expect(() => run({ control, worker: 2, stack: 65_536 })).toThrow(`asleep until word ${controlWords.call} is no longer 7`);
  expect(calls).toEqual([2, 1, 0].map((shard) => [65_536, 0, 4096, shard, 2]));
  expect(control[controlWords.done]).toBe(3);
});

test('threads have stacks of their own, behind all else', async () => {
  const library = await loadKernels('wasm-simd128');
  const { model, arena, layout } = createWithMemory(library, { ...threadedSpec, threads: 3 });
  expect(arena.buffer.byteLength).toBeGreaterThanOrEqual(layout.bytes + 2 * 32_768);
  expect(model.memoryBytes).toBe(arena.buffer.byteLength);
  model.close();
});

test('without shared memory one thread does the work and the notes say why', async () => {
  const library = { ...(await loadKernels('wasm-simd128')), maxThreads: 1, noThreads: 'no reason' };
  const { threads, notes } = createActorCritic(library, { ...threadedSpec, threads: 2 });
  expect({ threads, notes }).toEqual({ threads: 1, notes: ['one thread in place of 2: no reason'] });
  expect(createActorCritic(library, threadedSpec).notes).toEqual([]);
});

test('threads end when closed, when one fails, when forgotten and with the process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-threads-'));
  try {
    const outfile = join(folder, 'program.mjs');
    const entry = new URL('../test/thread-life.ts', import.meta.url).pathname;
    await build({ entryPoints: [entry], bundle: true, outfile, format: 'esm', platform: 'node' });
    // a process that its threads keep alive is ended, which is an error
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, 'wasm-simd128'], { timeout: 50_000 });
    expect(JSON.parse(stdout)).toEqual({
      closed: { exits: 2, isSame: true },
      terminated: { errors: Array(2).fill('a thread of the kernels failed: it ended'), exits: 2 },
      trapped: { errors: Array(2).fill('a thread of the kernels failed: memory access out of bounds'), exits: 2 },
      forgotten: { isEnded: true },
      threadsLeft: 2,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

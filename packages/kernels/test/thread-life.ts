// A program that starts, ends, loses and forgets threads, says how that went, and ends with threads that nobody closed.
import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { createWithMemory, fill } from './model.ts';
import { randomStream } from './random-stream.ts';
import { loadKernels, type KernelChoice } from '../src/library.ts';
import { planWords } from '../src/plan.ts';
import { settings, threadedSpec } from './threaded-steps.ts';

const rows = Int32Array.from({ length: 600 }, (_, i) => i);
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

async function create(threads: number): Promise<ReturnType<typeof createWithMemory>> {
  const created = createWithMemory(library, { ...threadedSpec, threads });
  fill(created.model, threadedSpec, randomStream(33));
  await new Promise((resolve) => setImmediate(resolve)); // the process tells of its workers a little later
  return created;
}

async function ended(threads: readonly Worker[]): Promise<number> {
  await Promise.all(threads.map(async (worker) => worker.threadId === -1 || new Promise((resolve) => worker.once('exit', resolve))));
  return threads.length;
}

/** Messages of the errors of two calls, the second of which comes after the first failed. */
async function errorsOf(run: () => void): Promise<string[]> {
  const messages: string[] = [];
  for (let tries = 0; messages.length < 2 && tries < 5000; tries++) {
    try {
      run();
    } catch (error) {
      messages.push((error as Error).message);
    }
    if (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return messages;
}

const library = await loadKernels(process.argv[2] as KernelChoice);
const report: Record<string, unknown> = {};

{
  const { model } = await create(3);
  model.minibatchGradient(rows, settings);
  const before = Array.from(model.readGradient());
  model.close();
  const exits = await ended(workers.splice(0));
  model.close();
  model.minibatchGradient(rows, settings);
  report.closed = { exits, isSame: before.join() === Array.from(model.readGradient()).join() };
}

{
  const { model } = await create(3);
  await workers[0]!.terminate();
  const errors = await errorsOf(() => void model.minibatchGradient(rows, settings));
  report.terminated = { errors, exits: await ended(workers.splice(0)) };
}

{
  const { model, arena, layout } = await create(3);
  // the calling thread's scratch is the first, wherever the others are
  new Int32Array(arena.buffer, layout.plan)[planWords.scratchSize] = 0x70000000;
  const errors = await errorsOf(() => void model.minibatchGradient(rows, settings));
  report.trapped = { errors, exits: await ended(workers.splice(0)) };
}

{
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await (async () => void (await create(2)).model.minibatchGradient(rows, settings))();
  const exit = ended(workers.splice(0));
  let isEnded = false;
  void exit.then(() => (isEnded = true));
  for (let tries = 0; !isEnded && tries < 500; tries++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  report.forgotten = { isEnded };
}

{
  const { model } = await create(3);
  model.minibatchGradient(rows, settings);
  report.threadsLeft = workers.length;
  (globalThis as { kept?: unknown }).kept = model;
}

console.log(JSON.stringify(report));

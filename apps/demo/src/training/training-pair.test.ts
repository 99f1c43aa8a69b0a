import { expect, test } from '@jest/globals';
import type { Report } from './protocol.ts';
import { addRecords, createRun, stepsPerSecond } from './run.ts';
import { sessionUnderTest, tiny } from './session-place.fixture.ts';
import { startPair, threadsFor, type StartWorker, type TrainingPair } from './training-pair.ts';

/** Sessions in place of workers. */
function pairUnderTest(isPaused = false): { pair: TrainingPair; ended: Promise<unknown>; numEnds: () => number } {
  let ends = 0;
  const done: Promise<unknown>[] = [];
  const startWorker: StartWorker = (onReport: (report: Report) => void) => {
    const { session, next } = sessionUnderTest(60, onReport);
    done.push(next('ended'));
    return { send: (command) => session.receive(command), end: () => ends++ };
  };
  const pair = startPair(tiny, { snapshotEvery: 4, updatesPerSecond: null, isPaused }, startWorker, { changed() {}, reported() {} }, 1);
  return { pair, ended: Promise.all(done), numEnds: () => ends };
}

test('both runs see the same first episodes, and each ends its worker', async () => {
  const { pair, ended, numEnds } = pairUnderTest();
  await ended;
  expect(pair.runs.map(({ algorithm, status, step }) => [algorithm, status, step])).toEqual([['ppo', 'finished', 1000], ['grpo', 'finished', 1000]]);
  const [ppo, grpo] = pair.runs;
  const firsts = (run: typeof ppo) => run!.episodes.filter(({ step }) => step <= 100);
  expect(firsts(ppo).length).toBeGreaterThan(0);
  expect(firsts(ppo)).toEqual(firsts(grpo));
  // one task: its group is the batch, and GRPO learns what PPO learns from the same rollouts
  expect(grpo!.groups).toHaveLength(10);
  expect(ppo!.updates.map(({ update }) => update)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(stepsPerSecond(ppo!)).toBeGreaterThan(0);
  expect([numEnds(), pair.isActive]).toEqual([2, false]);
});

test('a pair that starts paused waits, and takes as many updates as it is told', async () => {
  const { pair, ended } = pairUnderTest(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([pair.isPaused, ...pair.runs.map(({ update }) => update)]).toEqual([true, 0, 0]);
  pair.resume(2);
  while (pair.runs.some(({ status, update }) => status !== 'paused' || update === 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  expect([pair.isPaused, ...pair.runs.map(({ update }) => update)]).toEqual([true, 2, 2]);
  pair.stop();
  await ended;
  expect(pair.runs.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
});

test('many snapshots are thinned out, the newest stays', () => {
  const run = createRun('ppo', tiny);
  for (let update = 1; update <= 200; update++) addRecords(run, [{ type: 'snapshot', update } as never]);
  expect(run.snapshots.length).toBeLessThanOrEqual(64);
  expect(run.snapshots.at(-1)!.update).toBe(200);
  expect(run.snapshots.map(({ update }) => update)).toEqual(run.snapshots.map(({ update }) => update).toSorted((a, b) => a - b));
  expect(run.records).toEqual([]);
});

test('threads are shared between two runs, and need shared memory', () => {
  expect([threadsFor(false, 16), threadsFor(true, 1), threadsFor(true, 2), threadsFor(true, 6), threadsFor(true, 32)]).toEqual([1, 1, 1, 3, 4]);
});

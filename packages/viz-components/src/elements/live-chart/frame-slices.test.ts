import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { cancelSlices, scheduleSlices, type Slice } from './frame-slices.ts';

let frames: FrameRequestCallback[] = [];
let now = 0;

beforeEach(() => {
  frames = [];
  now = 0;
  globalThis.requestAnimationFrame = (callback) => frames.push(callback);
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** Frames until none is asked for; those that ran in each. */
function runAll(ran: string[]): string[] {
  const each: string[] = [];
  while (frames.length > 0) {
    const [frame, ...others] = frames.splice(0);
    expect(others).toEqual([]);
    ran.splice(0);
    frame!(now);
    each.push(ran.join(''));
  }
  return each;
}

/** Work in a number of pieces that take some milliseconds each. */
const work = (name: string, ran: string[], pieces: number, milliseconds: number, atEnd?: () => void): Slice => {
  let left = pieces;
  return () => {
    ran.push(name);
    now += milliseconds;
    left -= 1;
    if (left === 0) atEnd?.();
    return left > 0;
  };
};

test('short work is done in one frame, and there is no other, also where work brings work', () => {
  const ran: string[] = [];
  scheduleSlices(work('a', ran, 2, 0.125, () => scheduleSlices(work('b', ran, 2, 0.125))));
  expect(runAll(ran)).toEqual(['aabb']);
});

test('work that is begun is finished before other work, unless it took all of a frame', () => {
  const ran: string[] = [];
  scheduleSlices(work('a', ran, 1, 0.125));
  scheduleSlices(work('b', ran, 3, 0.25));
  scheduleSlices(work('c', ran, 1, 0.6));
  expect(runAll(ran)).toEqual(['abb', 'bc']);
  scheduleSlices(work('d', ran, 3, 5));
  scheduleSlices(work('e', ran, 1, 5));
  expect(runAll(ran)).toEqual(['d', 'e', 'd', 'd']);
});

test('nothing is lost where work throws or is cancelled', () => {
  const ran: string[] = [];
  scheduleSlices(() => {
    throw new Error('a fault');
  });
  scheduleSlices(work('a', ran, 1, 0.125));
  const cancelled = work('b', ran, 1, 0.125);
  scheduleSlices(cancelled);
  cancelSlices(cancelled);
  expect(() => frames.shift()!(now)).toThrow('a fault');
  expect(runAll(ran)).toEqual(['a']);
});

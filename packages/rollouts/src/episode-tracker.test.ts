import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEpisodeTracker } from './episode-tracker.ts';
import type { EpisodeTracker } from './episode-tracker.ts';
import { createRollout } from './rollout.ts';
import { stepLabels } from './trajectory.ts';

interface Event { reward: number; end: 0 | 1 | 2; nextTask: number }

const shape = (numSteps: number, numEnvs: number) => createRollout({ numSteps, numEnvs, observationSize: 1, actionSize: 1 });

/** Plays events `[t][n]` into the tracker; an environment's task changes only where its episode ends. */
function play(tracker: EpisodeTracker, events: Event[][], tasks: number[]) {
  tracker.beginRollout();
  events.forEach((row, t) => {
    tracker.record(
      t,
      Float64Array.from(row, ({ reward }) => reward),
      Uint8Array.from(row, ({ end }) => Number(end === 1)),
      Uint8Array.from(row, ({ end }) => Number(end === 2)),
      Int32Array.from(tasks),
      Int32Array.from(tasks, (task, n) => 10 * task + n),
    );
    row.forEach(({ end, nextTask }, n) => { if (end) tasks[n] = nextTask; });
  });
  return tracker.endRollout(shape(events.length, tracker.numEnvs));
}

const event: fc.Arbitrary<Event> = fc.record({
  reward: fc.integer({ min: -5, max: 5 }),
  end: fc.constantFrom<(0 | 1 | 2)[]>(0, 0, 0, 1, 2),
  nextTask: fc.integer({ min: 0, max: 3 }),
});
const scenes = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 })).chain(([numEnvs, numSteps]) =>
  fc.array(fc.array(fc.array(event, { minLength: numEnvs, maxLength: numEnvs }), { minLength: numSteps, maxLength: numSteps }), {
    minLength: 1,
    maxLength: 4,
  }),
);

describe('createEpisodeTracker', () => {
  test('agrees with counting each environment by itself, over several rollouts', () => {
    fc.assert(
      fc.property(scenes, (rollouts) => {
        const numEnvs = rollouts[0]![0]!.length;
        const tracker = createEpisodeTracker(numEnvs);
        const tasks = new Array<number>(numEnvs).fill(0);
        const reference = Array.from({ length: numEnvs }, () => ({ sum: 0, length: 0, task: 0 }));
        for (const events of rollouts) {
          const trajectories = play(tracker, events, tasks);
          const expected: object[] = [];
          for (let n = 0; n < numEnvs; n++) {
            const running = reference[n]!;
            let start = 0;
            events.forEach((row, t) => {
              const { reward, end, nextTask } = row[n]!;
              running.sum += reward;
              running.length++;
              if (!end && t < events.length - 1) return;
              expected.push({
                env: n, start, length: t + 1 - start, episodeReturn: running.sum, episodeLength: running.length,
                isComplete: end > 0, terminated: end === 1, truncated: end === 2, task: running.task, startId: 10 * running.task + n,
              });
              if (!end) return;
              start = t + 1;
              Object.assign(running, { sum: 0, length: 0, task: nextTask });
            });
          }
          const byStart = [...trajectories].sort((a, b) => a.env - b.env || a.start - b.start);
          expect(byStart.map(({ rollout: _, ...view }) => view)).toEqual(expected);
          expect(tracker.finished.map((episode) => [episode.env, episode.return, episode.length, episode.task, episode.startId])).toEqual(
            trajectories.filter((view) => view.isComplete).map((view) => [view.env, view.episodeReturn, view.episodeLength, view.task, view.startId]),
          );
          // Every step belongs to exactly one trajectory.
          expect(trajectories.reduce((sum, { length }) => sum + length, 0)).toBe(events.length * numEnvs);
          expect(stepLabels(trajectories, Int32Array.from(trajectories.keys()), events.length * numEnvs).includes(-1)).toBe(false);
        }
      }),
    );
  });

  test('an episode that began in an earlier rollout counts from its start', () => {
    const tracker = createEpisodeTracker(1);
    const step = (reward: number, end: 0 | 1 | 2 = 0): Event[] => [{ reward, end, nextTask: 7 }];
    const tasks = [3];
    const [cut] = play(tracker, [step(1), step(2)], tasks);
    expect(cut).toMatchObject({ start: 0, length: 2, episodeReturn: 3, episodeLength: 2, isComplete: false, task: 3 });
    const [rest, next] = play(tracker, [step(4, 2), step(8)], tasks);
    expect(rest).toMatchObject({ start: 0, length: 1, episodeReturn: 7, episodeLength: 3, isComplete: true, truncated: true, terminated: false, task: 3 });
    expect(next).toMatchObject({ start: 1, length: 1, episodeReturn: 8, episodeLength: 1, isComplete: false, task: 7 });
    expect(tracker.finished).toEqual([{ env: 0, task: 3, startId: 30, return: 7, length: 3, terminated: false, truncated: true, rolloutStep: 0 }]);
  });

  test('after a restart all episodes count from their new start', () => {
    const tracker = createEpisodeTracker(1);
    const step = (reward: number, end: 0 | 1 | 2 = 0): Event[] => [{ reward, end, nextTask: 0 }];
    play(tracker, [step(1), step(2)], [0]);
    tracker.restart();
    expect(play(tracker, [step(4, 2), step(8)], [0])).toMatchObject([{ episodeReturn: 4, episodeLength: 1 }, { episodeReturn: 8, episodeLength: 1 }]);
  });

  test('without start ids, every start is unknown', () => {
    const tracker = createEpisodeTracker(2);
    tracker.record(0, new Float64Array(2), Uint8Array.of(1, 0), new Uint8Array(2), new Int32Array(2));
    expect(tracker.endRollout(shape(1, 2)).map(({ startId }) => startId)).toEqual([-1, -1]);
  });

  test('steps between episodes belong to none, also at the ends of a rollout', () => {
    const tracker = createEpisodeTracker(2);
    // One environment runs through; the other ends at step 1, waits for two, and begins anew.
    const play = (steps: readonly [reward: number, end: 0 | 1, waiting: 0 | 1][]) => {
      tracker.beginRollout();
      steps.forEach(([reward, end, waiting], t) => {
        tracker.record(t, Float64Array.of(1, reward), Uint8Array.of(0, end), new Uint8Array(2), new Int32Array(2), Int32Array.of(4, 5), Uint8Array.of(0, waiting));
      });
      return tracker.endRollout(shape(steps.length, 2)).filter(({ env }) => env === 1).map(({ start, length, episodeReturn, episodeLength, isComplete }) =>
        [start, length, episodeReturn, episodeLength, isComplete]);
    };
    expect(play([[2, 0, 0], [3, 1, 0], [0, 0, 1], [0, 0, 1], [7, 0, 0]])).toEqual([[0, 2, 5, 2, true], [4, 1, 7, 1, false]]);
    expect(play([[8, 1, 0], [0, 0, 1]])).toEqual([[0, 1, 15, 2, true]]);
    expect(play([[0, 0, 1], [9, 0, 0]])).toEqual([[1, 1, 9, 1, false]]);
    expect(play([[0, 1, 0], [0, 0, 1]])).toEqual([[0, 1, 9, 2, true]]);
    expect(play([[0, 0, 1], [0, 0, 1]])).toEqual([]);
  });

  test('state saved between rollouts and loaded goes on the same', () => {
    fc.assert(
      fc.property(scenes, (rollouts) => {
        const numEnvs = rollouts[0]![0]!.length;
        const straight = createEpisodeTracker(numEnvs);
        let resumed = createEpisodeTracker(numEnvs);
        const tasks = [new Array<number>(numEnvs).fill(0), new Array<number>(numEnvs).fill(0)] as const;
        for (const events of rollouts) {
          expect(play(resumed, events, tasks[1])).toEqual(play(straight, events, tasks[0]));
          const saved = JSON.stringify(resumed.getState());
          resumed = createEpisodeTracker(numEnvs);
          resumed.setState(JSON.parse(saved));
        }
      }),
    );
  });

  test('refuses a rollout of another shape, a skipped step, a foreign state, a state in the middle', () => {
    const tracker = createEpisodeTracker(2);
    const record = (t: number) => tracker.record(t, new Float64Array(2), new Uint8Array(2), new Uint8Array(2), new Int32Array(2));
    record(0);
    expect(() => record(2)).toThrow('invalid step: 2; expected 1');
    expect(() => tracker.getState()).toThrow('in the middle of a rollout');
    expect(() => tracker.endRollout(shape(2, 2))).toThrow('invalid rollout: 2 × 2; expected 1 × 2');
    expect(() => tracker.setState({ returns: [0], lengths: [0] })).toThrow('invalid episode tracker state: 1 environments; expected 2');
    expect(() => createEpisodeTracker(0)).toThrow('invalid numEnvs: 0');
  });
});

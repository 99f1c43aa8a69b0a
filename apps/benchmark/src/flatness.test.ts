import { Generator } from '@cohort-rl/envs';
import { describe, expect, test } from '@jest/globals';
import { driftsOf, type ProcessSample } from './flatness.fixture.ts';
import { sensSlope } from './sens-slope.fixture.ts';

test("Sen's slope and its interval are SciPy's", () => {
  // scipy.stats.theilslopes(y, x, 0.99), version 1.17.1
  expect(sensSlope([1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78])).toEqual({ slope: 4, low: 2.5, high: 5 });
  const { slope, low, high } = sensSlope([0.5, 1, 1.7, 2, 3, 3.5, 5, 6, 7.25, 8, 9, 11], [3, 1, 4, 1.5, 5.9, 2.6, 5.3, 5.8, 9.7, 9.3, 2.3, 8.4]);
  expect(slope).toBeCloseTo(0.66, 12);
  expect(low).toBeCloseTo(-0.3, 12);
  expect(high).toBeCloseTo(4 / 3, 12);
});

/** An hour of a run that holds what it held, with noise whose neighbours are alike, and memory that is taken once and kept. */
function hour(seed: number): ProcessSample[] {
  const generator = new Generator(seed);
  const noise = (persistence: number, deviation: number): (() => number) => {
    let value = 0;
    return () => (value = persistence * value + generator.normal(0, deviation * Math.sqrt(1 - persistence ** 2)));
  };
  const [live, resident, speed] = [noise(0.5, 60_000), noise(0.8, 400_000), noise(0.9, 0.03)];
  const kept = generator.uniform(0, 3600);
  let step = 0;
  return Array.from({ length: 480 }, (_, i) => {
    const seconds = 7.5 * (i + 1);
    step += 7 * 30_000 * (1 + speed());
    return {
      seconds,
      cpuSeconds: 7 * (i + 1),
      step,
      update: Math.floor(step / 4096),
      liveBytes: 1.4e7 + live(),
      rssBytes: 1e8 + resident() + (seconds > kept ? 2e6 : 0),
      resources: ['PipeWrap', 'PipeWrap'],
      files: 22,
    };
  });
}

const hours = Array.from({ length: 200 }, (_, seed) => hour(seed));
const alarms = (change: (sample: ProcessSample) => Partial<ProcessSample>): string[][] =>
  hours.map((samples) => driftsOf(samples.map((sample) => ({ ...sample, ...change(sample) }))));

describe('an hour of samples', () => {
  test('that is flat is called anything else once in twenty at most', () => {
    expect(alarms(() => ({})).filter((drifts) => drifts.length > 0).length).toBeLessThanOrEqual(hours.length / 20);
  });

  test.each<[string, (sample: ProcessSample) => Partial<ProcessSample>]>([
    ['liveBytes', ({ liveBytes, update }) => ({ liveBytes: liveBytes + 1024 * update })],
    ['rssBytes', ({ rssBytes, update }) => ({ rssBytes: rssBytes + 1024 * update })],
    ['stepsPerCpuSecond', ({ cpuSeconds, seconds }) => ({ cpuSeconds: cpuSeconds * (1 + (0.1 * seconds) / 3600) })],
    ['files', ({ files, seconds }) => ({ files: files + Math.floor(seconds / 600) })],
    ['resources', ({ resources, seconds }) => ({ resources: [...resources, ...Array.from({ length: Math.floor(seconds / 600) }, () => 'Timeout')] })],
  ])('in which %s drift is always told', (name, change) => {
    for (const drifts of alarms(change)) expect(drifts).toContain(name);
  });
});

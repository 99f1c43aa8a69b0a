import { describe, expect, test } from '@jest/globals';
import { analyzeRuns } from './analyze-runs.ts';
import type { LoadedRun, LoadedRuns } from './load-runs.ts';
import { resultTable } from './report-tables.ts';

const references = { randomReturn: 0, expertReturn: 100 };

/** A run on a suite of three tasks whose last evaluation played some of them. */
function run(algorithm: string, seed: number, returns: Readonly<Record<string, number>>): LoadedRun {
  return {
    name: `${algorithm}-${seed}`,
    description: {
      schema: 1,
      id: 'run',
      algorithm,
      env: 'suite',
      tasks: ['a', 'b', 'c'].map((name) => ({ name, ...references })),
      seed,
      numEnvs: 1,
      totalSteps: 100,
      configuration: {},
      versions: {},
      engine: 'fused',
      kernels: 'wasm',
      commit: null,
    },
    result: { schema: 1, step: 100, updates: 1, stoppedEarly: false, wallSeconds: 1, machine: { cpu: 'cpu', cores: 1, platform: 'linux', node: '20', v8: '11' }, evaluation: null },
    records: Object.entries(returns).map(([task, value]) => ({ type: 'evaluation', step: 100, task, returns: [value] })),
  };
}

const loaded = (...runs: LoadedRun[]): LoadedRuns => ({ comparison: null, runs, missing: [] });

describe('tasks come from the suite, not from the scores', () => {
  test('one that no run has a score on is named, and the table says over which the scores are', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, c: 30 }), run('ppo', 2, { a: 20, c: 40 })));
    expect(analysis.comparison.tasks).toEqual(['a', 'c']);
    expect(analysis.unscoredTasks).toEqual(['b']);
    expect(analysis.notes).toEqual(['no run has a score on b: the comparison is over the other tasks only']);
    expect(resultTable(analysis).caption).toContain('Normalised final scores over 2 of 3 tasks (a, c), with 95');
  });

  test('with all of them scored there is nothing to say', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, b: 20, c: 30 }), run('ppo', 2, { a: 20, b: 20, c: 40 })));
    expect([analysis.unscoredTasks, analysis.notes]).toEqual([[], []]);
    expect(resultTable(analysis).caption).toContain('Normalised final scores over 3 tasks, with 95');
  });

  test('a run that lacks a task of the others is left out, by name', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, b: 20, c: 30 }), run('ppo', 2, { a: 20 })));
    expect(analysis.comparison.algorithms[0]!.seeds).toEqual([1]);
    expect(analysis.notes).toEqual(['ppo, seed 2 has no score on b, c and is left out']);
  });

  test('where no run has them all, there is no comparison', () => {
    expect(() => analyzeRuns(loaded(run('ppo', 1, { a: 10 }), run('ppo', 2, { b: 20, c: 30 })))).toThrow(
      'there is nothing to compare: ppo, seed 1 has no score on b, c and is left out; ppo, seed 2 has no score on a and is left out',
    );
  });
});

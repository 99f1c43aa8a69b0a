import { describe, expect, test } from '@jest/globals';
import { analyzeRuns } from './analyze-runs.ts';
import type { LoadedRuns } from './load-runs.ts';
import { differenceTable, resultTable, verdictMatrix, verdictsOf, verdictSummary } from './report-tables.ts';
import { summarizeRun, type RunSummary } from './run-summary.ts';

const references = { randomReturn: 0, expertReturn: 100 };

/** A run on a suite of three tasks whose last evaluation played some of them. */
function run(algorithm: string, seed: number, returns: Readonly<Record<string, number>>, env = 'suite'): RunSummary {
  return summarizeRun(
    `${algorithm}-${env}-${seed}`,
    {
      schema: 1,
      id: 'run',
      algorithm,
      env,
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
    { schema: 1, step: 100, updates: 1, stoppedEarly: false, wallSeconds: 1, machine: { cpu: 'cpu', cores: 1, platform: 'linux', node: '20', v8: '11' }, evaluation: null },
    [
      Object.entries(returns).flatMap(([task, value]) =>
        [50, 100].map((step) => ({ type: 'evaluation' as const, step, task, returns: [value] })),
      ),
    ],
  );
}

const loaded = (...runs: RunSummary[]): LoadedRuns => ({ comparison: null, runs, missing: [] });

describe('tasks come from the suite, not from the scores', () => {
  test('one that no run has a score on is named, and the table says over which the scores are', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, c: 30 }), run('ppo', 2, { a: 20, c: 40 })));
    expect(analysis.suites[0]!.tasks).toEqual(['a', 'c']);
    expect(analysis.suites[0]!.unscoredTasks).toEqual(['b']);
    expect(analysis.notes).toEqual(['no run has a score on b: the comparison is over the other tasks only']);
    expect(resultTable(analysis, analysis.suites[0]!).caption).toContain('Normalised final scores over 2 of 3 tasks (a, c), with 95');
  });

  test('with all of them scored there is nothing to say', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, b: 20, c: 30 }), run('ppo', 2, { a: 20, b: 20, c: 40 })));
    expect([analysis.suites[0]!.unscoredTasks, analysis.notes]).toEqual([[], []]);
    expect(resultTable(analysis, analysis.suites[0]!).caption).toContain('Normalised final scores over 3 tasks, with 95');
  });

  test('a run that lacks a task of the others is left out, by name', () => {
    const analysis = analyzeRuns(loaded(run('ppo', 1, { a: 10, b: 20, c: 30 }), run('ppo', 2, { a: 20 })));
    expect(analysis.suites[0]!.study.algorithms[0]!.seeds).toEqual([1]);
    expect(analysis.notes).toEqual(['ppo, seed 2 has no score on b, c and is left out']);
  });

  test('where no run has them all, there is no comparison', () => {
    expect(() => analyzeRuns(loaded(run('ppo', 1, { a: 10 }), run('ppo', 2, { b: 20, c: 30 })))).toThrow(
      'there is nothing to compare: ppo, seed 1 has no score on b, c and is left out; ppo, seed 2 has no score on a and is left out',
    );
  });
});

describe('verdicts', () => {
  const all = (value: number) => ({ a: value, b: value, c: value });
  const pairs = (env: string, gain: number): RunSummary[] =>
    [1, 2, 3, 4, 5].flatMap((seed) => [run('ppo', seed, all(10 * seed), env), run('grpo', seed, all(10 * seed + gain + (seed % 2)), env)]);

  test('are corrected over all environments, and told by environment', () => {
    const analysis = analyzeRuns(loaded(...pairs('easy', 30), ...pairs('even', -0.4)));
    expect(analysis.comparisons.primary.map(({ suite, outcome }) => [suite, outcome])).toEqual([['easy', 'better'], ['even', 'no evidence']]);
    const [easy] = analysis.comparisons.primary;
    expect(easy!.adjustedPValue).toBeCloseTo(2 * easy!.pValue, 12);
    expect(easy!.difference.estimate).toBeCloseTo(0.306, 12);
    expect(verdictSummary(analysis)).toBe('final performance against ppo, 2 comparisons: 1 better, 0 worse, 1 without evidence of a difference');
    expect(verdictsOf(analysis)).toEqual(['easy: better than ppo: grpo', 'even: no evidence of any difference to ppo']);
    const matrix = verdictMatrix(analysis)!;
    expect(matrix.head).toEqual(['algorithm', 'easy', 'even']);
    expect(matrix.rows).toEqual([['grpo', expect.stringMatching(/^\+0\.31 \(0\.30 to 0\.31\) better$/), expect.stringMatching(/^0\.00 \(.*\) no evidence$/)]]);
  });

  test('come from complete pairs only', () => {
    const runs = pairs('easy', 30).filter(({ description: { algorithm, seed } }) => !(algorithm === 'ppo' && seed === 2) && !(algorithm === 'grpo' && seed > 3));
    const analysis = analyzeRuns({ ...loaded(...runs), missing: [{ name: 'ppo-easy-2', reason: 'not finished' }] });
    expect(analysis.comparisons.primary.map(({ seeds }) => seeds)).toEqual([[1, 3]]);
    expect(differenceTable(analysis, analysis.suites[0]!)!.rows[0]).toContain('2');
  });

  test('without the baseline there is none, and that is said', () => {
    const analysis = analyzeRuns({ ...loaded(run('ppo', 1, all(10), 'easy'), run('grpo', 1, all(20), 'easy'), run('grpo', 1, all(20), 'hard')) });
    expect(analysis.comparisons.primary.map(({ suite }) => suite)).toEqual(['easy']);
    expect(analysis.notes).toEqual(['ppo has no finished run: nothing is compared with it on hard']);
    expect(verdictMatrix(analysis)!.rows).toEqual([['grpo', expect.stringContaining('no evidence'), '–']]);
  });
});

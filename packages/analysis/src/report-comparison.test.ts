import { describe, expect, test } from '@jest/globals';
import { analyzeStudy } from './analyze-study.ts';
import { readReport, reportProfiles } from './report-comparison.ts';
import type { ReturnRow } from './return-table.ts';

const references = { light: { randomReturn: 20, expertReturn: 500 }, heavy: { randomReturn: 2000, expertReturn: 50_000 } };
const algorithms = ['ppo', 'grpo:task'];
const seeds = [3, 1, 2];
const scoreOf = (algorithm: string, seed: number, task: string): number => (algorithm === 'ppo' ? 100 : 300) + 40 * seed + (task === 'heavy' ? 9000 : 0);
const finals = ['light', 'heavy'].flatMap((task) => algorithms.flatMap((algorithm) => seeds.map((seed) => ({ algorithm, task, seed, score: scoreOf(algorithm, seed, task) }))));
const table: ReturnRow[] = finals.flatMap(({ score, ...row }) => [50, 100].map((step) => ({ ...row, step, return: score })));
const study = analyzeStudy(table, { references, finals, resampling: 'runs', bins: 2 });

/** As `cohort report` writes it; JSON has no NaN. */
const report = JSON.parse(
  JSON.stringify({
    schema: 1,
    title: 'two algorithms',
    summary: 'no evidence',
    baseline: 'ppo',
    confidence: 0.95,
    suites: [
      {
        env: 'scaled-cartpoles',
        tasks: study.tasks,
        references,
        algorithms: study.algorithms.map(({ finalPerformance, ...algorithm }) => ({ ...algorithm, finalPerformance: { ...finalPerformance, profile: undefined } })),
        improvements: study.improvements,
        scores: finals,
      },
    ],
  }),
) as { suites: Record<string, unknown>[] } & Record<string, unknown>;
const withSuite = (change: Record<string, unknown>): unknown => ({ ...report, suites: [{ ...report.suites[0], ...change }] });

describe('readReport', () => {
  test('has the intervals and probabilities of the study', () => {
    const { suites, baseline, title } = readReport(report);
    expect({ baseline, title }).toEqual({ baseline: 'ppo', title: 'two algorithms' });
    const [suite] = suites;
    expect(suite!.isNormalized).toBe(true);
    expect(suite!.algorithms).toEqual(study.algorithms.map(({ algorithm, finalPerformance }) => ({ algorithm, seeds: 3, interquartileMean: finalPerformance.interquartileMean })));
    expect(suite!.improvements).toEqual(study.improvements);
  });

  test('its scores give the study’s performance profiles', () => {
    const { suites, confidence } = readReport(report);
    expect([...reportProfiles(suites[0]!, confidence)]).toEqual(study.algorithms.map(({ algorithm, finalPerformance }) => ({ algorithm, profile: finalPerformance.profile })));
  });

  test('bounds that one run does not give are NaN', () => {
    const single = { algorithm: 'ppo', seeds: [1], finalPerformance: { interquartileMean: { estimate: 0.5, lower: null, upper: null } } };
    const { suites } = readReport(withSuite({ algorithms: [single], improvements: [], scores: finals.filter(({ algorithm, seed }) => algorithm === 'ppo' && seed === 1) }));
    expect(suites[0]!.algorithms[0]!.interquartileMean).toEqual({ estimate: 0.5, lower: NaN, upper: NaN });
  });

  test.each([
    [null, 'invalid report: null; expected an object'],
    [{ schema: 2 }, 'invalid schema: 2; expected 1, of a report.json'],
    [{ ...report, suites: {} }, 'invalid suites: an object; expected a list'],
    [withSuite({ tasks: [] }), 'invalid suites[0].tasks: none; expected at least one'],
    [withSuite({ improvements: [{ algorithm: 'ppo', over: 'a', probability: { estimate: null } }] }), 'invalid suites[0].improvements[0].probability.estimate: null; expected a finite number'],
    [withSuite({ references: { light: references.light } }), 'missing references of heavy'],
    [withSuite({ scores: [{ ...finals[0], algorithm: '<script>' }] }), 'invalid suites[0].scores[0].algorithm: <script>; expected one of ppo, grpo:task'],
    [withSuite({ scores: [{ ...finals[0], score: null }] }), 'invalid suites[0].scores[0].score: null; expected a finite number'],
    [withSuite({ scores: finals.slice(0, 3) }), 'missing suites[0].scores: ppo, seed 3 has none on some task'],
    [withSuite({ scores: finals.filter(({ algorithm }) => algorithm === 'ppo') }), 'missing suites[0].scores: grpo:task has none'],
  ])('refuses what is no report (%#)', (value, message) => {
    expect(() => readReport(value)).toThrow(message);
  });
});

import { describe, expect, test } from '@jest/globals';
import { analyzeStudy } from './analyze-study.ts';
import { finalScores } from './final-scores.ts';
import { GrpoVsPpoAnalyzer } from './grpo-vs-ppo-analyzer.ts';
import { normalizeTable } from './normalized-score.ts';
import { createRandom } from './random.ts';
import type { ReturnRow } from './return-table.ts';
import { sampleEfficiency } from './sample-efficiency.ts';
import { scoreCurves } from './score-curves.ts';

const references = { light: { randomReturn: 20, expertReturn: 500 }, heavy: { randomReturn: 2000, expertReturn: 50_000 } };

/** A run that learns at some speed and loses `fall` of its score at the end. */
function learner(algorithm: string, seed: number, { speed = 1, fall = 0, heavySkill = 1, steps = 2000 } = {}): ReturnRow[] {
  const random = createRandom(31 * seed + 7);
  const table: ReturnRow[] = [];
  for (let step = 20; step <= steps; step += 20) {
    for (const [task, skill] of [['light', 1], ['heavy', heavySkill]] as const) {
      const { randomReturn, expertReturn } = references[task];
      const score = skill * (1 - Math.exp((-speed * step) / 500)) + 0.05 * (random() / 2 ** 32 - 0.5) - (step > 1500 ? fall : 0);
      table.push({ algorithm, task, seed, step, return: randomReturn + score * (expertReturn - randomReturn) });
    }
  }
  return table;
}

const seeds = [0, 1, 2, 3, 4];
const study = (...learners: [string, Parameters<typeof learner>[2]?][]): ReturnRow[] =>
  learners.flatMap(([algorithm, how]) => seeds.flatMap((seed) => learner(algorithm, seed, how)));
const options = { references, resamples: 50, resampling: 'runs' } as const;

const outcomes = (table: ReturnRow[], more = {}) =>
  Object.fromEntries(analyzeStudy(table, { ...options, ...more }).comparisons.map(({ measure, outcome }) => [measure, outcome]));

describe('each measure answers to what it measures', () => {
  test('learning faster', () => {
    expect(outcomes(study(['ppo'], ['grpo', { speed: 3 }]))).toMatchObject({ 'sample efficiency': 'better' });
  });

  test('a late fall', () => {
    expect(outcomes(study(['ppo'], ['grpo', { fall: 0.6 }]))).toMatchObject({ 'final performance': 'worse', 'long-term risk': 'worse', 'worst-task score': 'worse' });
  });

  test('one task given up: the worst task tells', () => {
    const { algorithms, comparisons } = analyzeStudy(study(['ppo'], ['grpo', { heavySkill: 0.3 }]), options);
    const worst = comparisons.find(({ measure }) => measure === 'worst-task score')!;
    expect(worst.outcome).toBe('worse');
    const [ppo, grpo] = algorithms.map(({ groupFairness: { final } }) => final);
    expect(grpo!.worstTaskScore.estimate).toBeLessThan(0.35);
    expect(grpo!.jainIndex.estimate).toBeLessThan(ppo!.jainIndex.estimate - 0.1);
    expect(grpo!.giniCoefficient.estimate).toBeGreaterThan(ppo!.giniCoefficient.estimate + 0.1);
  });

  test('a twin shows no evidence of anything, and the summary says so', () => {
    const { comparisons, summary } = analyzeStudy(study(['ppo'], ['twin']), options);
    expect(comparisons.map(({ outcome }) => outcome)).toEqual(Array(4).fill('no evidence'));
    expect(summary).toBe('no evidence of any difference to ppo in 4 comparisons');
  });
});

describe('the result', () => {
  const table = study(['ppo'], ['grpo', { speed: 3 }], ['slow', { speed: 0.3 }]);
  const analysis = analyzeStudy(table, options);

  test('has every algorithm with its measures, as the functions by themselves compute them', () => {
    const curves = scoreCurves(normalizeTable(table, references));
    expect(analysis).toMatchObject({ baseline: 'ppo', tasks: ['light', 'heavy'], isNormalized: true, budget: 2000 });
    analysis.algorithms.forEach((algorithm, i) => {
      expect(algorithm.seeds).toEqual(seeds);
      expect(algorithm.sampleEfficiency).toEqual(sampleEfficiency(curves[i]!, { resamples: 50, resampling: 'runs' }));
    });
    expect(analysis.algorithms.map(({ finalPerformance }) => finalPerformance.profile.thresholds)).toEqual(
      Array(3).fill(analysis.algorithms[0]!.finalPerformance.profile.thresholds),
    );
    expect(analysis.improvements).toHaveLength(6);
  });

  test('compares the mean over tasks of each seed’s final scores, on seeds that both have', () => {
    const partial = analyzeStudy(table.filter(({ algorithm, seed }) => algorithm !== 'grpo' || seed > 1), options);
    const comparison = partial.comparisons.find(({ algorithm, measure }) => algorithm === 'grpo' && measure === 'final performance')!;
    expect(comparison.seeds).toEqual([2, 3, 4]);
    const finals = finalScores(normalizeTable(table, references));
    seeds.slice(2).forEach((seed, i) => {
      const own = finals.filter((row) => row.algorithm === 'grpo' && row.seed === seed).map(({ score }) => score);
      expect(comparison.values[i]).toBeCloseTo((own[0]! + own[1]!) / 2, 12);
    });
  });

  test('sums up what was shown', () => {
    expect(analysis.comparisons).toHaveLength(8);
    // a curve that still rises hides its noise, one on its plateau does not: risk is to be read beside performance
    expect(analysis.summary).toBe(
      'better than ppo: grpo in sample efficiency, grpo in final performance, grpo in worst-task score, slow in long-term risk; ' +
        'worse than ppo: grpo in long-term risk, slow in sample efficiency, slow in final performance, slow in worst-task score',
    );
  });

  test('leaves out what lies behind the budget that all runs have', () => {
    const long = [...study(['ppo']), ...seeds.flatMap((seed) => learner('grpo', seed, { steps: 4000 }))];
    const cut = [...study(['ppo']), ...seeds.flatMap((seed) => learner('grpo', seed, { steps: 2000 }))];
    expect(analyzeStudy(long, options)).toEqual(analyzeStudy(cut, options));
  });
});

test('one task in its own returns: a threshold, and collapses of half of all that was seen', () => {
  const table = study(['ppo', { fall: 0.8 }]).filter(({ task }) => task === 'light');
  const { algorithms, isNormalized, summary } = analyzeStudy(table, { threshold: 250, resamples: 20 });
  expect(isNormalized).toBe(false);
  expect(algorithms[0]!.sampleEfficiency.shareReached.estimate).toBe(1);
  expect(algorithms[0]!.trainingStability.collapseCount).toBe(5);
  expect(summary).toBe('nothing to compare with ppo');
  const twins = [...table, ...table.map((row) => ({ ...row, algorithm: 'twin' }))];
  expect(analyzeStudy(twins, { threshold: 250, resamples: 20 }).comparisons.map(({ measure }) => measure)).toEqual([
    'sample efficiency',
    'final performance',
    'long-term risk',
  ]);
});

test('GrpoVsPpoAnalyzer judges what was added, from tables and records', () => {
  const table = study(['ppo'], ['grpo', { speed: 3 }]);
  const analyzer = new GrpoVsPpoAnalyzer(options).add(table.filter(({ algorithm }) => algorithm === 'ppo'));
  for (const seed of seeds) {
    const records = table
      .filter((row) => row.algorithm === 'grpo' && row.seed === seed)
      .map((row) => ({ type: 'episode' as const, step: row.step, env: 0, task: row.task, return: row.return, length: 1, terminated: true, truncated: false }));
    analyzer.addRecords(records, { algorithm: 'grpo', seed });
  }
  expect(analyzer.analyze()).toEqual(analyzeStudy(table, options));
});

test.each<[string, Parameters<typeof analyzeStudy>[1]]>([
  ['missing references of light, heavy: returns of several tasks do not aggregate without', {}],
  ['missing references of heavy', { references: { light: references.light } }],
  ['invalid baseline: sac; expected one of ppo, grpo', { ...options, baseline: 'sac' }],
])('refused: %s', (message, given) => {
  expect(() => analyzeStudy(study(['ppo'], ['grpo']), given)).toThrow(message);
});

test('refused: one task without threshold, and seeds that no other has', () => {
  const light = study(['ppo']).filter(({ task }) => task === 'light');
  expect(() => analyzeStudy(light)).toThrow('missing threshold: without references only the caller knows what counts as learned');
  expect(() => analyzeStudy([...light, ...learner('grpo', 9).filter(({ task }) => task === 'light')], { threshold: 1 })).toThrow(
    'invalid seeds of grpo: none shared with ppo',
  );
});

test('final returns from elsewhere are the final scores; learning stays that of the table', () => {
  const table = study(['ppo'], ['grpo']);
  const finals = ['ppo', 'grpo'].flatMap((algorithm) =>
    seeds.flatMap((seed) => ['light', 'heavy'].map((task) => ({ algorithm, seed, task, score: task === 'light' ? 500 : algorithm === 'ppo' ? 2000 : 50_000 }))),
  );
  const [given, own] = [analyzeStudy(table, { ...options, finals }), analyzeStudy(table, options)];
  expect(given.algorithms.map(({ finalPerformance, groupFairness }) => [finalPerformance.mean.estimate, groupFairness.final.worstTaskScore.estimate])).toEqual([[0.5, 0], [1, 1]]);
  expect(given.algorithms.map(({ sampleEfficiency: measure }) => measure)).toEqual(own.algorithms.map(({ sampleEfficiency: measure }) => measure));
  expect(() => analyzeStudy(table, { ...options, finals: finals.slice(1) })).toThrow('missing final score: ppo, seed 0, task light');
});

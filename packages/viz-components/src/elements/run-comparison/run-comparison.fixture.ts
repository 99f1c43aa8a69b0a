import { analyzeStudy } from '@cohort-rl/analysis';

const references = { light: { randomReturn: 20, expertReturn: 500 }, heavy: { randomReturn: 50, expertReturn: 1500 } };
const algorithms = ['ppo', 'grpo:task', 'grpo:auto'];

function suiteOf(env: string, shift: number) {
  const finals = Object.entries(references).flatMap(([task, { randomReturn, expertReturn }]) =>
    algorithms.flatMap((algorithm, i) =>
      [0, 1, 2, 3, 4].map((seed) => ({
        algorithm,
        task,
        seed,
        score: randomReturn + (0.5 + 0.12 * i + shift + 0.08 * Math.sin(7 * seed + 3 * i + task.length)) * (expertReturn - randomReturn),
      })),
    ),
  );
  const table = finals.flatMap(({ score, ...row }) => [50, 100].map((step) => ({ ...row, step, return: score })));
  const study = analyzeStudy(table, { references, finals, resampling: 'runs', bins: 2 });
  return {
    env,
    tasks: study.tasks,
    references,
    algorithms: study.algorithms.map(({ algorithm, seeds, finalPerformance }) => ({ algorithm, seeds, finalPerformance: { ...finalPerformance, profile: undefined } })),
    improvements: study.improvements,
    scores: finals,
  };
}

/** A `report.json` of three algorithms on two suites, as far as the element reads it. */
export const report: unknown = JSON.parse(
  JSON.stringify({
    schema: 1,
    title: '3 algorithms on 2 environments',
    summary: 'no evidence of any difference to ppo',
    baseline: 'ppo',
    confidence: 0.95,
    suites: [suiteOf('scaled-cartpoles', 0), suiteOf('mixed-horizons', 0.1)],
  }),
);

import { improvementChart, performanceProfilesChart, scoreIntervalsChart } from '@cohort-rl/viz-components';
import { rowsHeight, singleFigure, thinLine, type Figure } from './figure.ts';
import { bandCells, intervalCells, intervalColumns, mostLines, mostPoints, panelsByAlgorithm, type SuiteContext } from './suite-context.ts';

/** IQM of every algorithm, and, against a baseline, the paired differences. */
export function scoreFigures({ analysis: { algorithms, comparisons, baseline, suites }, suite: { env, study, scoreSource }, prefix, scoreName }: SuiteContext): Figure[] {
  const source = scoreSource === 'evaluation' ? 'the last evaluation of each run' : 'the last tenth of training';
  const digits = study.isNormalized ? 3 : 1;
  // the table has the numbers
  const isCrowded = study.algorithms.length > mostLines;
  const scores = study.algorithms.map(({ algorithm, finalPerformance }) => ({ name: algorithm, interval: finalPerformance.interquartileMean }));
  const figures = [
    singleFigure(
      {
        name: `${prefix}final-scores`,
        title: 'Final scores by algorithm',
        caption: `Interquartile mean over seeds and tasks, from ${source}, with bootstrap intervals.`,
        data: { head: ['algorithm', ...intervalColumns], rows: scores.map(({ name, interval }) => [name, ...intervalCells(interval)]) },
      },
      scoreIntervalsChart(scores, { scoreName: `IQM of the ${scoreName}${study.isNormalized ? ' (0 random, 1 expert)' : ''}`, algorithms, digits, hasNumbers: !isCrowded }),
      { height: rowsHeight(scores.length) },
    ),
  ];
  const own = comparisons.primary.filter((comparison) => comparison.suite === env);
  if (own.length === 0) return figures;
  const correction = suites.length > 1 ? 'The intervals are not corrected for the number of tests, the verdicts are.' : '';
  return [
    ...figures,
    singleFigure(
      {
        name: `${prefix}differences`,
        title: `Differences to ${baseline}`,
        caption: `Mean final score of each algorithm minus that of ${baseline}, seeds paired, with Student’s interval; the dashed line is no difference. ${correction}`.trim(),
        data: {
          head: ['algorithm', ...intervalColumns, 'p', 'adjusted p', 'outcome', 'pairs', 'detectable difference', 'pairs needed'],
          rows: own.map(({ algorithm, difference, pValue, adjustedPValue, outcome, seeds, detectableDifference, seedsNeeded }) => [
            algorithm,
            ...intervalCells(difference),
            pValue,
            adjustedPValue,
            outcome,
            seeds.length,
            detectableDifference,
            seedsNeeded,
          ]),
        },
      },
      scoreIntervalsChart(
        own.map(({ algorithm, difference }) => ({ name: algorithm, interval: difference })),
        { scoreName: `difference to ${baseline}`, algorithms, reference: 0, digits, hasNumbers: !isCrowded },
      ),
      { height: rowsHeight(own.length) },
    ),
  ];
}

export function profileFigure(context: SuiteContext): Figure {
  const { analysis: { algorithms }, suite: { study }, prefix, scoreName } = context;
  const lines = study.algorithms.map(({ algorithm, finalPerformance: { profile } }) =>
    thinLine({ algorithm, x: profile.thresholds, estimate: profile.estimate, lower: profile.lower, upper: profile.upper }, mostPoints(context)),
  );
  const about = {
    name: `${prefix}profiles`,
    title: 'Performance profiles',
    caption: `Share of runs × tasks whose final score is above each ${scoreName} τ: a line that is nowhere below another is the better one throughout.`,
    data: { head: ['algorithm', 'score', ...intervalColumns], rows: lines.flatMap((line) => bandCells(line).map((row) => [line.algorithm, ...row])) },
  };
  if (lines.length > mostLines) return panelsByAlgorithm(context, about, lines, tenths(lines[0]!.x), [0, 1]);
  const profiles = lines.map(({ algorithm, x: thresholds, estimate, lower, upper }) => ({ algorithm, profile: { thresholds, estimate, lower, upper } }));
  return singleFigure(about, performanceProfilesChart(profiles, { algorithms, scoreName: `${scoreName} τ` }), { height: 320 });
}

/** Ends of an axis of thresholds. */
const tenths = (values: readonly number[]): [number, number] => [Math.floor(10 * values[0]!) / 10, Math.ceil(10 * values.at(-1)!) / 10];

export function improvementFigure({ analysis: { algorithms }, suite: { study }, prefix }: SuiteContext): Figure[] {
  const own = study.improvements.filter(({ over }) => over === study.baseline);
  if (own.length === 0) return [];
  return [
    singleFigure(
      {
        name: `${prefix}probability-of-improvement`,
        title: `Probability of improvement over ${study.baseline}`,
        caption: `How likely a run of the algorithm ends above a run of ${study.baseline}, averaged over tasks; the dashed line is a coin’s toss.`,
        data: {
          head: ['algorithm', 'over', ...intervalColumns],
          rows: study.improvements.map(({ algorithm, over, probability }) => [algorithm, over, ...intervalCells(probability)]),
        },
      },
      improvementChart(own, { algorithms, isShort: own.length > mostLines }),
      { height: rowsHeight(own.length) },
    ),
  ];
}

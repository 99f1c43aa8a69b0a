import { normalizeScore, type Interval, type IntervalCurve, type LearningCurve } from '@cohort-rl/analysis';
import {
  groupAdvantagesChart,
  groupWeightsChart,
  improvementChart,
  panelChart,
  performanceProfilesChart,
  riskChart,
  scoreIntervalsChart,
  trainingMeasureChart,
  type IntervalLine,
} from '@cohort-rl/viz-components';
import type { RunAnalysis, SuiteAnalysis } from './analyze-runs.ts';
import { axisHeight, niceRange, panel, rowHeight, singleFigure, thinLine, type Figure, type LegendEntry } from './figure.ts';

/** The figures of one suite, by the question that they answer. */
export interface SuiteFigures {
  readonly performance: readonly Figure[];
  readonly efficiency: readonly Figure[];
  readonly stability: readonly Figure[];
  readonly fairness: readonly Figure[];
  readonly groups: readonly Figure[];
  readonly diagnostics: readonly Figure[];
  readonly cost: readonly Figure[];
}

/** Lines that one picture can hold: where there are more, every algorithm has a small picture of its own, beside the baseline. */
const mostLines = 6;
const panelPoints = 25;

/** What all figures of a suite need to know. */
interface Context {
  readonly analysis: RunAnalysis;
  readonly suite: SuiteAnalysis;
  /** Begins the names of the files. */
  readonly prefix: string;
  readonly scoreName: string;
}

export function suiteFigures(analysis: RunAnalysis, suite: SuiteAnalysis): SuiteFigures {
  const prefix = analysis.suites.length > 1 ? `${suite.env.replaceAll(/[^\w.-]/g, '-')}-` : '';
  const context = { analysis, suite, prefix, scoreName: suite.study.isNormalized ? 'normalised score' : 'return' };
  return {
    performance: [...scoreFigures(context), profileFigure(context), ...improvementFigure(context)],
    efficiency: [learningFigure(context), ...taskCurvesFigure(context)],
    stability: [riskFigure(context)],
    fairness: worstTaskFigure(context),
    groups: groupFigures(context),
    diagnostics: diagnosticFigure(context),
    cost: costFigure(context),
  };
}

/** All of them, in the order of the page. */
export const allFigures = (figures: SuiteFigures): Figure[] => Object.values(figures as unknown as Record<string, readonly Figure[]>).flat();

const intervalColumns = ['estimate', 'lower', 'upper'];
const intervalCells = ({ estimate, lower, upper }: Interval): number[] => [estimate, lower, upper];
const bandCells = (line: Pick<IntervalLine, 'x' | 'estimate' | 'lower' | 'upper'>): number[][] =>
  line.x.map((x, i) => [x, line.estimate[i]!, line.lower[i]!, line.upper[i]!]);

function scoreFigures({ analysis: { algorithms, comparisons, baseline, suites }, suite: { env, study, scoreSource }, prefix, scoreName }: Context): Figure[] {
  const source = scoreSource === 'evaluation' ? 'the last evaluation of each run' : 'the last tenth of training';
  const digits = study.isNormalized ? 3 : 1;
  const scores = study.algorithms.map(({ algorithm, finalPerformance }) => ({ name: algorithm, interval: finalPerformance.interquartileMean }));
  const figures = [
    singleFigure(
      {
        name: `${prefix}final-scores`,
        title: 'Final scores by algorithm',
        caption: `Interquartile mean over seeds and tasks, from ${source}, with bootstrap intervals.`,
        data: { head: ['algorithm', ...intervalColumns], rows: scores.map(({ name, interval }) => [name, ...intervalCells(interval)]) },
      },
      scoreIntervalsChart(scores, { scoreName: `IQM of the ${scoreName}${study.isNormalized ? ' (0 random, 1 expert)' : ''}`, algorithms, digits }),
      { height: rowHeight * scores.length + axisHeight },
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
        { scoreName: `difference to ${baseline}`, algorithms, reference: 0, digits },
      ),
      { height: rowHeight * own.length + axisHeight },
    ),
  ];
}

function profileFigure(context: Context): Figure {
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
  if (lines.length > mostLines) return panelsByAlgorithm(context, about, lines, niceRange(lines[0]!.x), [0, 1]);
  const profiles = lines.map(({ algorithm, x: thresholds, estimate, lower, upper }) => ({ algorithm, profile: { thresholds, estimate, lower, upper } }));
  return singleFigure(about, performanceProfilesChart(profiles, { algorithms, scoreName: `${scoreName} τ` }), { height: 320 });
}

const mostPoints = ({ suite: { study } }: Context): number => (study.algorithms.length > mostLines ? panelPoints : 101);

function improvementFigure({ analysis: { algorithms }, suite: { study }, prefix }: Context): Figure[] {
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
      improvementChart(own, { algorithms }),
      { height: rowHeight * own.length + axisHeight },
    ),
  ];
}

function learningFigure(context: Context): Figure {
  const { suite: { study, curveSource, tasks }, prefix, scoreName } = context;
  const source = curveSource === 'training' ? 'the episodes of training (sampled actions)' : 'the evaluations during training';
  return measureFigure(
    context,
    {
      name: `${prefix}learning`,
      title: tasks.length > 1 ? 'Learning curves over all tasks' : 'Learning curves',
      caption: `Interquartile mean of the ${scoreName} over runs${tasks.length > 1 ? ' × tasks' : ''}, from ${source}, with bootstrap bands.`,
    },
    study.algorithms.map(({ algorithm, sampleEfficiency }) => ({ algorithm, curve: sampleEfficiency.interquartileMean })),
    `IQM of the ${scoreName}`,
    study.isNormalized ? [0, 1] : undefined,
  );
}

function worstTaskFigure(context: Context): Figure[] {
  const { suite: { study, tasks }, prefix, scoreName } = context;
  if (tasks.length === 1) return [];
  return [
    measureFigure(
      context,
      {
        name: `${prefix}worst-task`,
        title: 'Worst task over training',
        caption: `The ${scoreName} of the task that a run does worst on, mean over runs, with bootstrap bands.`,
      },
      study.algorithms.map(({ algorithm, groupFairness }) => ({ algorithm, curve: groupFairness.overTraining.worstTaskScore })),
      `worst task’s ${scoreName}`,
      [0, 1],
    ),
  ];
}

/** A measure over training: in one picture, or in one for each algorithm. */
function measureFigure(
  context: Context,
  about: Pick<Figure, 'name' | 'title' | 'caption'>,
  curves: readonly { readonly algorithm: string; readonly curve: IntervalCurve }[],
  measureName: string,
  least?: readonly [number, number],
): Figure {
  const { analysis: { algorithms } } = context;
  const lines = curves.map(({ algorithm, curve }) => thinLine({ algorithm, x: curve.steps, estimate: curve.estimate, lower: curve.lower, upper: curve.upper }, mostPoints(context)));
  const full = { ...about, data: { head: ['algorithm', 'step', ...intervalColumns], rows: lines.flatMap((line) => bandCells(line).map((row) => [line.algorithm, ...row])) } };
  if (lines.length > mostLines) {
    const y = niceRange(lines.flatMap(({ estimate, lower, upper }) => [...estimate, ...lower, ...upper]), least);
    return panelsByAlgorithm(context, full, lines, [0, lines[0]!.x.at(-1)!], y);
  }
  return singleFigure(full, trainingMeasureChart(curves, { measureName, algorithms }), { height: 320 });
}

/** A small picture for each algorithm beside the baseline, all on the same axes. */
function panelsByAlgorithm(
  { analysis: { algorithms }, suite: { study } }: Context,
  about: Pick<Figure, 'name' | 'title' | 'caption' | 'data'>,
  lines: readonly IntervalLine[],
  x: [number, number],
  y: [number, number],
): Figure {
  const background = lines.find(({ algorithm }) => algorithm === study.baseline)!;
  return {
    ...about,
    caption: `${about.caption} The grey dashed line in each picture is ${study.baseline}.`,
    legend: [],
    panels: lines
      .filter((line) => line !== background)
      .map((line) => panel(panelChart([line], { algorithms, x, y, background }), about.title, line.algorithm)),
  };
}

/** Curves by task. Few algorithms are compared in a picture for each task; of many, each has a picture with all tasks. */
function taskCurvesFigure(context: Context): Figure[] {
  const { analysis: { algorithms }, suite: { study, tasks, curves, references, curveSource }, prefix } = context;
  if (tasks.length === 1) return [];
  const title = 'Learning curves by task';
  const most = mostPoints(context) === panelPoints ? panelPoints : 50;
  const lineOf = (curve: LearningCurve, name: string): IntervalLine => thinLine({ ...curve, algorithm: name, x: curve.steps }, most);
  const data = {
    head: ['task', 'algorithm', 'step', ...intervalColumns],
    rows: curves.flatMap((curve) => bandCells(thinLine({ ...curve, x: curve.steps }, most)).map((row) => [curve.task, curve.algorithm, ...row])),
  };
  const x: [number, number] = [0, curves[0]!.steps.at(-1)!];
  const source = curveSource === 'training' ? 'the episodes of training (sampled actions)' : 'the evaluations during training';
  if (study.algorithms.length <= mostLines) {
    return [
      {
        name: `${prefix}tasks`,
        title,
        caption: `Mean return over steps, from ${source}, with bootstrap bands over seeds.`,
        data,
        legend: looks(study.algorithms.map(({ algorithm }) => algorithm), algorithms),
        panels: tasks.flatMap((task) => {
          const own = curves.filter((curve) => curve.task === task).map((curve) => lineOf(curve, curve.algorithm));
          const y = niceRange(own.flatMap(({ estimate, lower, upper }) => [...estimate, ...lower, ...upper]));
          return own.length === 0 ? [] : [panel(panelChart(own, { algorithms, x, y }), title, task)];
        }),
      },
    ];
  }
  const normalize = (task: string, values: readonly number[]): number[] => values.map((value) => normalizeScore(value, references![task]!));
  const none = curves[0]!.steps.map(() => NaN);
  const scored = curves.map((curve) => ({ ...curve, estimate: normalize(curve.task, curve.estimate), lower: none, upper: none }));
  const y = niceRange(scored.flatMap(({ estimate }) => estimate), [0, 1]);
  return [
    {
      name: `${prefix}tasks`,
      title,
      caption: `Normalised score over steps, mean over seeds, from ${source}; the file has the returns, with intervals.`,
      data,
      legend: looks(tasks, tasks),
      panels: study.algorithms.map(({ algorithm }) => {
        const own = scored.filter((curve) => curve.algorithm === algorithm).map((curve) => lineOf(curve, curve.task));
        return panel(panelChart(own, { algorithms: tasks, x, y }), title, algorithm);
      }),
    },
  ];
}

const looks = (names: readonly string[], all: readonly string[]): LegendEntry[] => names.map((name) => ({ name, look: all.indexOf(name) }));

function riskFigure({ analysis: { algorithms }, suite: { study }, prefix, scoreName }: Context): Figure {
  return singleFigure(
    {
      name: `${prefix}risk`,
      title: 'Risk in training',
      caption: `Mean of the worst 5 % of falls of the ${scoreName}: from one bin of steps to the next (left), and below the best so far (right). Further left is better.`,
      data: {
        head: ['algorithm', ...['short-term risk', 'long-term risk'].flatMap((name) => intervalColumns.map((column) => `${name} ${column}`))],
        rows: study.algorithms.map(({ algorithm, trainingStability: { shortTermRisk, longTermRisk } }) => [
          algorithm,
          ...intervalCells(shortTermRisk),
          ...intervalCells(longTermRisk),
        ]),
      },
    },
    riskChart(study.algorithms, { algorithms }),
    { height: rowHeight * study.algorithms.length + axisHeight },
  );
}

/** Sizes and weights over training, and the advantages of the last rollout, of one run per algorithm. */
function groupFigures({ suite: { groups }, prefix }: Context): Figure[] {
  if (groups.length === 0) return [];
  const shared = groups.flatMap(({ algorithm, seed, groups: { shares } }) => (shares ? [{ algorithm, seed, shares }] : []));
  const weighted = shared.filter(({ shares }) => !isUniform(shares));
  const seeds = [...new Set(groups.map(({ seed }) => seed))];
  const run = `in the run with seed ${seeds.join(' or ')}`;
  const shareFigure = (kind: 'sizes' | 'weights', own: typeof shared, caption: string): Figure => {
    const title = kind === 'sizes' ? 'Sizes of the groups' : 'Weights of the groups';
    const rowsOf = ({ shares }: (typeof shared)[number]): readonly (readonly number[])[] => (kind === 'sizes' ? shares.stepShares : shares.shares);
    return {
      name: `${prefix}group-${kind}`,
      title,
      caption,
      legend: [],
      data: {
        head: ['algorithm', 'seed', 'group', 'step', 'share'],
        rows: own.flatMap((entry) =>
          entry.shares.groups.flatMap(({ name }, group) =>
            entry.shares.steps.map((step, point) => [entry.algorithm, entry.seed, name, step, rowsOf(entry)[group]![point]!]),
          ),
        ),
      },
      panels: own.map((entry) =>
        panel(groupWeightsChart({ ...entry.shares, shares: rowsOf(entry) }, { isPanel: true }), title, entry.algorithm, {
          legend: entry.shares.groups.map(({ name }, look) => ({ name, look })),
        }),
      ),
    };
  };
  const same = shared.length - weighted.length;
  const uniform = same === 0 ? '' : ' Of the algorithms that are not here, every step weighs the same: their weights are their sizes.';
  const figures = shared.length === 0 ? [] : [shareFigure('sizes', shared, `Share of the steps that each group has (%), over training, ${run}.`)];
  if (weighted.length > 0) figures.push(shareFigure('weights', weighted, `Share of the policy loss that each group has (%), over training, ${run}.${uniform}`));
  return groups.length > mostLines ? figures : [...figures, advantageFigure(groups, prefix, run)];
}

/** Whether every step counts the same. */
const isUniform = ({ shares, stepShares }: { readonly shares: readonly (readonly number[])[]; readonly stepShares: readonly (readonly number[])[] }): boolean =>
  shares.every((row, group) => row.every((share, point) => Math.abs(share - stepShares[group]![point]!) < 2e-3));

function advantageFigure(groups: SuiteAnalysis['groups'], prefix: string, run: string): Figure {
  const title = 'Advantages of the groups';
  const drawn = groups.flatMap(({ algorithm, groups: { last } }) => (last.groups.some(({ steps }) => steps > 0) ? [{ algorithm, last }] : []));
  const absent = drawn.flatMap(({ algorithm, last }) => last.groups.filter(({ steps }) => steps === 0).map(({ name }) => `${name} (${algorithm})`));
  const missing = absent.length === 0 ? '' : ` No box for ${absent.join(', ')}: no step of that rollout.`;
  return {
    name: `${prefix}advantages`,
    title,
    caption: `Before (left) and after normalisation (right), in the last rollout ${run}: median, quartiles, extremes.${missing}`,
    legend: [],
    data: {
      head: ['algorithm', 'group', 'steps', 'when', 'mean', 'std', 'minimum', 'lower quartile', 'median', 'upper quartile', 'maximum'],
      rows: drawn.flatMap(({ algorithm, last }) =>
        last.groups.flatMap(({ name, steps, advantageBefore, advantageAfter }) =>
          ([['before', advantageBefore], ['after', advantageAfter]] as const).map(([when, { mean, std, quantiles }]) => [algorithm, name, steps, when, mean, std, ...quantiles]),
        ),
      ),
    },
    panels: drawn.map(({ algorithm, last }) =>
      panel(groupAdvantagesChart(last), title, algorithm, { height: rowHeight * last.groups.filter(({ steps }) => steps > 0).length + axisHeight }),
    ),
  };
}

const metricNames: Readonly<Record<string, string>> = {
  'grpo/variance_removed': 'variance removed by centring (share)',
  'grpo/sign_flip_fraction': 'advantages whose sign flips (share)',
  'grpo/advantage_correlation': 'correlation with batch normalisation',
  'grpo/degenerate_groups': 'degenerate groups (number)',
  'grpo/cut_share': 'trajectories cut by the rollout’s end (share)',
  'grpo/silhouette': 'silhouette of the clusters',
  'grpo/label_churn': 'label churn between updates (share)',
  'grpo/gradient_cosine': 'cosine of the groups’ gradients',
};

function diagnosticFigure({ analysis: { algorithms }, suite: { diagnostics }, prefix }: Context): Figure[] {
  if (diagnostics.length === 0) return [];
  const title = 'Diagnostics of the group-relative stage';
  const metrics = Object.keys(metricNames).filter((metric) => diagnostics.some(({ task }) => task === metric));
  const shown = algorithms.filter((algorithm) => diagnostics.some((curve) => curve.algorithm === algorithm));
  const x: [number, number] = [0, diagnostics[0]!.steps.at(-1)!];
  const none = diagnostics[0]!.steps.map(() => NaN);
  const isCrowded = shown.length > mostLines;
  return [
    {
      name: `${prefix}diagnostics`,
      title,
      caption: `Means over seeds, over training${isCrowded ? '; the file has the intervals' : ', with bootstrap bands'}.`,
      legend: looks(shown, algorithms),
      data: { head: ['metric', 'algorithm', 'step', ...intervalColumns], rows: diagnostics.flatMap((curve) => bandCells({ ...curve, x: curve.steps }).map((row) => [curve.task, curve.algorithm, ...row])) },
      panels: metrics.map((metric) => {
        const own = diagnostics
          .filter(({ task }) => task === metric)
          .map((curve): IntervalLine => ({ ...curve, x: curve.steps, ...(isCrowded && { lower: none, upper: none }) }));
        const values = own.flatMap(({ estimate, lower, upper }) => [...estimate, ...lower, ...upper]);
        return panel(panelChart(own, { algorithms, x, y: niceRange(values, [0, 0]) }), title, metricNames[metric]!);
      }),
    },
  ];
}

function costFigure({ analysis: { algorithms, baseline }, suite: { costs }, prefix }: Context): Figure[] {
  const own = costs.flatMap(({ algorithm, relativeTime }) => (relativeTime ? [{ name: algorithm, interval: relativeTime }] : []));
  if (own.length === 0) return [];
  return [
    singleFigure(
      {
        name: `${prefix}time`,
        title: `Time of training against ${baseline}`,
        caption: `Seconds per step over those of ${baseline} on the same seeds; the dashed line is the same speed. Runs beside each other on one machine slow each other down: a few per cent say nothing.`,
        data: {
          head: ['algorithm', 'runs', ...['seconds a run', 'steps per second', 'relative time'].flatMap((name) => intervalColumns.map((column) => `${name} ${column}`))],
          rows: costs.map(({ algorithm, runs, wallSeconds, stepsPerSecond, relativeTime }) => [
            algorithm,
            runs,
            ...intervalCells(wallSeconds),
            ...intervalCells(stepsPerSecond),
            ...(relativeTime ? intervalCells(relativeTime) : [NaN, NaN, NaN]),
          ]),
        },
      },
      scoreIntervalsChart(own, { scoreName: `time against ${baseline}`, algorithms, reference: 1 }),
      { height: rowHeight * own.length + axisHeight },
    ),
  ];
}

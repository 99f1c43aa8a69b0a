import { groupAdvantagesChart, groupWeightsChart, panelChart, scoreIntervalsChart, type IntervalLine } from '@cohort-rl/viz-components';
import type { SuiteAnalysis } from './analyze-runs.ts';
import { niceRange, panel, rowsHeight, singleFigure, type Figure } from './figure.ts';
import { curveTable, estimateColumns, intervalCells, intervalColumns, looks, mostLines, type SuiteContext } from './suite-context.ts';

/** Sizes and weights over training, and the advantages of the last rollout, of one run per algorithm. */
export function groupFigures({ suite: { groups }, prefix }: SuiteContext): Figure[] {
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
        head: ['algorithm', 'group', 'step', 'share'],
        rows: own.flatMap((entry) =>
          entry.shares.groups.flatMap(({ name }, group) =>
            entry.shares.steps.map((step, point) => [entry.algorithm, name, step, rowsOf(entry)[group]![point]!]),
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
      panel(groupAdvantagesChart(last), title, algorithm, { height: rowsHeight(last.groups.filter(({ steps }) => steps > 0).length) }),
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

export function diagnosticFigure({ analysis: { algorithms }, suite: { diagnostics }, prefix }: SuiteContext): Figure[] {
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
      caption: `Means over seeds, over training${isCrowded ? '' : ', with bootstrap bands'}.`,
      legend: looks(shown, algorithms),
      data: isCrowded ? estimateColumns('metric', diagnostics, shown) : curveTable('metric', diagnostics),
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

export function costFigure({ analysis: { algorithms, baseline }, suite: { costs }, prefix }: SuiteContext): Figure[] {
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
      scoreIntervalsChart(own, { scoreName: `time against ${baseline}`, algorithms, reference: 1, hasNumbers: own.length <= mostLines }),
      { height: rowsHeight(own.length) },
    ),
  ];
}

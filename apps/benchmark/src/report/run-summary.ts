import { binnedMeans, groupWeightShares, type GroupRecord, type GroupWeightShares, type NamedValue, type RunRecord } from '@cohort-rl/analysis';
import type { RunDescription } from '@cohort-rl/ppo-core/node';
import type { RunResult } from '../run-result.ts';

/** All that a report takes from one run, as JSON: a few kilobytes of what may be many megabytes of records. */
export interface RunSummary {
  readonly name: string;
  readonly description: RunDescription;
  readonly result: RunResult;
  /** Mean returns by task of the episodes of training, in `trainingBins` equal bins of steps up to the run's last; null in a bin without one. */
  readonly training: Readonly<Record<string, readonly (number | null)[]>>;
  /** Mean returns by task of the last tenth of training. */
  readonly trained: Readonly<Record<string, number>>;
  /** Null where the run was not evaluated. */
  readonly evaluation: {
    readonly steps: readonly number[];
    /** Mean returns by task at each of `steps`; null where the task was not played. */
    readonly tasks: Readonly<Record<string, readonly (number | null)[]>>;
    /** The last of them, unrounded, of the tasks that were played then: the final scores. */
    readonly last: Readonly<Record<string, number>>;
    /** Episodes of the last that were cut because they did not end; absent: none. */
    readonly lastTruncated?: number;
  } | null;
  /** Mean values of those of {@link shownMetrics} that were recorded, in `metricBins` equal bins of steps. */
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
  /** Null for an algorithm without groups. */
  readonly groups: {
    /** Weights and sizes over training; null where the run had more than one grouping. */
    readonly shares: GroupWeightShares | null;
    readonly least: number;
    readonly most: number;
    /** The last rollout. */
    readonly last: GroupSnapshot;
  } | null;
}

/** What the picture of one rollout's advantages is drawn from. */
interface GroupSnapshot {
  readonly step: number;
  readonly groups: GroupRecord['groups'];
}

/** Metrics of the group-relative stage that reports show. */
export const shownMetrics = [
  'grpo/variance_removed',
  'grpo/sign_flip_fraction',
  'grpo/advantage_correlation',
  'grpo/degenerate_groups',
  'grpo/cut_share',
  'grpo/silhouette',
  'grpo/label_churn',
  'grpo/gradient_cosine',
];

export const trainingBins = 50;
export const metricBins = 20;

/** Thins a run's records. @param chunks the records in their order, in as many pieces as one likes. */
export function summarizeRun(name: string, description: RunDescription, result: RunResult, chunks: Iterable<readonly RunRecord[]>): RunSummary {
  const episodes: NamedValue[] = [];
  const metrics: NamedValue[] = [];
  const groups: GroupRecord[] = [];
  const evaluations: EvaluationMean[] = [];
  for (const chunk of chunks) {
    for (const record of chunk) {
      if (record.type === 'episode') episodes.push({ name: record.task, step: record.step, value: record.return });
      else if (record.type === 'evaluation' && record.returns.length > 0) {
        const mean = record.returns.reduce((sum, value) => sum + value, 0) / record.returns.length;
        evaluations.push({ step: record.step, task: record.task, mean, truncated: record.truncated ?? 0 });
      } else if (record.type === 'group') groups.push(record);
      else if (record.type === 'update') {
        for (const [metric, value] of Object.entries(record.metrics)) {
          if (value !== null && shownMetrics.includes(metric)) metrics.push({ name: metric, step: record.step, value });
        }
      }
    }
  }
  const maxStep = Math.max(1, result.step);
  const isLate = ({ step }: NamedValue): boolean => step > 0.9 * maxStep;
  const trained = binnedMeans(episodes.filter(isLate), { maxStep, bins: 1 });
  return {
    name,
    description,
    result,
    training: thinned(binnedMeans(episodes, { maxStep, bins: trainingBins })),
    trained: Object.fromEntries([...trained].map(([task, [mean]]) => [task, mean!])),
    evaluation: evaluations.length === 0 ? null : summarizeEvaluations(evaluations),
    metrics: thinned(binnedMeans(metrics, { maxStep, bins: metricBins })),
    groups: groups.length === 0 ? null : summarizeGroups(groups),
  };
}

interface EvaluationMean {
  readonly step: number;
  readonly task: string;
  readonly mean: number;
  readonly truncated: number;
}

function summarizeEvaluations(evaluations: readonly EvaluationMean[]): RunSummary['evaluation'] {
  const steps = [...new Set(evaluations.map(({ step }) => step))].sort((a, b) => a - b);
  const tasks = [...new Set(evaluations.map(({ task }) => task))];
  const at = new Map(evaluations.map(({ step, task, mean }) => [JSON.stringify([step, task]), mean]));
  const lastOnes = evaluations.filter(({ step }) => step === steps.at(-1));
  const lastTruncated = lastOnes.reduce((sum, { truncated }) => sum + truncated, 0);
  return {
    steps,
    tasks: Object.fromEntries(tasks.map((task) => [task, steps.map((step) => rounded(at.get(JSON.stringify([step, task])) ?? NaN))])),
    last: Object.fromEntries(lastOnes.map(({ task, mean }) => [task, mean])),
    ...(lastTruncated > 0 && { lastTruncated }),
  };
}

function summarizeGroups(records: readonly GroupRecord[]): RunSummary['groups'] {
  const isOneGrouping = new Set(records.map(({ strategy }) => strategy)).size === 1;
  const numbers = records.map((record) => record.groups.length);
  const last = records.findLast((record) => record.groups.some(({ steps }) => steps > 0)) ?? records.at(-1)!;
  const summary = ({ mean, std, quantiles }: GroupRecord['groups'][number]['advantageBefore']) => ({
    mean: short(mean),
    std: short(std),
    quantiles: quantiles.map(short) as unknown as typeof quantiles,
  });
  return {
    shares: isOneGrouping ? roundedShares(groupWeightShares(records, { points: metricBins })) : null,
    least: numbers.reduce((a, b) => Math.min(a, b)),
    most: numbers.reduce((a, b) => Math.max(a, b)),
    last: {
      step: last.step,
      groups: last.groups.map((group) => ({ ...group, advantageBefore: summary(group.advantageBefore), advantageAfter: summary(group.advantageAfter) })),
    },
  };
}

function roundedShares(all: GroupWeightShares): GroupWeightShares {
  const round = (rows: GroupWeightShares['shares']): number[][] => rows.map((row) => row.map((share) => Math.round(share * 1e3) / 1e3));
  return { ...all, shares: round(all.shares), stepShares: round(all.stepShares) };
}

const thinned = (means: ReadonlyMap<string, readonly number[]>): Record<string, (number | null)[]> =>
  Object.fromEntries([...means].map(([name, values]) => [name, values.map(rounded)]));

const rounded = (value: number): number | null => (Number.isNaN(value) ? null : Number(value.toPrecision(4)));
const short = (value: number): number => Number(value.toPrecision(3));

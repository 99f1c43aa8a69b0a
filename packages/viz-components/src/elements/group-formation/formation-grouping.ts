import {
  labelByCenters, labelByEdges, nameByEdges, quantileEdges, traceKmeans, traceOnlineKmeans, type ClusteringStep, type StandardizedFeatures,
} from '@cohort-rl/grpo-grouping';
import { checkChoice } from '../check.ts';
import type { Formation } from './formation-data.ts';

/** The strategies that draw boundaries. */
export type FormationStrategy = 'auto' | 'adaptive' | 'difficulty' | 'length';

export const formationStrategies: readonly { readonly id: FormationStrategy; readonly name: string }[] = [
  { id: 'auto', name: 'auto: k-means' },
  { id: 'adaptive', name: 'adaptive: online k-means' },
  { id: 'difficulty', name: 'difficulty: quantiles of return' },
  { id: 'length', name: 'length: quantiles of length' },
];

export const mostGroups = 12;

export interface GroupingChoice {
  readonly strategy: FormationStrategy;
  readonly numGroups: number;
  readonly seed: number;
}

/** What is chosen, or else as the run had it. @throws RangeError for what is no strategy or no number of groups. */
export function choiceFor(
  { run }: Formation,
  { strategy: wanted, numGroups: wantedGroups, seed }: { readonly strategy: string | null; readonly numGroups: number | null; readonly seed: number },
): GroupingChoice {
  const ids = formationStrategies.map(({ id }) => id);
  const strategy = checkChoice(wanted ?? ids.find((id) => id === run?.strategy) ?? 'auto', 'strategy', ids);
  const numGroups = wantedGroups ?? (run?.strategy === strategy ? Math.min(run.names.length, mostGroups) : 4);
  if (!Number.isInteger(numGroups) || numGroups < 1 || numGroups > mostGroups) throw new RangeError(`invalid num-groups: ${numGroups}; expected 1 to ${mostGroups}`);
  return { strategy, numGroups, seed };
}

/** One state of the groups: by centres, or by edges between values of an outcome. */
export interface FormationStep {
  readonly kind: ClusteringStep['kind'] | 'edges' | 'moved';
  /** In standardised units; none with edges. */
  readonly centers: ClusteringStep['centers'];
  readonly edges: Float64Array | null;
  /** −1: not assigned yet; null: by the nearest centre. */
  readonly labels: Int32Array | null;
  readonly point?: number;
  readonly counts?: readonly number[];
}

/** What quantiles are taken of; null for strategies of centres. @throws RangeError where the data lack it. */
export function outcomeOf({ returns, lengths }: Formation, strategy: FormationStrategy): { readonly name: string; readonly values: Float64Array } | null {
  if (strategy === 'auto' || strategy === 'adaptive') return null;
  const [name, values] = strategy === 'difficulty' ? (['episode return', returns] as const) : (['episode length (steps)', lengths] as const);
  if (!values) throw new RangeError(`invalid data: no ${strategy === 'difficulty' ? 'returns' : 'lengths'}; expected some for strategy ${strategy}`);
  return { name, values };
}

/** The steps from the beginning: of k-means, of the online rule, or the quantiles at once. */
export function formGroups(formation: Formation, features: StandardizedFeatures, { strategy, numGroups, seed }: GroupingChoice): readonly FormationStep[] {
  const outcome = outcomeOf(formation, strategy);
  if (outcome) {
    const complete = outcome.values.filter((_, k) => formation.isComplete[k] === 1);
    const edges = quantileEdges(complete.length > 0 ? complete : outcome.values, numGroups);
    return [byEdges(edges, outcome.values)];
  }
  const { isComplete, featureNames } = formation;
  const input = { points: features.points, numFeatures: featureNames.length, numGroups, isComplete };
  if (strategy === 'adaptive') return traceOnlineKmeans(input).map(withoutEdges);
  return traceKmeans({ ...input, seed, lastCenters: runCenters(formation, features, numGroups) }).map(withoutEdges);
}

/** The steps that follow from moved centres: k-means goes on from them; online, the points that have not joined do, or all anew. */
export function goOn(formation: Formation, features: StandardizedFeatures, { strategy, numGroups, seed }: GroupingChoice, from: FormationStep): readonly FormationStep[] {
  const { isComplete, featureNames, numTrajectories } = formation;
  const input = { points: features.points, numFeatures: featureNames.length, isComplete };
  const { centers } = from;
  if (strategy === 'adaptive') {
    const next = (from.point ?? -1) + 1;
    const start = { centers, counts: from.counts ?? centers.map(() => 1), point: next < numTrajectories ? next : 0 };
    return [from, ...traceOnlineKmeans({ ...input, numGroups, start }).slice(1).map(withoutEdges)];
  }
  const known = [...centers.keys()].filter((label) => centers[label]);
  const steps = traceKmeans({ ...input, numGroups: known.length, seed, start: known.map((label) => centers[label]!) });
  // What is assigned to the moved centres is known already.
  const placed = steps.slice(2).map((step): FormationStep => ({
    kind: step.kind,
    edges: null,
    labels: step.labels!.map((c) => known[c]!),
    centers: centers.map((_, label) => step.centers[known.indexOf(label)] ?? null),
  }));
  return [from, ...placed];
}

/** Groups between edges. */
export function byEdges(edges: Float64Array, outcomes: Float64Array): FormationStep {
  return { kind: 'edges', centers: [], edges, labels: labelByEdges(outcomes, edges) };
}

/** Group of every trajectory at a step; −1 before the first assignment. */
export function labelsAt({ labels, centers }: FormationStep, { points }: StandardizedFeatures, numFeatures: number): Int32Array {
  return labels ?? labelByCenters(points, centers, numFeatures);
}

/** Names of the groups at a step. */
export function groupNames(step: FormationStep, numGroups: number, outcomeName: string | null): string[] {
  return step.edges ? nameByEdges(outcomeName!, step.edges, numGroups) : Array.from({ length: numGroups }, (_, label) => `cluster ${label + 1}`);
}

/** What a step did. */
export function describeStep({ kind, point }: FormationStep): string {
  switch (kind) {
    case 'start': return 'first centres';
    case 'assign': return 'every trajectory to its nearest centre';
    case 'update': return 'every centre to the mean of its trajectories';
    case 'join': return `trajectory ${point! + 1} moves its nearest centre`;
    case 'reseed': return 'centres without a trajectory start again';
    case 'edges': return 'quantiles of the complete trajectories';
    case 'moved': return 'moved by hand';
  }
}

const withoutEdges = (step: ClusteringStep): FormationStep => ({ ...step, edges: null });

/** Where the run's groups of the same kind and number lie, so that a cluster has the label that the run gave it. */
function runCenters({ run, isComplete, featureNames }: Formation, { points }: StandardizedFeatures, numGroups: number): (number[] | null)[] | undefined {
  if (run?.strategy !== 'auto' || run.names.length !== numGroups) return undefined;
  const numFeatures = featureNames.length;
  const hasComplete = isComplete.includes(1);
  return run.names.map((_, label) => {
    const members = [...run.labels.keys()].filter((k) => run.labels[k] === label && (!hasComplete || isComplete[k] === 1));
    if (members.length === 0) return null;
    return Array.from({ length: numFeatures }, (_, f) => members.reduce((sum, k) => sum + points[k * numFeatures + f]! / members.length, 0));
  });
}

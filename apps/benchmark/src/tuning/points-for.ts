import { isPpo, resolveAlgorithm } from '../algorithm.ts';
import { pointName, withoutFlags, type GridPoint } from './grid.ts';

const groupAttributes = ['grouping', 'numGroups', 'weighting', 'center', 'scale'];

/** Groupings whose number of groups is not theirs to choose. */
const withoutNumber = new Set<unknown>(['task', 'startState']);

/**
 * The points of a grid that an algorithm is trained at: without the flags that do not concern it (a number of groups means nothing to
 * `ppo`, nor to groups that are tasks), and each once. @throws UsageError or RangeError for an unknown algorithm or grouping.
 */
export function pointsFor(algorithm: string, points: readonly GridPoint[]): GridPoint[] {
  const own = points.map((point) => withoutFlags(point, foreignTo(algorithm, point)));
  return [...new Map(own.map((point) => [pointName(point), point])).values()];
}

function foreignTo(algorithm: string, { flags: { grouping } }: GridPoint): readonly string[] {
  if (isPpo(algorithm)) return groupAttributes;
  return withoutNumber.has(resolveAlgorithm(algorithm, { grouping }).stage?.grouping) ? ['numGroups'] : [];
}

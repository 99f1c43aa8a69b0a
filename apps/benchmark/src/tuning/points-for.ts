import { vectorNeeds } from '@cohort-rl/grpo';
import { isPpo, resolveAlgorithm } from '../algorithm.ts';
import { pointName, withoutFlags, type GridPoint } from './grid.ts';

const groupAttributes = ['grouping', 'numGroups', 'weighting', 'center', 'scale'];

/** What only a critic, or an advantage estimated with one, has. */
const criticAttributes = ['gamma', 'gaeLambda', 'valueCoefficient', 'valueClipRange'];

/**
 * The points of a grid that an algorithm is trained at: without the flags that do not concern it (a number of groups means nothing to
 * `ppo`, nor to groups that are tasks; a discount of the critic nothing to `grpo:rloo`), and each once. @throws UsageError or RangeError for an unknown algorithm or grouping.
 */
export function pointsFor(algorithm: string, points: readonly GridPoint[]): GridPoint[] {
  const own = points.map((point) => withoutFlags(point, foreignTo(algorithm, point)));
  return [...new Map(own.map((point) => [pointName(point), point])).values()];
}

function foreignTo(algorithm: string, { flags: { grouping } }: GridPoint): readonly string[] {
  const { stage } = resolveAlgorithm(algorithm, { grouping: isPpo(algorithm) ? undefined : grouping });
  if (stage === null) return groupAttributes;
  const { wholeEpisodes, sharedStarts } = vectorNeeds(stage);
  // neither tasks nor starts let one choose their number
  return [...(sharedStarts || stage.grouping === 'task' ? ['numGroups'] : []), ...(wholeEpisodes ? criticAttributes : [])];
}

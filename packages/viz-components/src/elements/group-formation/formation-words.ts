import { countOutsideRegions } from '@cohort-rl/grpo-grouping';
import { formatNumber } from '../../axes.ts';
import type { Formation } from './formation-data.ts';
import type { FormationStep, GroupingChoice } from './formation-grouping.ts';
import type { FormationModel } from './formation-model.ts';
import { percent, type ShownPlane } from './formation-plane.ts';

/** What is to be known of the picture: what areas are, what moves no centre, how much is as the run had it. */
export function remarkOn({ formation, features }: FormationModel, { strategy, numGroups }: GroupingChoice, step: FormationStep, labels: Int32Array, { plane }: ShownPlane): string {
  const { isComplete, featureNames, numTrajectories, run } = formation;
  const cut = isComplete.reduce((sum, flag) => sum + 1 - flag, 0);
  const parts: string[] = [];
  if (!step.edges && labels[0] !== -1) {
    const outside = countOutsideRegions(features.points, labels, step.centers, plane);
    parts.push(
      featureNames.length <= 2
        ? 'Areas: what is nearest to each centre (Voronoi cells), in standard deviations of the features.'
        : `Areas: what is nearest to each centre in this plane, which goes through the mean of all features; ${formatNumber(outside)} trajectories (${percent(
            outside / numTrajectories,
          )}) stand outside their group's area because of what the plane does not show.`,
    );
  }
  if (cut > 0 && cut < numTrajectories) parts.push(`${formatNumber(cut)} trajectories are cut by the rollout's end: they are grouped, but move no centre or edge.`);
  if (run && run.strategy === strategy && run.names.length === numGroups && labels[0] !== -1) {
    const same = labels.reduce((sum, label, k) => sum + Number(label === run.labels[k]), 0);
    parts.push(`The run itself grouped ${percent(same / numTrajectories)} of them so.`);
  }
  return parts.join(' ');
}

/** Trajectory `k` in lines; `label` is −1 before the first assignment. */
export function describeTrajectory({ tasks, returns, lengths, isComplete, featureNames, values }: Formation, k: number, label: number): string[] {
  const number = (value: number): string => (Number.isFinite(value) ? formatNumber(Number(value.toPrecision(4))) : 'missing');
  return [
    `trajectory ${k + 1}${label < 0 ? '' : `, group ${label + 1}`}${isComplete[k] ? '' : ', cut'}`,
    ...(tasks ? [`task ${tasks[k]}`] : []),
    ...(returns ? [`return ${number(returns[k]!)}`] : []),
    ...(lengths ? [`length ${number(lengths[k]!)} steps`] : []),
    ...featureNames.map((name, f) => `${name} ${number(values[k * featureNames.length + f]!)}`),
  ];
}

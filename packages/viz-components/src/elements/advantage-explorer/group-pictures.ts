import { isGroupRelative } from '@cohort-rl/analysis';
import { advantageBoxesChart } from '../../advantage-boxes-chart.ts';
import { formatNumber } from '../../axes.ts';
import { gradientCosinesChart, gradientCosinesHeight } from '../../gradient-cosines-chart.ts';
import { pairedBarsChart } from '../../paired-bars-chart.ts';
import { percent, type ComparedRollout } from '../compared-rollout.ts';
import type { RolloutPicture } from '../rollout-element.ts';

/** A picture whose rows stand for groups: the label of each row's. */
export interface GroupPicture extends RolloutPicture {
  readonly groups: readonly number[];
}

/** Distributions of each group's advantages: relative to the batch (PPO), then relative to groups, on one axis. */
export function distributionPictures({ snapshot, comparison, shown, omission }: ComparedRollout, emphasized: number | null): readonly GroupPicture[] {
  const names = shown.map((label) => snapshot.groups[label]!.name);
  const groups = shown.map((label) => comparison.groups[label]!);
  const ends = groups.flatMap(({ batch, group }) => [batch, group].flatMap(({ quantiles }) => [quantiles[0], quantiles[4]]));
  const range = [Math.floor(Math.min(0, ...ends)), Math.ceil(Math.max(0, ...ends))] as const;
  return (['batch', 'group'] as const).map((side) => ({
    label: side === 'batch' ? 'Relative to the batch (PPO)' : 'Relative to groups (GRPO)',
    description: `The box is the middle half, its line the median, the whiskers reach to minimum and maximum.${omission}`,
    option: advantageBoxesChart({ names, quantiles: groups.map((group) => group[side].quantiles), looks: shown, range, emphasized: placeOf(emphasized, shown) }),
    height: 68 + 36 * shown.length,
    groups: shown,
    table: {
      columns: ['group', 'steps', 'mean', 'standard deviation', 'skewness', 'above 0 (%)', 'minimum', 'lower quartile', 'median', 'upper quartile', 'maximum'],
      rows: groups.map((group, i) => {
        const { mean, std, skewness, positiveShare, quantiles } = group[side];
        return { cells: [names[i]!, group.steps, mean, std, skewness, 100 * positiveShare, ...quantiles], mark: { seriesIndex: 0, dataIndex: i } };
      }),
    },
  }));
}

/** What the change of normalisation does to each group. */
export function changesPicture({ snapshot, comparison, shown, omission }: ComparedRollout, emphasized: number | null): GroupPicture {
  const names = shown.map((label) => snapshot.groups[label]!.name);
  const groups = shown.map((label) => comparison.groups[label]!);
  const values = [groups.map(({ flips, steps }) => (100 * flips) / steps), groups.map(({ between }) => 100 * between)] as const;
  return {
    label: 'Sign flips and removed variance',
    description: `Hollow: share of the group's steps whose sign flips, ${percent(comparison.flips / comparison.steps)} of all steps. Full: the group's part of the variance between groups, ${percent(comparison.betweenBefore)} of all variance together, of which group-relative advantages keep ${percent(comparison.betweenAfter)}.${omission}`,
    option: pairedBarsChart({ names, sides: ["sign flips (% of the group's steps)", 'between groups (% of all variance)'], values, axisName: 'percent', emphasized: placeOf(emphasized, shown) }),
    height: 100 + 40 * shown.length,
    groups: shown,
    table: {
      columns: ['group', 'steps', 'steps that flip', 'steps that flip (%)', 'removed variance (%)'],
      rows: groups.map(({ steps, flips }, i) => ({ cells: [names[i]!, steps, flips, values[0][i]!, values[1][i]!], mark: { seriesIndex: 0, dataIndex: i } })),
    },
  };
}

const placeOf = (label: number | null, labels: readonly number[]): number | undefined => {
  const place = label === null ? -1 : labels.indexOf(label);
  return place < 0 ? undefined : place;
};

/** Sizes of the groups' gradients and the angles between them; none where the snapshot has no gradients. */
export function gradientPictures({ snapshot, shown, omission }: ComparedRollout, emphasized: number | null): readonly GroupPicture[] {
  const { gradients } = snapshot;
  if (!gradients) return [];
  const places = [...gradients.labels.keys()].filter((k) => shown.includes(gradients.labels[k]!));
  if (places.length === 0) return [];
  const labels = places.map((k) => gradients.labels[k]!);
  const names = labels.map((label) => snapshot.groups[label]!.name);
  const select = (matrix: readonly (readonly number[])[]): number[][] => places.map((a) => places.map((b) => matrix[a]![b]!));
  const used = isGroupRelative(snapshot) ? 'as the loss used them (groups, weights)' : 'as the loss used them: those of PPO too';
  const matrices = [
    { title: 'relative to the batch (PPO)', cosines: select(gradients.cosinesBatch) },
    { title: 'as the loss used them', cosines: select(gradients.cosines) },
  ];
  const total = (norms: readonly number[]): number => norms.reduce((sum, norm) => sum + norm, 0) || 1;
  const [ofBatch, ofUsed] = [total(gradients.normsBatch), total(gradients.norms)];
  return [
    {
      label: "Size of each group's gradient",
      description: `Norm of each group's part of the policy gradient, by the engine over the whole rollout: hollow with advantages relative to the batch, full with advantages ${used}.${omission}`,
      option: pairedBarsChart({
        names,
        sides: ['relative to the batch (PPO)', 'as the loss used them'],
        values: [places.map((k) => gradients.normsBatch[k]!), places.map((k) => gradients.norms[k]!)],
        axisName: 'norm of the gradient',
        emphasized: placeOf(emphasized, labels),
      }),
      height: 100 + 40 * places.length,
      groups: labels,
      table: {
        columns: ['group', 'norm relative to the batch (PPO)', 'share of all norms (%)', 'norm as the loss used it', 'share of all norms then (%)'],
        rows: places.map((k, i) => ({
          cells: [names[i]!, gradients.normsBatch[k]!, (100 * gradients.normsBatch[k]!) / ofBatch, gradients.norms[k]!, (100 * gradients.norms[k]!) / ofUsed],
          mark: { seriesIndex: 1, dataIndex: i },
        })),
      },
    },
    {
      label: "Angles between the groups' gradients",
      description: `Cosines: 1 where two groups pull the same way, 0 where they do not touch each other, below 0 (orange) where one undoes what the other does: ${matrices
        .map(({ title, cosines }) => `${formatNumber(conflicts(cosines))} of ${formatNumber((places.length * (places.length - 1)) / 2)} pairs ${title}`)
        .join(', ')}.`,
      option: gradientCosinesChart({ names, panels: matrices }),
      height: gradientCosinesHeight(names.length, matrices.length),
      groups: matrices.flatMap(({ cosines }) => cosines.flatMap((row, a) => row.map(() => labels[a]!))),
      table: {
        columns: ['advantages', 'group', 'other group', 'cosine'],
        rows: matrices.flatMap(({ title, cosines }, s) =>
          cosines.flatMap((row, a) =>
            row.map((cosine, b) => ({ cells: [title, names[a]!, names[b]!, cosine], mark: { seriesIndex: s, dataIndex: a * names.length + b } })),
          ),
        ),
      },
    },
  ];
}

const conflicts = (cosines: readonly (readonly number[])[]): number => cosines.reduce((sum, row, a) => sum + row.slice(0, a).filter((cosine) => cosine < 0).length, 0);

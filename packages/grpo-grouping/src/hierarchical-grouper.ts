import type { Grouper, Grouping, Json, Trajectory } from '@cohort-rl/rollouts';
import { describeGrouping } from './describe-grouping.ts';

/** Settings of {@link hierarchicalGrouper}. */
export interface HierarchicalGrouperOptions {
  /** Makes the coarse groups. A tree of three levels has a hierarchical one here. */
  readonly outer: Grouper;
  /** Makes the grouper that divides a coarse group; called once for each, as they appear. */
  readonly inner: (outerLabel: number) => Grouper;
}

/**
 * Groups by one grouper, and inside each of its groups by another of its own. Labels are the leaves, outerLabel · n +
 * innerLabel with n the most groups that an inner grouper makes; the levels above are in `levels`, for normalisation on
 * several scales. Diagnostics are the outer grouper's, and as `grpo/inner_…` the mean of the inner ones over the coarse
 * groups with trajectories. State: that of its parts.
 *
 * @throws RangeError where an inner grouper makes a tree: it belongs outside.
 */
export function hierarchicalGrouper({ outer, inner }: HierarchicalGrouperOptions): Grouper {
  const inners: Grouper[] = [inner(0)];
  const { name, hasStableLabels, isOutcomeBased } = inners[0]!;
  const innerOf = (label: number): Grouper => {
    while (inners.length <= label) inners.push(inner(inners.length));
    return inners[label]!;
  };

  return {
    name: 'hierarchical',
    hasStableLabels: outer.hasStableLabels && hasStableLabels,
    isOutcomeBased: outer.isOutcomeBased || isOutcomeBased,

    group(trajectories) {
      const coarse = outer.group(trajectories);
      const members = coarse.groups.map(({ label }) => [...trajectories.keys()].filter((k) => coarse.labels[k] === label));
      const parts = members.map((list, label) => innerOf(label).group(list.map((k): Trajectory => trajectories[k]!)));
      if (parts.some(({ levels }) => levels)) throw new RangeError(`invalid inner grouper: ${name} makes a tree; expected it as the outer one`);
      const width = Math.max(...parts.map(({ numGroups }) => numGroups));
      const labels = new Int32Array(trajectories.length);
      members.forEach((list, label) => {
        list.forEach((k, m) => { labels[k] = label * width + parts[label]!.labels[m]!; });
      });
      const outerOf = Int32Array.from({ length: coarse.numGroups * width }, (_, leaf) => Math.floor(leaf / width));
      const names = Array.from(outerOf, (label, leaf) => `${coarse.groups[label]!.name} / ${parts[label]!.groups[leaf % width]?.name ?? 'none'}`);
      const { features, levels = [] } = coarse;
      return {
        ...describeGrouping(trajectories, { labels, names, ...(features && { features }), diagnostics: diagnosticsOf(coarse, parts, members) }),
        levels: [
          ...levels.map((level) => ({ ...level, groupOfLabel: outerOf.map((label) => level.groupOfLabel[label]!) })),
          { name: outer.name, numGroups: coarse.numGroups, groupOfLabel: outerOf },
        ],
      };
    },

    getState: () => ({ outer: outer.getState?.() ?? null, inners: inners.map((grouper) => grouper.getState?.() ?? null) }),

    setState(saved: Json) {
      const state = saved as { outer: Json; inners: Json[] };
      if (state.outer !== null) outer.setState?.(state.outer);
      state.inners.forEach((innerState, label) => {
        if (innerState !== null) innerOf(label).setState?.(innerState);
      });
    },
  };
}

function diagnosticsOf(coarse: Grouping, parts: readonly Grouping[], members: readonly (readonly number[])[]): Record<string, number> {
  const { 'grpo/cut_share': _share, 'grpo/empty_groups': _empty, ...own } = coarse.diagnostics;
  const diagnostics: Record<string, number> = { ...own };
  const present = parts.filter((_, label) => members[label]!.length > 0);
  for (const { diagnostics: { 'grpo/cut_share': _partShare, 'grpo/empty_groups': _partEmpty, ...inner } } of present) {
    for (const [key, value] of Object.entries(inner)) {
      const name = key.replace('grpo/', 'grpo/inner_');
      diagnostics[name] = (diagnostics[name] ?? 0) + value / present.length;
    }
  }
  return diagnostics;
}

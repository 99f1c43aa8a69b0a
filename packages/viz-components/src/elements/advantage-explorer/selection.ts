import type { ComparedRollout } from '../compared-rollout.ts';

/** What is picked out in all pictures of a rollout: null where nothing is. */
export interface RolloutSelection {
  /** Label of a group: the maps show its steps alone, other pictures bring it out. */
  readonly group: number | null;
  /** Place in the snapshot's `trajectories`. */
  readonly trajectory: number | null;
  /** Index into the `[T × N]` fields. */
  readonly step: number | null;
}

export const noSelection: RolloutSelection = { group: null, trajectory: null, step: null };

/** Without what the rollout does not have: a step outside trajectories, a trajectory that is none of a selected group. */
export function fitSelection(selection: RolloutSelection, { snapshot, comparison }: ComparedRollout): RolloutSelection {
  const { trajectories, numEnvs } = snapshot;
  const group = selection.group !== null && (comparison.groups[selection.group]?.steps ?? 0) > 0 ? selection.group : null;
  const chosen = selection.trajectory === null ? undefined : trajectories[selection.trajectory];
  if (!chosen || (group !== null && chosen.label !== group)) return { group, trajectory: null, step: null };
  const { step } = selection;
  const isInside = step !== null && step % numEnvs === chosen.env && step >= chosen.start * numEnvs && step < (chosen.start + chosen.length) * numEnvs;
  return { group, trajectory: selection.trajectory, step: isInside ? step : null };
}

/** The trajectory that a step lies in; null for a step between episodes. */
export function trajectoryOf({ snapshot: { trajectories, numEnvs } }: ComparedRollout, step: number): number | null {
  const [t, env] = [Math.floor(step / numEnvs), step % numEnvs];
  const found = trajectories.findIndex((trajectory) => trajectory.env === env && t >= trajectory.start && t < trajectory.start + trajectory.length);
  return found < 0 ? null : found;
}

/** The next trajectory of the selected group, or of all; from the last on to the first. `by` is 1 or −1. */
export function neighbour({ snapshot: { trajectories } }: ComparedRollout, { group, trajectory }: RolloutSelection, by: 1 | -1): number | null {
  const members = [...trajectories.keys()].filter((k) => group === null || trajectories[k]!.label === group);
  if (members.length === 0) return null;
  const at = trajectory === null ? (by > 0 ? -1 : 0) : members.indexOf(trajectory);
  return members[(at + by + members.length) % members.length]!;
}

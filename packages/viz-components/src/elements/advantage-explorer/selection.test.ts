import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compareRollout } from '../compared-rollout.ts';
import { fitSelection, neighbour, noSelection, trajectoryOf } from './selection.ts';

const rollout = compareRollout(JSON.parse(readFileSync(new URL('../../../fixtures/grpo-task-snapshot.json', import.meta.url), 'utf8')));
const { trajectories, numEnvs, labels } = rollout.snapshot;

describe('selection', () => {
  test('every step lies in the trajectory that is found for it', () => {
    labels.forEach((label, step) => {
      const found = trajectoryOf(rollout, step);
      expect(found === null ? -1 : trajectories[found]!.label).toBe(label);
      if (found !== null) expect(fitSelection({ group: null, trajectory: found, step }, rollout)).toEqual({ group: null, trajectory: found, step });
    });
  });

  test('what the rollout does not have is let go', () => {
    const { env, start, length, label } = trajectories[1]!;
    const inside = start * numEnvs + env;
    const other = trajectories.findIndex((trajectory) => trajectory.label !== label);
    expect(fitSelection({ group: 99, trajectory: 1, step: inside }, rollout)).toEqual({ group: null, trajectory: 1, step: inside });
    expect(fitSelection({ group: label, trajectory: other, step: null }, rollout)).toEqual({ group: label, trajectory: null, step: null });
    expect(fitSelection({ group: null, trajectory: 999, step: inside }, rollout)).toEqual(noSelection);
    expect(fitSelection({ group: null, trajectory: NaN, step: NaN }, rollout)).toEqual(noSelection);
    expect(fitSelection({ group: null, trajectory: null, step: 3 }, rollout)).toEqual(noSelection);
    for (const step of [inside + 1, (start + length) * numEnvs + env, NaN, inside + 0.5]) {
      expect(fitSelection({ group: null, trajectory: 1, step }, rollout)).toEqual({ group: null, trajectory: 1, step: null });
    }
  });

  test('neighbours go round the trajectories of the group', () => {
    const { label } = trajectories[0]!;
    const members = [...trajectories.keys()].filter((k) => trajectories[k]!.label === label);
    expect(members.length).toBeGreaterThan(1);
    let at: number | null = null;
    for (const expected of [...members, members[0]]) {
      at = neighbour(rollout, { group: label, trajectory: at, step: null }, 1);
      expect(at).toBe(expected);
    }
    expect(neighbour(rollout, { group: label, trajectory: members[0]!, step: null }, -1)).toBe(members.at(-1));
    expect(neighbour(rollout, noSelection, -1)).toBe(trajectories.length - 1);
    expect(neighbour(compareRollout({ ...rollout.snapshot, trajectories: [] }), noSelection, 1)).toBeNull();
  });
});

import type { Json, ValueNormalizer } from '@cohort-rl/rollouts';

/** Settings of {@link popArt}. */
export interface PopArtOptions {
  readonly numTasks: number;
  /** Share of one target in the running moments, 0 < β ≤ 1. Default 3e-4 (Hessel et al. 2019). */
  readonly beta?: number | undefined;
  /** Bounds of the deviations. Default 1e-4 and 1e6 (Hessel et al. 2019). */
  readonly minStd?: number | undefined;
  readonly maxStd?: number | undefined;
}

/**
 * PopArt per task (van Hasselt et al. 2016, algorithm 1; Hessel et al. 2019, section 3): running first and second moments of each
 * task's targets, μ ← (1 − β) μ + β G and ν ← (1 − β) ν + β G², σ = √(ν − μ²). A rollout's n targets of a task are taken in at once,
 * with share 1 − (1 − β)ⁿ and in no order; as in Adam, the moments are divided by the weight that they have gathered, so that the first
 * rollout sets them. A task without targets keeps its own; before its first, mean 0 and deviation 1.
 * @throws RangeError for a number of tasks that is not a positive integer, β outside (0, 1], or bounds that are not 0 < minStd ≤ maxStd.
 */
export function popArt({ numTasks, beta = 3e-4, minStd = 1e-4, maxStd = 1e6 }: PopArtOptions): ValueNormalizer {
  if (!Number.isSafeInteger(numTasks) || numTasks < 1) throw new RangeError(`invalid numTasks: ${numTasks}; expected a positive integer`);
  if (typeof beta !== 'number' || !(beta > 0 && beta <= 1)) throw new RangeError(`invalid beta: ${beta}; expected a number in (0, 1]`);
  if (typeof minStd !== 'number' || typeof maxStd !== 'number' || !(minStd > 0 && maxStd >= minStd)) throw new RangeError(`invalid minStd: ${minStd}; expected 0 < minStd <= maxStd, ${maxStd}`);
  const means = new Float64Array(numTasks);
  const stds = new Float64Array(numTasks).fill(1);
  const first = new Float64Array(numTasks);
  const second = new Float64Array(numTasks);
  const gathered = new Float64Array(numTasks);
  const counts = new Float64Array(numTasks);
  const sums = new Float64Array(numTasks);
  const squares = new Float64Array(numTasks);

  function setStatistics(task: number): void {
    const mean = first[task]! / gathered[task]!;
    const variance = second[task]! / gathered[task]! - mean * mean;
    means[task] = mean;
    stds[task] = Math.min(maxStd, Math.max(minStd, Math.sqrt(Math.max(0, variance))));
  }

  return {
    name: 'popArt',
    means,
    stds,
    update(returns, tasks) {
      counts.fill(0);
      sums.fill(0);
      squares.fill(0);
      for (let i = 0; i < returns.length; i++) {
        const task = tasks[i]!;
        if (!(task >= 0 && task < numTasks)) throw new RangeError(`invalid task: ${task}; expected 0 to ${numTasks - 1}`);
        const target = returns[i]!;
        counts[task]!++;
        sums[task]! += target;
        squares[task]! += target * target;
      }
      for (let task = 0; task < numTasks; task++) {
        const count = counts[task]!;
        if (count === 0) continue;
        const share = 1 - (1 - beta) ** count;
        first[task]! += share * (sums[task]! / count - first[task]!);
        second[task]! += share * (squares[task]! / count - second[task]!);
        gathered[task]! += share * (1 - gathered[task]!);
        setStatistics(task);
      }
    },
    getState: () => ({ first: [...first], second: [...second], gathered: [...gathered] }),
    setState(state: Json) {
      const saved = state as { readonly first: readonly number[]; readonly second: readonly number[]; readonly gathered: readonly number[] };
      if (saved.first.length !== numTasks) throw new RangeError(`invalid popArt state: ${saved.first.length} tasks; expected ${numTasks}`);
      first.set(saved.first);
      second.set(saved.second);
      gathered.set(saved.gathered);
      means.fill(0);
      stds.fill(1);
      for (let task = 0; task < numTasks; task++) if (gathered[task]! > 0) setStatistics(task);
    },
  };
}

/** A Kaplan–Meier estimate: the share of runs that have not reached a goal, as a falling step function of the time. */
export interface SurvivalCurve {
  /** Distinct times at which a run reached it, ascending. */
  readonly times: readonly number[];
  /** Share that has not reached it right after each of these times. */
  readonly survival: readonly number[];
  /** Largest time observed, reached or not: what lies behind it is not known. */
  readonly horizon: number;
}

/**
 * Share of runs that have not reached a goal, over time, where some ended without: these count as at risk until they ended. Leaving them
 * out, or taking their end for the time, would both make a method look fast.
 * Source: Kaplan and Meier 1958, "Nonparametric estimation from incomplete observations".
 * @param times when each run reached the goal, or ended without.
 * @param reached whether it reached it.
 */
export function kaplanMeier(times: readonly number[], reached: readonly boolean[]): SurvivalCurve {
  if (times.length === 0) throw new RangeError('invalid times: none given; expected one per run');
  if (times.length !== reached.length) throw new RangeError(`invalid lengths: ${times.length} times and ${reached.length} flags; expected one each per run`);
  const order = times.map((_, i) => i).sort((i, j) => times[i]! - times[j]!);
  const [steps, survival]: [number[], number[]] = [[], []];
  let share = 1;
  for (let first = 0; first < order.length; ) {
    const time = times[order[first]!]!;
    let [next, events] = [first, 0];
    for (; next < order.length && times[order[next]!] === time; next++) if (reached[order[next]!]) events += 1;
    if (events > 0) {
      share *= 1 - events / (order.length - first);
      steps.push(time);
      survival.push(share);
    }
    first = next;
  }
  return { times: steps, survival, horizon: times[order.at(-1)!]! };
}

/** First time at which at most half of the runs have not reached the goal; Infinity where that was not seen. */
export function survivalMedian({ times, survival }: SurvivalCurve): number {
  // the product of shares like 3/5 · 5/6 misses ½ by a bit
  const index = survival.findIndex((share) => share <= 0.5 + 1e-12);
  return index < 0 ? Infinity : times[index]!;
}

/**
 * Restricted mean time: the mean of min(time, horizon), which is the area under the survival curve up to the horizon.
 * @param horizon at most the curve's own; default that.
 */
export function restrictedMean({ times, survival, horizon: observed }: SurvivalCurve, horizon = observed): number {
  if (!(horizon <= observed)) throw new RangeError(`invalid horizon: ${horizon}; expected at most the largest time, ${observed}`);
  let [area, before, share] = [0, 0, 1];
  for (const [i, time] of times.entries()) {
    if (time >= horizon) break;
    area += share * (time - before);
    [before, share] = [time, survival[i]!];
  }
  return area + share * (horizon - before);
}

import type { StreamedBins } from '@cohort-rl/analysis';
import { mostFocused } from './focus-legend.ts';

/** Which lines are in focus, and in which look. */
export interface Focus {
  readonly keys: readonly string[];
  lookOf(key: string): number | null;
  /** Puts a line in focus, in place of the one that was there longest where there are too many, or takes it out. */
  toggle(key: string): void;
  set(keys: readonly string[]): void;
}

/** A line keeps its look while it is in focus. */
export function createFocus(): Focus {
  const looks = new Map<string, number>();
  const add = (key: string): void => {
    if (looks.has(key)) return;
    if (looks.size >= mostFocused) looks.delete(looks.keys().next().value!);
    const used = new Set(looks.values());
    looks.set(key, Array.from({ length: mostFocused }, (_, look) => look).find((look) => !used.has(look))!);
  };
  return {
    get keys() {
      return [...looks.keys()];
    },
    lookOf: (key) => looks.get(key) ?? null,
    toggle(key) {
      if (!looks.delete(key)) add(key);
    },
    set(keys) {
      looks.clear();
      for (const key of keys.slice(0, mostFocused)) add(key);
    },
  };
}

/** All names, or, where there are more than `most`, some from the lowest to the highest mean, evenly by rank: what one would look at first. */
export function spread(names: readonly string[], runs: readonly StreamedBins[], most: number): readonly string[] {
  if (names.length <= most) return names;
  const means = new Map(names.map((name) => [name, meanOf(name, runs)]));
  const ranked = [...names].sort((a, b) => means.get(b)! - means.get(a)!);
  return Array.from({ length: most }, (_, i) => ranked[Math.round((i * (ranked.length - 1)) / (most - 1))]!);
}

/** Of all values so far; −Infinity without one. */
function meanOf(name: string, runs: readonly StreamedBins[]): number {
  let [sum, number] = [0, 0];
  for (const run of runs) {
    const bins = run.of(name);
    for (let bin = 0; bins && bin < run.numBins; bin++) {
      sum += bins.total[bin]!;
      number += bins.count[bin]!;
    }
  }
  return number === 0 ? -Infinity : sum / number;
}

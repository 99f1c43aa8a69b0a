import type { GradientCombiner, Json } from '@cohort-rl/rollouts';
import { checkNumber } from './check-number.ts';
import { gramCombiner } from './gram-combiner.ts';

/** Settings of {@link pcgradCombiner}. */
export interface PcgradCombinerOptions {
  /** Seed of the orders in which projections are made, an integer ≥ 0. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Gradient surgery: from each gradient its conflict with the others is projected away, one after the other in random order,
 * g ← g − (g·g_j / ‖g_j‖²) g_j where g·g_j < 0; the results are summed (Yu et al. 2020, *Gradient surgery for multi-task
 * learning*, Algorithm 1). Without conflict it is `sum`.
 *
 * State: the generator's.
 *
 * @throws RangeError for an invalid seed.
 */
export function pcgradCombiner({ seed = 0 }: PcgradCombinerOptions = {}): GradientCombiner {
  checkNumber('seed', seed, Number.isSafeInteger(seed) && seed >= 0, 'an integer >= 0');
  let state = ((seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;

  /** SplitMix32: a Weyl sequence through the finaliser of MurmurHash3 (both public domain); an integer from 0 to limit − 1. */
  function draw(limit: number): number {
    state = (state + 0x9e3779b9) >>> 0;
    let word = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return Math.floor((((word ^ (word >>> 16)) >>> 0) / 2 ** 32) * limit);
  }

  function othersInRandomOrder(own: number, size: number): number[] {
    const order = Array.from({ length: size }, (_, k) => k).filter((k) => k !== own);
    for (let i = order.length - 1; i > 0; i--) {
      const j = draw(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  const combiner = gramCombiner('pcgrad', (gram, size) => {
    const total = new Float64Array(size);
    for (let own = 0; own < size; own++) {
      // The projected gradient as a combination of all; its product with g_j follows from theirs.
      const projected = new Float64Array(size);
      projected[own] = 1;
      for (const j of othersInRandomOrder(own, size)) {
        let product = 0;
        for (let k = 0; k < size; k++) product += projected[k]! * gram[k * size + j]!;
        if (product < 0) projected[j]! -= product / gram[j * size + j]!;
      }
      for (let k = 0; k < size; k++) total[k]! += projected[k]!;
    }
    return total;
  });

  return {
    ...combiner,
    getState: () => ({ generator: state }),
    setState(saved: Json) {
      state = (saved as { generator: number }).generator;
    },
  };
}

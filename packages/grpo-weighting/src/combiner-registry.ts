import type { GradientCombiner } from '@cohort-rl/rollouts';
import { cagradCombiner } from './cagrad-combiner.ts';
import { mgdaCombiner } from './mgda-combiner.ts';
import { pcgradCombiner } from './pcgrad-combiner.ts';
import { sumCombiner } from './sum-combiner.ts';

/** Options that combiners share; each takes those that concern it. */
export interface CombinerOptions {
  readonly seed?: number | undefined;
  readonly conflictAversion?: number | undefined;
}

/** Combiners by name. A new one is a file, its test, and a line here. */
const factories = {
  sum: sumCombiner,
  pcgrad: pcgradCombiner,
  cagrad: cagradCombiner,
  mgda: mgdaCombiner,
} satisfies Record<string, (options: CombinerOptions) => GradientCombiner>;

export type CombinerName = keyof typeof factories;

/** The names that {@link createCombiner} knows. */
export const combinerNames = Object.keys(factories) as readonly CombinerName[];

/**
 * A combiner by its name; a combiner of the user's own is passed through.
 * @throws RangeError `unknown combiner: foo; expected one of …`, or for an invalid option.
 */
export function createCombiner(combiner: string | GradientCombiner, options: CombinerOptions = {}): GradientCombiner {
  if (typeof (combiner as Partial<GradientCombiner> | null)?.combine === 'function') return combiner as GradientCombiner;
  if (typeof combiner !== 'string' || !Object.hasOwn(factories, combiner)) throw new RangeError(`unknown combiner: ${typeof combiner === 'string' ? combiner : typeof combiner}; expected one of ${combinerNames.join(', ')}`);
  const make: (options: CombinerOptions) => GradientCombiner = factories[combiner as CombinerName];
  return make(options);
}

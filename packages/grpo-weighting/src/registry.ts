import type { GroupWeighter } from '@cohort-rl/rollouts';
import { adaptiveWeighter } from './adaptive-weighter.ts';
import { balancedWeighter } from './balanced-weighter.ts';
import { dwaWeighter } from './dwa-weighter.ts';
import { groupDroWeighter } from './group-dro-weighter.ts';
import { learningProgressWeighter } from './learning-progress-weighter.ts';
import { performanceWeighter } from './performance-weighter.ts';
import { uniformWeighter } from './uniform-weighter.ts';

/** Options that weighters share; each takes those that concern it. */
export interface WeighterOptions {
  readonly temperature?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly smoothing?: number | undefined;
  readonly target?: number | undefined;
  readonly floor?: number | undefined;
}

/** Weighters by name. A new one is a file, its test, and a line here. */
const factories = {
  uniform: uniformWeighter,
  balanced: balancedWeighter,
  performance: performanceWeighter,
  adaptive: adaptiveWeighter,
  groupDro: groupDroWeighter,
  dwa: dwaWeighter,
  learningProgress: learningProgressWeighter,
} satisfies Record<string, (options: WeighterOptions) => GroupWeighter>;

export type WeighterName = keyof typeof factories;

/** The names that {@link createWeighter} knows. */
export const weighterNames = Object.keys(factories) as readonly WeighterName[];

/**
 * A weighter by its name; a weighter of the user's own is passed through.
 * @throws RangeError `unknown weighting: foo; expected one of …`, or for an invalid option.
 */
export function createWeighter(weighting: string | GroupWeighter, options: WeighterOptions = {}): GroupWeighter {
  if (typeof (weighting as Partial<GroupWeighter> | null)?.weigh === 'function') return weighting as GroupWeighter;
  if (typeof weighting !== 'string' || !Object.hasOwn(factories, weighting)) throw new RangeError(`unknown weighting: ${typeof weighting === 'string' ? weighting : typeof weighting}; expected one of ${weighterNames.join(', ')}`);
  const make: (options: WeighterOptions) => GroupWeighter = factories[weighting as WeighterName];
  return make(options);
}

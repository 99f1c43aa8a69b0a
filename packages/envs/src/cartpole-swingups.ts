import { cartPoleSwingUpRules } from './cart-pole-swing-up.ts';
import type { SwingUpParameters } from './cart-pole-swing-up.ts';
import { suiteKind, suiteOptionNames } from './env-kind.ts';
import type { EnvKind, SuiteOptions } from './env-kind.ts';
import { referenceReturns } from './reference-returns.ts';
import { checkOptionNames } from './validation.ts';
import type { Task } from './vector-env.ts';

/** A task of `cartpole-swingups`. */
export interface SwingUpTask extends Task, SwingUpParameters {}

/** Options of `cartpole-swingups`. */
export interface SwingUpOptions extends SuiteOptions {
  /** Steps after which an episode is truncated, 500 by default. */
  maxEpisodeSteps?: number;
}

const references = referenceReturns['cartpole-swingups'];

/** Newtons: a weak actuator has to swing the pole several times. */
const FORCES = { weak: 6, strong: 12 };

/** Two pole masses × two pole lengths × two actuators. */
const swingUps: readonly SwingUpTask[] = ([0.4, 0.8] as const).flatMap((poleMass) =>
  ([0.5, 0.7] as const).flatMap((poleLength) =>
    (['weak', 'strong'] as const).map((actuator) => {
      const name = `${poleMass}kg-${poleLength}m-${actuator}` as const;
      return { name, poleMass, poleLength, force: FORCES[actuator], ...references[name] };
    }),
  ),
);

/**
 * Eight cart-poles to be swung up, by agents of different capability.
 * @throws RangeError or TypeError for an invalid or unknown option.
 */
export function cartPoleSwingUpsKind(id: string, options: SwingUpOptions): EnvKind {
  checkOptionNames(options, ['maxEpisodeSteps', ...suiteOptionNames]);
  const { maxEpisodeSteps = 500 } = options;
  return suiteKind(id, swingUps.map((task) => ({ task, rules: cartPoleSwingUpRules(task), maxEpisodeSteps })), options);
}

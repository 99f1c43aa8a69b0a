import { shownValue } from './shown-value.ts';
import { checkInteger } from './validation.ts';

const autoresets = ['sameStep', 'nextStep', 'disabled'] as const;

/** When a finished episode is followed by the next one. */
export type Autoreset = (typeof autoresets)[number];

/** What every vector of environments takes beside the options of the environments themselves. */
export type VectorOptions = {
  numEnvs: number;
  /** Environment i is seeded with seed + i; 0 by default. */
  seed?: number;
  /**
   * `sameStep` (default): an episode that ends is followed by the next one's first observation in the same step. `nextStep`: its
   * last observation is returned, the next step ignores the action and returns the next episode's first observation with
   * reward 0. `disabled`: an environment whose episode has ended waits until `reset`, which starts the next episode of every
   * environment. Gymnasium's `AutoresetMode` of the same names; there a step of an environment that waits is an error.
   */
  autoreset?: Autoreset;
  /**
   * Copies that share each start, 1 by default: environments k·replicas … (k + 1)·replicas - 1 always begin an episode
   * together, in one state and task; those whose episode has ended wait for the others, or with `disabled` for `reset`. See
   * `VectorEnv.startIds`.
   */
  replicas?: number;
};

/** @throws RangeError for an invalid option. */
export function checkVectorOptions(options: VectorOptions): Required<VectorOptions> {
  const { numEnvs, seed = 0, autoreset = 'sameStep', replicas = 1 } = options;
  checkInteger('numEnvs', numEnvs, 1);
  checkInteger('seed', seed, 0);
  checkInteger('replicas', replicas, 1);
  if (!autoresets.includes(autoreset)) {
    throw new RangeError(`invalid autoreset: ${shownValue(autoreset)}; expected one of ${autoresets.join(', ')}`);
  }
  if (numEnvs % replicas !== 0) throw new RangeError(`invalid replicas: ${replicas}; expected a divisor of numEnvs, ${numEnvs}`);
  if (replicas > 1 && autoreset === 'nextStep') throw new RangeError('invalid autoreset: nextStep; expected sameStep or disabled with replicas');
  return { numEnvs, seed, autoreset, replicas };
}

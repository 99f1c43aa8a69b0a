import { equalSpaces, spaceToString } from './describe-space.ts';
import type { Env } from './env.ts';
import { shownValue } from './shown-value.ts';
import { isActionSpace, isSpace } from './spaces.ts';

/** @throws TypeError or RangeError unless all environments have valid spaces, and the same ones. */
export function checkSameSpaces(envs: readonly Env[]): void {
  const { observationSpace, actionSpace } = envs[0]!;
  envs.forEach((env, i) => {
    for (const [name, space, first, isValid, makers] of [
      ['observationSpace', env.observationSpace, observationSpace, isSpace, 'box, discrete, multiDiscrete, tuple or dict'],
      ['actionSpace', env.actionSpace, actionSpace, isActionSpace, 'box or discrete'],
    ] as const) {
      if (!isValid(space)) {
        throw new TypeError(`invalid ${name} of environment ${i}: ${shownValue(space)}; expected a space made by ${makers}`);
      }
      if (!equalSpaces(space, first)) {
        throw new RangeError(`invalid ${name} of environment ${i}: ${spaceToString(space)}; expected ${spaceToString(first)}`);
      }
    }
  });
}

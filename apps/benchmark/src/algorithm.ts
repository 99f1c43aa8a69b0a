import { algorithmNames, groupRelative, parseAlgorithm, type Algorithm, type GroupRelativeOptions } from '@cohort-rl/grpo';
import { popArt } from '@cohort-rl/grpo-normalization';
import type { PpoOptions } from '@cohort-rl/ppo-core';
import type { AdvantageStage } from '@cohort-rl/rollouts';
import { UsageError } from './errors.ts';
import type { GroupFlags } from './training-flags.ts';
import type { TrainConfiguration } from './train-configuration.ts';

/**
 * `ppo`, a rung of the ladder, or `grpo`: the group-relative stage with the flags' options. Flags override a rung's options.
 * @throws RangeError or UsageError
 */
export function resolveAlgorithm(name: string, flags: GroupFlags): Algorithm {
  const rung = findRung(name);
  const { grouping, numGroups, weighting, center, scale } = flags;
  const given = Object.fromEntries(Object.entries({ grouping, numGroups, weighting, center, scale }).filter(([, value]) => value !== undefined));
  if (rung.stage === null) {
    const [first] = Object.keys(given);
    if (first !== undefined) {
      const flag = `--${first.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(`invalid ${flag}: ${String(given[first])}; expected with --algo grpo only, not with ${name}`);
    }
    return rung;
  }
  const stage: GroupRelativeOptions = { ...rung.stage, ...given };
  // refuses unknown names and values before any run
  groupRelative(stage);
  return { ...rung, stage };
}

/** Whether a name stands for PPO's own advantages, which no option of the group-relative stage concerns. */
export const isPpo = (name: string): boolean => name.split('+')[0] === 'ppo';

/** The advantage stage of a run; null: PPO's own. */
export function createAdvantageStage(options: GroupRelativeOptions | null, seed: number): AdvantageStage | null {
  return options && groupRelative({ ...options, seed });
}

/** What an agent needs beside its options in JSON, to be built or to be loaded. */
export function createStages(
  { groupRelative: options, valueNormalizer, seed }: TrainConfiguration,
  numTasks: number,
): Pick<PpoOptions, 'advantages' | 'valueNormalizer'> {
  const advantages = createAdvantageStage(options, seed);
  return { ...(advantages && { advantages }), ...(valueNormalizer && { valueNormalizer: popArt({ numTasks }) }) };
}

/** @throws RangeError that names `grpo` too, which is no rung: `grpo:task` unless a flag groups otherwise. */
function findRung(name: string): Algorithm {
  try {
    return { ...parseAlgorithm(name.replace(/^grpo(?=\+|$)/, 'grpo:task')), name };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [base = ''] = name.split('+');
    const close = ['grpo', ...algorithmNames].find((known) => known !== base && known.toLowerCase() === base.toLowerCase());
    if (close !== undefined) throw new UsageError(`unknown algorithm: ${name}; did you mean ${close}?`, { cause: error });
    const known = `grpo, ${algorithmNames.join(', ')}, all but the last three also with +reward-norm or +popart, the grpo ones with +WEIGHTING or +COMBINER`;
    throw new UsageError(`unknown algorithm: ${name}; expected one of ${known}`, { cause: error });
  }
}

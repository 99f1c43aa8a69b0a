import { algorithmNames, groupRelative, parseAlgorithm, type GroupRelativeOptions } from '@cohort-rl/grpo';
import type { AdvantageStage } from '@cohort-rl/rollouts';
import { UsageError } from './errors.ts';
import type { GroupFlags } from './training-flags.ts';

/** A name on the command line with the options that stand for it, as JSON. */
export interface ResolvedAlgorithm {
  readonly name: string;
  /** Options of the group-relative stage; null for PPO. */
  readonly groupRelative: GroupRelativeOptions | null;
}

/**
 * `ppo`, a rung of the ladder, or `grpo`: the group-relative stage with the flags' options. Flags override a rung's options.
 * @throws RangeError or UsageError
 */
export function resolveAlgorithm(name: string, flags: GroupFlags): ResolvedAlgorithm {
  const rung = name === 'grpo' ? { name, stage: {} } : findRung(name);
  const { grouping, numGroups, weighting, center, scale } = flags;
  const given = Object.fromEntries(Object.entries({ grouping, numGroups, weighting, center, scale }).filter(([, value]) => value !== undefined));
  if (rung.stage === null) {
    const [first] = Object.keys(given);
    if (first !== undefined) {
      const flag = `--${first.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new UsageError(`invalid ${flag}: ${String(given[first])}; expected with --algo grpo only, not with ${name}`);
    }
    return { name, groupRelative: null };
  }
  const stage: GroupRelativeOptions = { ...rung.stage, ...given };
  if (stage.grouping === 'startState') {
    throw new UsageError('invalid grouping: startState; it needs environments that start in replicas, which training does not take yet: expected another one');
  }
  // refuses unknown names and values before any run
  groupRelative(stage);
  return { name, groupRelative: stage };
}

/** The advantage stage of a run; null: PPO's own. */
export function createAdvantageStage(options: GroupRelativeOptions | null, seed: number): AdvantageStage | null {
  return options && groupRelative({ ...options, seed });
}

/** @throws RangeError that names `grpo` too, which is no rung. */
function findRung(name: string): ReturnType<typeof parseAlgorithm> {
  try {
    return parseAlgorithm(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [base = ''] = name.split('+');
    const close = ['grpo', ...algorithmNames].find((known) => known !== base && known.toLowerCase() === base.toLowerCase());
    if (close !== undefined) throw new UsageError(`unknown algorithm: ${name}; did you mean ${close}?`, { cause: error });
    throw new UsageError(`unknown algorithm: ${name}; expected one of grpo, ${algorithmNames.join(', ')}, the grpo: ones also with +WEIGHTING`, { cause: error });
  }
}

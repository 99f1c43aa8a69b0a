import { createGrouper, describeTrajectories } from '@cohort-rl/grpo-grouping';
import { createNormalizer } from '@cohort-rl/grpo-normalization';
import type { NormalizationOptions } from '@cohort-rl/grpo-normalization';
import { createCombiner, createWeighter, stepWeights } from '@cohort-rl/grpo-weighting';
import { stepLabels } from '@cohort-rl/rollouts';
import type { AdvantageStage, GradientCombiner, Grouper, GroupWeighter, Json, Normalizer, Stateful } from '@cohort-rl/rollouts';
import { describeGroups } from './group-records.ts';
import { scoreGroups } from './group-scores.ts';
import { findPreset } from './presets.ts';
import type { GroupRelativePreset } from './presets.ts';
import { vectorNeeds } from './vector-needs.ts';

/** Settings of {@link groupRelative}; what is left open comes from the preset. */
export interface GroupRelativeOptions extends NormalizationOptions {
  /** Name of a grouper (`grouperNames`), or a grouper of one's own. Default: the preset's, `task` or `startState`. */
  readonly grouping?: string | Grouper | undefined;
  /** Groups to make. Default 4; `task` makes as many as there are tasks. */
  readonly numGroups?: number | undefined;
  /** Seed of groupers that draw. Default 0. */
  readonly seed?: number | undefined;
  /** Refuse trajectories that the rollout's end cuts. Default false. */
  readonly completeOnly?: boolean | undefined;
  /** A normaliser of one's own, in place of all options of the normalisation. */
  readonly normalizer?: Normalizer | undefined;
  /** Name of a weighter (`weighterNames`), or a weighter of one's own. */
  readonly weighting?: string | GroupWeighter | undefined;
  /** Temperature of `performance`, `dwa` or `learningProgress`. Default: theirs. */
  readonly temperature?: number | undefined;
  /** What makes one gradient of the groups': a name (`combinerNames`), or a combiner of one's own. Default: none, one gradient of all. */
  readonly combiner?: string | GradientCombiner | undefined;
  /**
   * Divide a group's weight equally among its trajectories, and a trajectory's among its steps (GRPO's 1/|o|), instead of
   * equally among all its steps.
   */
  readonly lengthAveraging?: boolean | undefined;
  /** The most that a step may weigh, ≥ 1. Default: the preset's, 10 or none. */
  readonly maxStepWeight?: number | undefined;
  /** Default `recommended`. */
  readonly preset?: GroupRelativePreset | undefined;
}

const normalizationOptionNames = [
  'center', 'scale', 'shape', 'unit', 'minGroupSize', 'shrinkage', 'scaleDecay', 'levelWeights',
] as const satisfies readonly (keyof NormalizationOptions)[];
const optionNames: readonly string[] = [
  'grouping', 'numGroups', 'seed', 'completeOnly', 'normalizer', 'weighting', 'temperature', 'combiner', 'lengthAveraging', 'maxStepWeight', 'preset',
  ...normalizationOptionNames,
] satisfies readonly (keyof GroupRelativeOptions)[];

/**
 * Group-relative advantages as one stage: trajectories are sorted into groups, advantages normalised relative to them, and
 * groups weighted. With one group, centre and scale `group` or `batch`, and uniform weights it is PPO's batch normalisation
 * to the bit.
 *
 * Each rollout yields one group record, and as metrics the diagnostics of grouper and normaliser and
 * `grpo/max_step_weight`. State: that of its parts. Unit `trajectory` uses no critic.
 *
 * @throws RangeError for an unknown name or option, an invalid option, or a stage that remembers groups behind a grouper whose labels do not
 * keep their meaning.
 */
export function groupRelative(options: GroupRelativeOptions = {}): AdvantageStage {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) throw new RangeError(`unknown option: ${name}; expected one of ${optionNames.join(', ')}`);
  }
  const { numGroups, seed, completeOnly, temperature } = options;
  const preset = findPreset(options.preset ?? 'recommended');
  const grouper = createGrouper(options.grouping ?? preset.grouping, { numGroups, seed, completeOnly });
  const stages = preset.stages(grouper.isOutcomeBased);
  const { unit = stages.unit, lengthAveraging = stages.lengthAveraging, maxStepWeight = stages.maxStepWeight } = options;
  for (const name of normalizationOptionNames) {
    if (options.normalizer && options[name] !== undefined) {
      throw new RangeError(`invalid ${name}: ${String(options[name])}; expected none beside a normaliser of one's own`);
    }
  }
  const { center = options.shape === 'rank' ? undefined : stages.center, scale = options.shape === 'rank' ? undefined : stages.scale } = options;
  const given = Object.fromEntries(normalizationOptionNames.map((name) => [name, options[name]]));
  if (options.normalizer !== undefined && typeof (options.normalizer as Partial<Normalizer> | null)?.normalize !== 'function') {
    throw new RangeError(`invalid normalizer: ${typeof options.normalizer}; expected one that createNormalizer makes, or of its shape`);
  }
  const normalizer = options.normalizer ?? createNormalizer({ ...given, unit, center, scale });
  const weighter = createWeighter(options.weighting ?? stages.weighting, { temperature });
  if (typeof maxStepWeight !== 'number' || !(maxStepWeight >= 1)) throw new RangeError(`invalid maxStepWeight: ${maxStepWeight}; expected a number >= 1`);
  for (const { name, needsStableLabels } of [normalizer, weighter]) {
    if (needsStableLabels && !grouper.hasStableLabels) {
      throw new RangeError(`${name} remembers groups, but labels of ${grouper.name} do not keep their meaning from update to update`);
    }
  }
  const combiner = options.combiner === undefined ? undefined : createCombiner(options.combiner, { seed });
  const parts: Readonly<Record<string, Stateful>> = { grouper, normalizer, weighter, ...(combiner && { combiner }) };

  return {
    name: `groupRelative(${[grouper, normalizer, weighter, ...(combiner ? [combiner] : [])].map(({ name }) => name).join(', ')})`,
    usesCritic: !vectorNeeds(options).wholeEpisodes,
    ...(combiner && { combiner }),
    describeTrajectories,

    compute(rollout, trajectories) {
      const groups = grouper.group(trajectories);
      const labels = stepLabels(trajectories, groups.labels, rollout.advantages.length);
      const normalized = normalizer.normalize(rollout.advantages, labels, groups.numGroups, {
        trajectories,
        trajectoryLabels: groups.labels,
        levels: groups.levels,
      });
      const before = normalized.before ?? rollout.advantages;
      const scores = scoreGroups(rollout, trajectories, groups.labels, groups.numGroups);
      const groupWeights = weighter.weigh(scores);
      const weights = lengthAveraging
        ? stepWeights({
            labels: stepLabels(trajectories, Int32Array.from(trajectories.keys()), labels.length),
            weights: Float64Array.from(groups.labels, (label) => groupWeights[label]! / scores[label]!.trajectories),
            maxStepWeight,
          })
        : stepWeights({ labels, weights: groupWeights, maxStepWeight });
      let largest = 0;
      let isPlain = true;
      for (let i = 0; i < weights.length; i++) {
        largest = Math.max(largest, weights[i]!);
        isPlain &&= weights[i] === 1;
      }
      const metrics = {
        ...groups.diagnostics,
        ...normalized.diagnostics,
        'grpo/max_step_weight': largest,
      };
      return {
        advantages: normalized.advantages,
        stepWeights: isPlain ? null : weights,
        stepLabels: labels,
        numGroups: groups.numGroups,
        grouping: groups,
        before: normalized.before,
        records: [
          { strategy: grouper.name, groups: describeGroups(groups, labels, before, normalized, scores, weights), diagnostics: metrics },
        ],
        metrics,
      };
    },

    getState: () => Object.fromEntries(Object.entries(parts).map(([part, stage]) => [part, stage.getState?.() ?? null])),

    setState(saved) {
      const states = saved as Readonly<Record<string, Json>>;
      for (const [part, stage] of Object.entries(parts)) {
        if ((states[part] ?? null) !== null) stage.setState?.(states[part]!);
      }
    },
  };
}

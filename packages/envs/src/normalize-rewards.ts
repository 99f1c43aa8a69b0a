import { delegateVectorEnv } from './delegate-vector-env.ts';
import { runningMoments } from './running-moments.ts';
import { savedFields } from './saved-state.ts';
import { shownValue } from './shown-value.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkOptionNames, checkPositive, checkProbability } from './validation.ts';
import type { EnvState, VectorEnv, VectorStep } from './vector-env.ts';

/** Options of {@link normalizeRewards}. */
export interface NormalizeRewardsOptions {
  /** Discount of the running return, 0.99 by default. */
  gamma?: number;
  /** Added to the variance, 1e-8 by default. */
  epsilon?: number;
  /** Largest absolute scaled reward, 10 by default. */
  clip?: number;
  /** One standard deviation a task in place of one for all, false by default. */
  perTask?: boolean;
}

/**
 * Rewards over the running standard deviation of the discounted return, clipped; `rawRewards` stay as they are. The
 * running return is Gymnasium's `NormalizeReward` with same-step autoreset: R ← γ R (1 - terminated) + r, and 0 after an
 * episode's end (there without clipping; clipping as in Stable-Baselines3's `VecNormalize`). Statistics and running
 * returns are part of the state. Evaluation environments give raw rewards.
 * @throws RangeError when gamma is outside [0, 1], or epsilon or clip not positive; TypeError for an unknown option.
 */
export function normalizeRewards(envs: VectorEnv, options: NormalizeRewardsOptions = {}): VectorEnv {
  checkOptionNames(options, ['gamma', 'epsilon', 'clip', 'perTask']);
  const { gamma = 0.99, epsilon = 1e-8, clip = 10, perTask = false } = options;
  checkProbability('gamma', gamma);
  checkPositive('epsilon', epsilon);
  if (clip !== Infinity) checkPositive('clip', clip);
  if (typeof perTask !== 'boolean') throw new TypeError(`invalid perTask: ${shownValue(perTask)}; expected true or false`);
  const { numEnvs } = envs;
  const moments = Array.from({ length: perTask ? envs.tasks.length : 1 }, () => runningMoments(1));
  const returns = new Float64Array(numEnvs);
  const rewards = new Float64Array(numEnvs);
  // Tasks of the episodes that the step belongs to; the environments show those of the next ones.
  const stepTasks = new Int32Array(numEnvs);
  // Environments that waited during the step: it belongs to no episode.
  const waited = new Uint8Array(numEnvs);
  const batch = new Float64Array(numEnvs);
  let last: VectorStep | null = null;
  let result: VectorStep | null = null;

  const rememberEpisodes = (): void => {
    if (perTask) stepTasks.set(envs.currentTasks);
    if (envs.waiting) waited.set(envs.waiting);
  };

  rememberEpisodes();
  return {
    ...delegateVectorEnv(envs),

    reset(resetOptions) {
      returns.fill(0);
      const observations = envs.reset(resetOptions);
      rememberEpisodes();
      return observations;
    },

    step(actions) {
      const step = envs.step(actions);
      for (let i = 0; i < numEnvs; i++) {
        returns[i] = returns[i]! * gamma * (step.terminated[i] ? 0 : 1) + step.rewards[i]!;
      }
      for (let task = 0; task < moments.length; task++) {
        let size = 0;
        for (let i = 0; i < numEnvs; i++) if (stepTasks[i] === task && !waited[i]) batch[size++] = returns[i]!;
        moments[task]!.update(batch, size);
      }
      for (let i = 0; i < numEnvs; i++) {
        const reward = step.rewards[i]! / Math.sqrt(moments[stepTasks[i]!]!.variance[0]! + epsilon);
        rewards[i] = reward > clip ? clip : reward < -clip ? -clip : reward;
        if (step.terminated[i] || step.truncated[i]) returns[i] = 0;
      }
      rememberEpisodes();
      if (step !== last) result = { ...step, rewards };
      last = step;
      return result!;
    },

    getState: () => ({
      envs: envs.getState(),
      moments: moments.map((each) => each.getState()),
      returns: encodeArray(returns),
    }),

    setState(state) {
      const saved = savedFields(state);
      envs.setState(saved.envs!);
      moments.forEach((each, task) => each.setState((saved.moments as EnvState[] | null | undefined)?.[task] ?? null));
      decodeArray('returns', saved.returns, returns);
      rememberEpisodes();
    },
  };
}

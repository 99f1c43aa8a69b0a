import { delegateVectorEnv } from './delegate-vector-env.ts';
import { savedFields } from './saved-state.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import type { VectorEnv } from './vector-env.ts';

/** An episode that has ended. */
export interface EpisodeStatistics {
  readonly env: number;
  readonly task: number;
  /** Sum of the environment's own rewards. */
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * Tells of every episode that ends, in the order of environments; after Gymnasium's `RecordEpisodeStatistics`. Running sums are part of
 * the state; evaluation environments are not recorded.
 */
export function recordEpisodes(envs: VectorEnv, onEpisode: (episode: EpisodeStatistics) => void): VectorEnv {
  const { numEnvs } = envs;
  const returns = new Float64Array(numEnvs);
  const lengths = new Int32Array(numEnvs);
  const tasks = new Int32Array(numEnvs);
  const waited = new Uint8Array(numEnvs);

  const rememberEpisodes = (): void => {
    tasks.set(envs.currentTasks);
    if (envs.waiting) waited.set(envs.waiting);
  };

  return {
    ...delegateVectorEnv(envs),

    reset(resetOptions) {
      const observations = envs.reset(resetOptions);
      returns.fill(0);
      lengths.fill(0);
      rememberEpisodes();
      return observations;
    },

    step(actions) {
      const step = envs.step(actions);
      for (let env = 0; env < numEnvs; env++) {
        if (waited[env]) continue;
        returns[env]! += step.rawRewards[env]!;
        lengths[env]!++;
        const terminated = step.terminated[env] === 1;
        const truncated = step.truncated[env] === 1;
        if (!terminated && !truncated) continue;
        onEpisode({ env, task: tasks[env]!, return: returns[env]!, length: lengths[env]!, terminated, truncated });
        returns[env] = 0;
        lengths[env] = 0;
      }
      rememberEpisodes();
      return step;
    },

    getState: () => ({ envs: envs.getState(), returns: encodeArray(returns), lengths: encodeArray(lengths) }),

    setState(state) {
      const saved = savedFields(state);
      envs.setState(saved.envs!);
      decodeArray('returns', saved.returns, returns);
      decodeArray('lengths', saved.lengths, lengths);
      rememberEpisodes();
    },
  };
}

import { vectorNeeds, type GroupRelativeOptions } from '@cohort-rl/grpo';
import { UsageError } from './errors.ts';

/** How the environments' episodes begin, as JSON; what is absent is the library's default. */
export interface VectorConfiguration {
  /** Environments that share each start. */
  readonly replicas?: number;
  /** Whole episodes: each rollout begins with a reset. */
  readonly autoreset?: 'disabled';
}

/** Copies of a start, where as many fit. */
const preferredReplicas = 8;

/** Environments where neither a preset nor the user says how many, and starts are shared: some groups a rollout. */
export const leastSharedEnvs = 2 * preferredReplicas;

/**
 * The vector that a group-relative stage needs. A start is shared by 8 environments; where their number is no multiple of 8, by half of
 * them; where that is one or no integer, by all.
 * @throws UsageError for one environment, which shares its start with none.
 */
export function resolveVector(stage: GroupRelativeOptions | null, numEnvs: number): VectorConfiguration {
  if (stage === null) return {};
  const { wholeEpisodes, sharedStarts } = vectorNeeds(stage);
  if (sharedStarts && numEnvs < 2) throw new UsageError(`invalid --num-envs: ${numEnvs}; expected at least 2, as groups share a start`);
  const replicas = numEnvs % preferredReplicas === 0 ? preferredReplicas : numEnvs % 2 === 0 && numEnvs > 2 ? numEnvs / 2 : numEnvs;
  return { ...(sharedStarts && { replicas }), ...(wholeEpisodes && { autoreset: 'disabled' as const }) };
}

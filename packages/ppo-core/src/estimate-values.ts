import type { ValueNormalizer } from '@cohort-rl/rollouts';
import type { Engine } from './engine.ts';

/** Writes the critic's estimates for `out.length` observations, in units of reward; `tasks` names each one's task. */
export function estimateValues(engine: Engine, normalizer: ValueNormalizer | null, observations: Float32Array, tasks: Int32Array, out: Float32Array): void {
  if (!normalizer) {
    engine.values(observations, out.length, out);
    return;
  }
  engine.values(observations, out.length, out, normalizer.means.length > 1 ? tasks : undefined);
  for (let i = 0; i < out.length; i++) out[i] = normalizer.means[tasks[i]!]! + normalizer.stds[tasks[i]!]! * out[i]!;
}

import { Generator, type VectorEnv } from '@cohort-rl/envs';
import { createActionAdapter } from './actions.ts';
import type { Engine } from './engine.ts';
import { InvalidOptionError } from './errors.ts';
import { checkOptionNames } from './options.ts';
import { createPause } from './pause.ts';
import { shownValue } from './shown-value.ts';

export interface EvaluationOptions {
  /** Episodes to play. Default 100. */
  readonly episodes?: number | undefined;
  /** Seed of the environments, and of the actions when they are drawn. Default 0. */
  readonly seed?: number | undefined;
  /** Whether the most probable action (the mean) is taken, true by default, or one is drawn. */
  readonly deterministic?: boolean | undefined;
  /** Environments stepped together. Default: one per episode, up to 100. */
  readonly numEnvs?: number | undefined;
}

/** Episodes in the order of environments, then of time; sums of the environment's own rewards. */
export interface Evaluation {
  readonly returns: Float64Array;
  readonly lengths: Int32Array;
  /** Task id of each episode. */
  readonly tasks: Int32Array;
}

/**
 * Plays whole episodes in fresh environments with frozen normalisers. Every environment plays a number of episodes fixed
 * beforehand, so that short episodes are not favoured; in a suite the tasks are played equally.
 * @throws InvalidOptionError for fewer episodes or environments than tasks.
 */
export async function evaluatePolicy(
  engine: Engine,
  trainingEnvs: VectorEnv,
  evaluationOptions: EvaluationOptions,
): Promise<Evaluation> {
  checkOptionNames(evaluationOptions, ['episodes', 'seed', 'deterministic', 'numEnvs']);
  const { episodes = 100, seed = 0, deterministic = true, numEnvs = Math.min(episodes, 100) } = evaluationOptions;
  for (const [name, value] of Object.entries({ episodes, numEnvs })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new InvalidOptionError(`invalid ${name}: ${shownValue(value)}; expected a positive integer`);
    const numTasks = trainingEnvs.tasks.length;
    if (value < numTasks) throw new InvalidOptionError(`invalid ${name}: ${value}; expected at least ${numTasks}, one per task of ${trainingEnvs.id}`);
  }
  if (typeof deterministic !== 'boolean') throw new InvalidOptionError(`invalid deterministic: ${shownValue(deterministic)}; expected a boolean`);
  const envs = trainingEnvs.createEvaluationEnvs({ numEnvs, seed });
  const generator = new Generator(seed);
  const adapter = createActionAdapter(envs.actionSpace, numEnvs);
  const noise = deterministic ? null : new Float32Array(numEnvs * adapter.actionSize);
  const actions = new Float32Array(numEnvs * adapter.actionSize);
  const logProbabilities = new Float32Array(numEnvs);
  const result = { returns: new Float64Array(episodes), lengths: new Int32Array(episodes), tasks: new Int32Array(episodes) };
  // environment n plays the episodes [first[n], first[n + 1])
  const first = Int32Array.from({ length: numEnvs + 1 }, (_, n) => Math.floor((n * episodes) / numEnvs));
  const current = first.slice(0, numEnvs);
  const pause = createPause();
  let remaining = episodes;
  let observations = envs.reset({ seed });
  const running = envs.currentTasks.slice();
  while (remaining > 0) {
    const due = pause();
    if (due) await due;
    if (noise) {
      if (adapter.isDiscrete) generator.fillRandom(noise);
      else generator.fillStandardNormal(noise);
    }
    engine.act(observations, numEnvs, noise, actions, logProbabilities, envs.actionMasks);
    const step = envs.step(adapter.toEnv(actions));
    observations = step.observations;
    for (let n = 0; n < numEnvs; n++) {
      const k = current[n]!;
      if (k >= first[n + 1]!) continue;
      result.returns[k]! += step.rawRewards[n]!;
      result.lengths[k]!++;
      if (step.terminated[n] || step.truncated[n]) {
        result.tasks[k] = running[n]!;
        running[n] = envs.currentTasks[n]!;
        current[n] = k + 1;
        remaining--;
      }
    }
  }
  envs.close();
  return result;
}

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
  /**
   * Steps after which an episode is truncated, where the environment's own limit does not come first: a policy may never arrive. Default:
   * the environment's own limit, or 10,000 where it has none.
   */
  readonly maxEpisodeSteps?: number | undefined;
  /** Once it is aborted the evaluation ends, by throwing its reason. */
  readonly signal?: AbortSignal | undefined;
}

const stepsWithoutLimit = 10_000;

/** Episodes in the order of environments, then of time; sums of the environment's own rewards. */
export interface Evaluation {
  readonly returns: Float64Array;
  readonly lengths: Int32Array;
  /** Task id of each episode. */
  readonly tasks: Int32Array;
  /** 1 where a time limit cut the episode: its return is that of its first steps. */
  readonly truncated: Uint8Array;
  /** 1 where that was the limit that the evaluation set, not one of the environment or of a task: it came first, or with it. */
  readonly cut: Uint8Array;
  /** The limit that the evaluation set; null where the environment's own holds. */
  readonly maxEpisodeSteps: number | null;
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
  checkOptionNames(evaluationOptions, ['episodes', 'seed', 'deterministic', 'numEnvs', 'maxEpisodeSteps', 'signal']);
  const { episodes = 100, seed = 0, deterministic = true, numEnvs = Math.min(episodes, 100) } = evaluationOptions;
  const ownLimit = trainingEnvs.maxEpisodeSteps;
  const { maxEpisodeSteps = ownLimit ?? stepsWithoutLimit, signal } = evaluationOptions;
  for (const [name, value] of Object.entries({ episodes, numEnvs })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new InvalidOptionError(`invalid ${name}: ${shownValue(value)}; expected a positive integer`);
    const numTasks = trainingEnvs.tasks.length;
    if (value < numTasks) throw new InvalidOptionError(`invalid ${name}: ${value}; expected at least ${numTasks}, one per task of ${trainingEnvs.id}`);
  }
  if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
    throw new InvalidOptionError(`invalid maxEpisodeSteps: ${shownValue(maxEpisodeSteps)}; expected a positive integer`);
  }
  if (typeof deterministic !== 'boolean') throw new InvalidOptionError(`invalid deterministic: ${shownValue(deterministic)}; expected a boolean`);
  const envs = trainingEnvs.createEvaluationEnvs({ numEnvs, seed, maxEpisodeSteps });
  const generator = new Generator(seed);
  const adapter = createActionAdapter(envs.actionSpace, numEnvs);
  const noise = deterministic ? null : new Float32Array(numEnvs * adapter.actionSize);
  const actions = new Float32Array(numEnvs * adapter.actionSize);
  const logProbabilities = new Float32Array(numEnvs);
  const result = {
    returns: new Float64Array(episodes),
    lengths: new Int32Array(episodes),
    tasks: new Int32Array(episodes),
    truncated: new Uint8Array(episodes),
    cut: new Uint8Array(episodes),
    maxEpisodeSteps: maxEpisodeSteps < (ownLimit ?? Infinity) ? maxEpisodeSteps : null,
  };
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
    signal?.throwIfAborted();
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
        result.truncated[k] = step.terminated[n] ? 0 : 1;
        result.cut[k] = !step.terminated[n] && result.lengths[k]! >= (result.maxEpisodeSteps ?? Infinity) ? 1 : 0;
        running[n] = envs.currentTasks[n]!;
        current[n] = k + 1;
        remaining--;
      }
    }
  }
  envs.close();
  return result;
}

import type { Generator, VectorEnv } from '@cohort-rl/envs';
import { createRollout, episodeRows, type EpisodeTracker, type Rollout, type ValueNormalizer } from '@cohort-rl/rollouts';
import { createActionAdapter } from './actions.ts';
import type { Engine } from './engine.ts';
import { estimateValues } from './estimate-values.ts';
import type { Phases } from './phases.ts';
import type { ReferencePolicy } from './reference-policy.ts';

/** Collects rollouts of one fixed size; all its arrays are made once. */
export interface RolloutCollector {
  readonly rollout: Rollout;
  /** `[N × observationSize]`, what the environments show now. */
  readonly observations: Float32Array;
  /**
   * Steps every environment T times with the engine's policy, then estimates values. Advantages are left to others. Environments
   * without autoreset are reset first, and stepped no further once all their episodes have ended.
   * @returns the number of steps that belong to episodes.
   */
  collect(tracker: EpisodeTracker, noise: Generator, phases: Phases, pause: () => Promise<void> | undefined): Promise<number>;
}

/** Who has a say in a rollout beside the policy. */
export interface RolloutEstimators {
  /** False: no values are estimated, all stay 0. */
  readonly usesCritic: boolean;
  /** Of the critic's estimates. */
  readonly valueNormalizer: ValueNormalizer | null;
  /** Its log-probabilities are recorded. */
  readonly reference: ReferencePolicy | null;
}

export function createRolloutCollector(
  envs: VectorEnv, engine: Engine, numSteps: number, { usesCritic, valueNormalizer, reference }: RolloutEstimators,
): RolloutCollector {
  const { numEnvs, observationSize } = envs;
  const actions = createActionAdapter(envs.actionSpace, numEnvs);
  const { actionSize } = actions;
  const hasWaiting = envs.waiting !== null;
  const isEpisodic = envs.autoreset === 'disabled';
  const rollout = createRollout({ numSteps, numEnvs, observationSize, actionSize, taskInfo: envs.tasks, hasWaiting }, engine.batch);
  const { actionMasks, referenceLogProbabilities } = engine.batch;
  const observations = new Float32Array(numEnvs * observationSize);
  const noise = new Float32Array(numSteps * numEnvs * actionSize);
  // one view per step, made once: a step allocates nothing
  const rows = (array: Float32Array, width: number): Float32Array[] =>
    Array.from({ length: numSteps }, (_, t) => array.subarray(t * numEnvs * width, (t + 1) * numEnvs * width));
  const observationRows = rows(rollout.observations, observationSize);
  const actionRows = rows(rollout.actions, actionSize);
  const logProbabilityRows = rows(rollout.logProbabilities, 1);
  const noiseRows = rows(noise, actionSize);
  const taskRows = Array.from({ length: numSteps }, (_, t) => rollout.tasks.subarray(t * numEnvs, (t + 1) * numEnvs));
  const waitingRows = Array.from({ length: numSteps }, (_, t) => rollout.waiting?.subarray(t * numEnvs, (t + 1) * numEnvs) ?? null);
  const startIds = envs.startIds && new Int32Array(numEnvs);
  let finalObservations = new Float32Array(4 * observationSize);
  let finalValues = new Float32Array(4);
  const finalSteps: number[] = [];

  /** Keeps the true last observation of a truncated episode until values are estimated. */
  function keepFinalObservation(source: Float32Array, env: number, step: number): void {
    const k = finalSteps.push(step) - 1;
    if ((k + 1) * observationSize > finalObservations.length) {
      const grown = new Float32Array(2 * finalObservations.length);
      grown.set(finalObservations);
      finalObservations = grown;
      finalValues = new Float32Array(2 * finalValues.length);
    }
    for (let i = 0; i < observationSize; i++) finalObservations[k * observationSize + i] = source[env * observationSize + i]!;
  }

  /** The values of the first `size` rows, of the observations after the last one, and of the last ones of truncated episodes. */
  function estimateAllValues(size: number): void {
    estimateValues(engine, valueNormalizer, rollout.observations.subarray(0, size * observationSize), rollout.tasks, rollout.values.subarray(0, size));
    estimateValues(engine, valueNormalizer, observations, envs.currentTasks, rollout.lastValues);
    rollout.finalValues.fill(0);
    if (finalSteps.length === 0) return;
    const ofFinal = finalValues.subarray(0, finalSteps.length);
    const tasks = Int32Array.from(finalSteps, (step) => rollout.tasks[step]!);
    estimateValues(engine, valueNormalizer, finalObservations, tasks, ofFinal);
    finalSteps.forEach((step, k) => (rollout.finalValues[step] = ofFinal[k]!));
  }

  /** Leaves the rows from `t` on outside all episodes. */
  function leaveOut(t: number, tracker: EpisodeTracker): void {
    for (const field of [rollout.rewards, rollout.terminated, rollout.truncated]) field.fill(0, t * numEnvs);
    rollout.waiting!.fill(1, t * numEnvs);
    const nothing = { rewards: new Float64Array(numEnvs), flags: new Uint8Array(numEnvs) };
    for (; t < numSteps; t++) tracker.record(t, nothing.rewards, nothing.flags, nothing.flags, taskRows[t]!, null, waitingRows[t]);
  }

  async function collect(tracker: EpisodeTracker, generator: Generator, phases: Phases, pause: () => Promise<void> | undefined): Promise<number> {
    if (isEpisodic) {
      tracker.restart();
      observations.set(envs.reset());
    } else {
      tracker.beginRollout();
    }
    finalSteps.length = 0;
    if (actions.isDiscrete) generator.fillRandom(noise);
    else generator.fillStandardNormal(noise);
    let clock = performance.now();
    let t = 0;
    for (; t < numSteps && !(isEpisodic && envs.waiting!.every((flag) => flag === 1)); t++) {
      observationRows[t]!.set(observations);
      taskRows[t]!.set(envs.currentTasks);
      // reused by the environments, and of the next episode after the step
      if (envs.waiting) waitingRows[t]!.set(envs.waiting);
      if (startIds) startIds.set(envs.startIds);
      if (actionMasks && envs.actionMasks) actionMasks.set(envs.actionMasks, t * envs.actionMasks.length);
      engine.act(observations, numEnvs, noiseRows[t]!, actionRows[t]!, logProbabilityRows[t]!, envs.actionMasks);
      const forEnvs = actions.toEnv(actionRows[t]!);
      const acted = performance.now();
      const step = envs.step(forEnvs);
      const { rewards, terminated, truncated } = step;
      observations.set(step.observations);
      const base = t * numEnvs;
      for (let n = 0; n < numEnvs; n++) {
        rollout.rewards[base + n] = rewards[n]!;
        rollout.terminated[base + n] = terminated[n]!;
        const isCut = truncated[n]! && !terminated[n]! ? 1 : 0;
        rollout.truncated[base + n] = isCut;
        if (isCut && usesCritic) keepFinalObservation(step.finalObservations, n, base + n);
      }
      tracker.record(t, step.rawRewards, terminated, truncated, taskRows[t]!, startIds, waitingRows[t]);
      const stepped = performance.now();
      phases.act += acted - clock;
      phases.env += stepped - acted;
      clock = stepped;
      const due = pause();
      if (due) {
        await due;
        clock = performance.now();
      }
    }
    if (t < numSteps) leaveOut(t, tracker);
    const size = t * numEnvs;
    if (usesCritic) estimateAllValues(size);
    reference?.logProbabilities(rollout.observations, rollout.actions, actionMasks, referenceLogProbabilities!.subarray(0, size));
    phases.act += performance.now() - clock;
    return episodeRows(rollout)?.length ?? numSteps * numEnvs;
  }

  return { rollout, observations, collect };
}

import type { Generator, VectorEnv } from '@cohort-rl/envs';
import { createRollout, type EpisodeTracker, type Rollout, type ValueNormalizer } from '@cohort-rl/rollouts';
import { createActionAdapter } from './actions.ts';
import type { Engine } from './engine.ts';
import type { Phases } from './phases.ts';

/** Collects rollouts of one fixed size; all its arrays are made once. */
export interface RolloutCollector {
  readonly rollout: Rollout;
  /** `[N × observationSize]`, what the environments show now. */
  readonly observations: Float32Array;
  /** Steps every environment T times with the engine's policy, then estimates values. Advantages are left to others. */
  collect(tracker: EpisodeTracker, noise: Generator, phases: Phases, pause: () => Promise<void> | undefined): Promise<void>;
}

export function createRolloutCollector(envs: VectorEnv, engine: Engine, numSteps: number, normalizer: ValueNormalizer | null): RolloutCollector {
  const { numEnvs, observationSize } = envs;
  const actions = createActionAdapter(envs.actionSpace, numEnvs);
  const { actionSize } = actions;
  const rollout = createRollout({ numSteps, numEnvs, observationSize, actionSize, taskInfo: envs.tasks }, engine.batch);
  const { actionMasks } = engine.batch;
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

  /** The critic's estimates in units of reward. */
  function estimateValues(of: Float32Array, tasks: Int32Array, out: Float32Array): void {
    if (!normalizer) {
      engine.values(of, out.length, out);
      return;
    }
    engine.values(of, out.length, out, normalizer.means.length > 1 ? tasks : undefined);
    for (let i = 0; i < out.length; i++) out[i] = normalizer.means[tasks[i]!]! + normalizer.stds[tasks[i]!]! * out[i]!;
  }

  async function collect(tracker: EpisodeTracker, generator: Generator, phases: Phases, pause: () => Promise<void> | undefined): Promise<void> {
    tracker.beginRollout();
    finalSteps.length = 0;
    if (actions.isDiscrete) generator.fillRandom(noise);
    else generator.fillStandardNormal(noise);
    let clock = performance.now();
    for (let t = 0; t < numSteps; t++) {
      observationRows[t]!.set(observations);
      taskRows[t]!.set(envs.currentTasks);
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
        if (isCut) keepFinalObservation(step.finalObservations, n, base + n);
      }
      tracker.record(t, step.rawRewards, terminated, truncated, taskRows[t]!);
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
    estimateValues(rollout.observations, rollout.tasks, rollout.values);
    estimateValues(observations, envs.currentTasks, rollout.lastValues);
    rollout.finalValues.fill(0);
    if (finalSteps.length > 0) {
      const ofFinal = finalValues.subarray(0, finalSteps.length);
      const tasks = Int32Array.from(finalSteps, (step) => rollout.tasks[step]!);
      estimateValues(finalObservations, tasks, ofFinal);
      finalSteps.forEach((step, k) => (rollout.finalValues[step] = ofFinal[k]!));
    }
    phases.act += performance.now() - clock;
  }

  return { rollout, observations, collect };
}

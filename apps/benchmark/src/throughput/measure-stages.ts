import { makeVec } from '@cohort-rl/envs';
import { groupRelative } from '@cohort-rl/grpo';
import { createPpo, presets, type PpoOptions } from '@cohort-rl/ppo-core';
import { computeGae, createEpisodeTracker, createRollout, type Rollout, type Trajectory } from '@cohort-rl/rollouts';
import { settingUp } from '../errors.ts';
import { median } from './median.ts';

/** Time that grouping, normalising and weighting take of an update. */
export interface StagesThroughput {
  readonly numEnvs: number;
  readonly rolloutSteps: number;
  readonly trajectories: number;
  readonly grouping: string;
  readonly engine: string;
  readonly kernels: string;
  readonly threads: number;
  readonly notes: readonly string[];
  /** Of the three stages, and of what is recorded of the groups. */
  readonly milliseconds: number;
  /** Of PPO's whole update of CartPole-v1 by CleanRL's recipe with as many steps. */
  readonly updateMilliseconds: number;
  /** milliseconds / updateMilliseconds */
  readonly share: number;
}

/** The size of a rollout. */
export interface RolloutSize {
  readonly numEnvs: number;
  readonly rolloutSteps: number;
}

const groupings = ['task', 'difficulty', 'length', 'auto', 'adaptive', 'hierarchical'];
/** Rollouts that are gone through in turn. */
const numRollouts = 10;
const leastTurns = 7;

/**
 * An update of PPO and each stage by turns, so that a machine that is busy is so for all; medians after a warm-up.
 * @param given settings of the update that are not CleanRL's.
 */
export async function measureStages(sizes: readonly RolloutSize[], given: PpoOptions, seconds: number): Promise<StagesThroughput[]> {
  const results: StagesThroughput[] = [];
  for (const { numEnvs, rolloutSteps } of sizes) {
    const { env, options } = presets.cleanrl;
    const agent = await settingUp(() => createPpo(makeVec(env, { numEnvs, seed: 1 }), { ...options, ...given, rolloutSteps, seed: 1 }));
    const rollouts = Array.from({ length: numRollouts }, createSource(numEnvs, rolloutSteps));
    const stages = groupings.map((grouping) => ({ grouping, stage: groupRelative({ grouping, weighting: 'performance' }), times: [] as number[] }));
    const updateTimes: number[] = [];
    const begun = performance.now();
    let turn = 0;
    // far more steps than will be taken: a schedule stays at its start
    for await (const { phases } of agent.learn({ totalSteps: 2 ** 40 })) {
      const { rollout, trajectories } = rollouts[turn++ % numRollouts]!;
      const elapsed = performance.now() - begun;
      const isWarm = elapsed > 250 * seconds && turn > 3;
      if (isWarm) updateTimes.push(phases.env + phases.act + phases.advantages + phases.update);
      for (const { stage, times } of stages) {
        const start = performance.now();
        stage.compute(rollout, trajectories);
        if (isWarm) times.push(performance.now() - start);
      }
      if (elapsed > 1250 * seconds && updateTimes.length >= leastTurns) break;
    }
    agent.envs.close();
    const { name: engine, build: kernels, threads, notes } = agent.engine;
    const updateMilliseconds = median(updateTimes);
    const trajectories = rollouts.reduce((sum, rollout) => sum + rollout.trajectories.length, 0) / numRollouts;
    for (const { grouping, times } of stages) {
      const milliseconds = median(times);
      results.push({ numEnvs, rolloutSteps, trajectories, grouping, engine, kernels, threads, notes, milliseconds, updateMilliseconds, share: milliseconds / updateMilliseconds });
    }
  }
  return results;
}

/** Rollouts of four made-up tasks whose rewards are ten times apart and whose episodes end at random, on average after a fifth of the rollout, at most 100 steps. */
function createSource(numEnvs: number, numSteps: number): () => { rollout: Rollout; trajectories: Trajectory[] } {
  const episodeLength = Math.min(100, Math.ceil(numSteps / 5));
  let state = 1;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const taskInfo = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const tracker = createEpisodeTracker(numEnvs);
  const tasks = Int32Array.from({ length: numEnvs }, (_, n) => n % taskInfo.length);
  return () => {
    const rollout = createRollout({ numSteps, numEnvs, observationSize: 4, actionSize: 1, taskInfo });
    tracker.beginRollout();
    for (let t = 0; t < numSteps; t++) {
      const rewards = Float64Array.from(tasks, (task) => draw() * 10 ** task);
      const terminated = Uint8Array.from(tasks, () => Number(draw() < 1 / episodeLength));
      rollout.rewards.set(rewards, t * numEnvs);
      rollout.terminated.set(terminated, t * numEnvs);
      rollout.values.set(rewards.map((reward) => reward * draw()), t * numEnvs);
      rollout.tasks.set(tasks, t * numEnvs);
      tracker.record(t, rewards, terminated, new Uint8Array(numEnvs), tasks);
      terminated.forEach((isEnd, n) => { if (isEnd) tasks[n] = Math.floor(draw() * taskInfo.length); });
    }
    computeGae(rollout, { gamma: 0.99, gaeLambda: 0.95 });
    return { rollout, trajectories: tracker.endRollout(rollout) };
  };
}

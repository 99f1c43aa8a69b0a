import { groupRelative } from '@cohort-rl/grpo';
import { presets } from '@cohort-rl/ppo-core';
import { computeGae, createEpisodeTracker, createRollout, type Rollout, type Trajectory } from '@cohort-rl/rollouts';
import { measureTraining } from './measure-training.ts';
import { millisecondsPerCall } from './segments.ts';

/** Time that grouping, normalising and weighting take of an update. */
export interface StagesThroughput {
  readonly numEnvs: number;
  readonly rolloutSteps: number;
  readonly trajectories: number;
  readonly grouping: string;
  /** Of the three stages, and of what is recorded of the groups. */
  readonly milliseconds: number;
  /** Of PPO's whole update of CartPole-v1 by CleanRL's recipe, the same number of steps in minibatches of the same size. */
  readonly updateMilliseconds: number;
  /** milliseconds / updateMilliseconds */
  readonly share: number;
}

const sizes = [
  { numEnvs: 4, rolloutSteps: 128, episodeLength: 25 },
  { numEnvs: 100, rolloutSteps: 1000, episodeLength: 100 },
];
const groupings = ['task', 'difficulty', 'length', 'auto', 'adaptive', 'hierarchical'];
/** Rollouts that are gone through in turn. */
const numRollouts = 10;

export async function measureStages(seconds: number): Promise<StagesThroughput[]> {
  const results: StagesThroughput[] = [];
  for (const { numEnvs, rolloutSteps, episodeLength } of sizes) {
    const options = { ...presets.cleanrl.options, rolloutSteps };
    const { phases } = await measureTraining({ env: presets.cleanrl.env, numEnvs, options, seconds });
    const updateMilliseconds = phases.env + phases.act + phases.advantages + phases.update;
    const rollouts = Array.from({ length: numRollouts }, createSource(numEnvs, rolloutSteps, episodeLength));
    const trajectories = rollouts.reduce((sum, rollout) => sum + rollout.trajectories.length, 0) / numRollouts;
    for (const grouping of groupings) {
      const stage = groupRelative({ grouping, weighting: 'performance' });
      let next = 0;
      const milliseconds = millisecondsPerCall(() => {
        stage.compute(rollouts[next]!.rollout, rollouts[next]!.trajectories);
        next = (next + 1) % numRollouts;
      }, seconds);
      results.push({ numEnvs, rolloutSteps, trajectories, grouping, milliseconds, updateMilliseconds, share: milliseconds / updateMilliseconds });
    }
  }
  return results;
}

/** Rollouts of four made-up tasks whose rewards are ten times apart and whose episodes end at random. */
function createSource(numEnvs: number, numSteps: number, episodeLength: number): () => { rollout: Rollout; trajectories: Trajectory[] } {
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

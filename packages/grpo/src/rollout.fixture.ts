import { computeGae, createEpisodeTracker, createRollout } from '@cohort-rl/rollouts';
import type { Rollout, TaskInfo, Trajectory } from '@cohort-rl/rollouts';

/**
 * Rollouts of a made-up environment whose numbers come from a counter, one after the other: rewards of task g are 10^g
 * larger, episodes last 1 to 9 steps and run across rollouts.
 */
export function createRolloutSource({ numSteps = 16, numEnvs = 6, taskInfo = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as TaskInfo[], seed = 1 } = {}) {
  let counter = seed * 1000;
  const draw = (): number => {
    const x = Math.sin(++counter * 12.9898) * 43758.5453;
    return x - Math.floor(x);
  };
  const tracker = createEpisodeTracker(numEnvs);
  const tasks = Int32Array.from({ length: numEnvs }, (_, n) => n % taskInfo.length);
  return function next(): { rollout: Rollout; trajectories: Trajectory[] } {
    const rollout = createRollout({ numSteps, numEnvs, observationSize: 1, actionSize: 1, taskInfo });
    tracker.beginRollout();
    for (let t = 0; t < numSteps; t++) {
      const rewards = Float64Array.from(tasks, (task) => (draw() - 0.3) * 10 ** task);
      const terminated = Uint8Array.from(tasks, () => Number(draw() < 0.2));
      rollout.rewards.set(rewards, t * numEnvs);
      rollout.terminated.set(terminated, t * numEnvs);
      rollout.values.set(rewards.map((reward) => reward * draw()), t * numEnvs);
      rollout.tasks.set(tasks, t * numEnvs);
      tracker.record(t, rewards, terminated, new Uint8Array(numEnvs), tasks);
      terminated.forEach((isEnd, n) => { if (isEnd) tasks[n] = Math.floor(draw() * taskInfo.length); });
    }
    rollout.lastValues.set(Float32Array.from(tasks, () => draw()));
    computeGae(rollout, { gamma: 0.99, gaeLambda: 0.95 });
    return { rollout, trajectories: tracker.endRollout(rollout) };
  };
}

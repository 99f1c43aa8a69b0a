/**
 * Time that grouping, normalising and weighting take of one update, without training:
 *
 *     pnpm --filter @cohort-rl/grpo... build
 *     node packages/grpo/scripts/measure-stages.mjs
 *
 * Prints one JSON value: least and median milliseconds of a stage's `compute` for two sizes of rollout and each grouping.
 */
import { computeGae, createEpisodeTracker, createRollout } from '@cohort-rl/rollouts';
import { groupRelative } from '../dist/index.js';

const sizes = [
  { numEnvs: 4, numSteps: 128, episodeLength: 25, calls: 400 },
  { numEnvs: 100, numSteps: 1000, episodeLength: 100, calls: 20 },
];
const groupings = ['task', 'difficulty', 'length', 'auto', 'adaptive', 'hierarchical'];

let state = 1;
function draw() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Rollouts of four made-up tasks whose episodes end at random. */
function createSource({ numEnvs, numSteps, episodeLength }) {
  const taskInfo = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
  const tracker = createEpisodeTracker(numEnvs);
  const tasks = Int32Array.from({ length: numEnvs }, (_, n) => n % 4);
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
      terminated.forEach((isEnd, n) => { if (isEnd) tasks[n] = Math.floor(draw() * 4); });
    }
    computeGae(rollout, { gamma: 0.99, gaeLambda: 0.95 });
    return { rollout, trajectories: tracker.endRollout(rollout) };
  };
}

const results = sizes.flatMap((size) => {
  const source = createSource(size);
  const rollouts = Array.from({ length: 10 }, source);
  return groupings.map((grouping) => {
    const stage = groupRelative({ grouping, weighting: 'performance' });
    const times = [];
    for (let call = 0; call < size.calls; call++) {
      const { rollout, trajectories } = rollouts[call % 10];
      const begin = performance.now();
      stage.compute(rollout, trajectories);
      if (call >= size.calls / 4) times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    const rounded = (milliseconds) => Number(milliseconds.toFixed(3));
    return {
      steps: size.numEnvs * size.numSteps,
      trajectories: rollouts[0].trajectories.length,
      grouping,
      milliseconds: { least: rounded(times[0]), median: rounded(times[times.length >> 1]) },
    };
  });
});
console.log(JSON.stringify(results, null, 1));

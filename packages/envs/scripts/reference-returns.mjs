// Measures the mean episode returns that normalised scores of the suites refer to: of a uniformly random policy, and of the
// experts in scripts/experts.mjs. After a build:
//
//     node scripts/reference-returns.mjs            # prints them
//     node scripts/reference-returns.mjs --write    # and writes src/reference-returns.ts
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createExperts } from './experts.mjs';

/** Episodes a task, by suite: as many as take some seconds. */
const EPISODES = {
  'scaled-cartpoles': 1000,
  'cartpole-swingups': 200,
  'mixed-horizons': 500,
  'gridworld-curriculum': 1000,
  'classic-mix': 500,
};

/** Mean return of each task's first episodes, `act(observations, offset, task)` choosing the actions. */
function meanReturns(makeVec, suite, act) {
  const numTasks = makeVec(suite, { numEnvs: 1 }).tasks.length;
  const numEnvs = EPISODES[suite] * numTasks;
  const envs = makeVec(suite, { numEnvs, seed: 0, taskSampling: 'fixed', taskId: false });
  const { observationSize } = envs;
  const observations = envs.reset();
  const actions = new Int32Array(numEnvs);
  const running = new Uint8Array(numEnvs).fill(1);
  const totals = new Float64Array(numTasks);
  for (let remaining = numEnvs; remaining > 0;) {
    for (let i = 0; i < numEnvs; i++) actions[i] = running[i] ? act(observations, observationSize * i, i % numTasks) : 0;
    const { rawRewards, terminated, truncated } = envs.step(actions);
    for (let i = 0; i < numEnvs; i++) {
      if (!running[i]) continue;
      totals[i % numTasks] += rawRewards[i];
      if (terminated[i] || truncated[i]) {
        running[i] = 0;
        remaining--;
      }
    }
  }
  return Array.from(totals, (total) => Number((total / EPISODES[suite]).toPrecision(6)));
}

/** Reference returns of a suite by task name. */
export function measureReferenceReturns(suite, envs) {
  const { makeVec, Generator } = envs;
  const { tasks } = makeVec(suite, { numEnvs: 1 });
  const { numActions, act } = createExperts(suite, envs);
  const generator = new Generator(0);
  const random = meanReturns(makeVec, suite, (_observations, _at, task) => generator.integers(0, numActions[task]));
  const expert = meanReturns(makeVec, suite, act);
  return Object.fromEntries(tasks.map(({ name }, i) => [name, { randomReturn: random[i], expertReturn: expert[i] }]));
}

export const suites = Object.keys(EPISODES);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const envs = await import('../dist/index.js');
  const returns = Object.fromEntries(suites.map((suite) => [suite, measureReferenceReturns(suite, envs)]));
  console.log(returns);
  if (process.argv.includes('--write')) {
    const rows = suites.map((suite) => {
      const tasks = Object.entries(returns[suite]).map(
        ([name, { randomReturn, expertReturn }]) =>
          `    '${name}': { randomReturn: ${randomReturn}, expertReturn: ${expertReturn} },\n`,
      );
      return `  '${suite}': {\n${tasks.join('')}  },\n`;
    });
    writeFileSync(
      fileURLToPath(new URL('../src/reference-returns.ts', import.meta.url)),
      `/** Mean episode returns of a random and an expert policy; written by scripts/reference-returns.mjs --write. */\n` +
        `export const referenceReturns = {\n${rows.join('')}};\n`,
    );
  }
}

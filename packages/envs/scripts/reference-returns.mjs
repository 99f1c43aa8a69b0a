// Measures the mean episode returns that normalised scores of `scaled-cartpoles` refer to: of a uniformly random policy and
// of an expert, over 1,000 episodes a task. After a build:
//
//     node scripts/reference-returns.mjs            # prints them
//     node scripts/reference-returns.mjs --write    # and writes src/reference-returns.ts
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUITE = 'scaled-cartpoles';
const EPISODES = 1000;
const TIME_STEP = 0.02;

/**
 * The gain of the discrete linear-quadratic regulator of a cart-pole near its upright position, state (x, x', θ, θ'); the
 * expert pushes to the side that the regulator's force points to.
 */
export function regulatorGain({ gravity = 9.8, cartMass = 1, poleMass = 0.1, halfLength = 0.5 }) {
  const mass = cartMass + poleMass;
  const inertia = halfLength * (4 / 3 - poleMass / mass);
  const thetaPerTheta = gravity / inertia;
  const thetaPerForce = -1 / (mass * inertia);
  const coupling = (poleMass * halfLength) / mass;
  const a = [
    [1, TIME_STEP, 0, 0],
    [0, 1, -TIME_STEP * coupling * thetaPerTheta, 0],
    [0, 0, 1, TIME_STEP],
    [0, 0, TIME_STEP * thetaPerTheta, 1],
  ];
  const b = [0, TIME_STEP * (1 / mass - coupling * thetaPerForce), 0, TIME_STEP * thetaPerForce];
  const cost = [1, 0.1, 10, 0.1];
  let p = cost.map((value, i) => cost.map((_, j) => (i === j ? value : 0)));
  let gain = [0, 0, 0, 0];
  for (let iteration = 0; iteration < 5000; iteration++) {
    const pa = p.map((row) => a[0].map((_, j) => row.reduce((sum, value, k) => sum + value * a[k][j], 0)));
    const pb = p.map((row) => row.reduce((sum, value, k) => sum + value * b[k], 0));
    const denominator = 0.01 + b.reduce((sum, value, k) => sum + value * pb[k], 0);
    gain = a[0].map((_, j) => b.reduce((sum, value, k) => sum + value * pa[k][j], 0) / denominator);
    p = p.map((_, i) =>
      p.map((_, j) => (i === j ? cost[i] : 0) + a.reduce((sum, row, k) => sum + row[i] * pa[k][j], 0) -
        a.reduce((sum, row, k) => sum + row[i] * pb[k], 0) * gain[j]));
  }
  return gain;
}

/** Mean return of each task's first episodes, `act(observations, offset, task)` choosing the actions. */
function meanReturns(makeVec, act) {
  const numTasks = makeVec(SUITE, { numEnvs: 1 }).tasks.length;
  const numEnvs = EPISODES * numTasks;
  const envs = makeVec(SUITE, { numEnvs, seed: 0, taskSampling: 'fixed', taskId: false });
  const observations = envs.reset();
  const actions = new Int32Array(numEnvs);
  const running = new Uint8Array(numEnvs).fill(1);
  const totals = new Float64Array(numTasks);
  for (let remaining = numEnvs; remaining > 0;) {
    for (let i = 0; i < numEnvs; i++) if (running[i]) actions[i] = act(observations, 4 * i, i % numTasks);
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
  return Array.from(totals, (total) => Number((total / EPISODES).toPrecision(9)));
}

/** Reference returns by task name. */
export function measureReferenceReturns({ makeVec, Generator }) {
  const { tasks } = makeVec(SUITE, { numEnvs: 1 });
  const generator = new Generator(0);
  const random = meanReturns(makeVec, () => generator.integers(0, 2));
  const gains = tasks.map(regulatorGain);
  const expert = meanReturns(makeVec, (states, at, task) => {
    const gain = gains[task];
    const force = gain[0] * states[at] + gain[1] * states[at + 1] + gain[2] * states[at + 2] + gain[3] * states[at + 3];
    return force < 0 ? 1 : 0;
  });
  return Object.fromEntries(
    tasks.map(({ name }, i) => [name, { randomReturn: random[i], expertReturn: expert[i] }]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const returns = measureReferenceReturns(await import('../dist/index.js'));
  console.log(returns);
  if (process.argv.includes('--write')) {
    const rows = Object.entries(returns).map(
      ([name, { randomReturn, expertReturn }]) => `  ${name}: { randomReturn: ${randomReturn}, expertReturn: ${expertReturn} },`,
    );
    writeFileSync(
      fileURLToPath(new URL('../src/reference-returns.ts', import.meta.url)),
      `/** Mean episode returns of a random and an expert policy; written by scripts/reference-returns.mjs --write. */\n` +
        `export const referenceReturns = {\n${rows.join('\n')}\n};\n`,
    );
  }
}

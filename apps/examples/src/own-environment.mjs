// An environment of one's own: a walk to the corner of a grid. PPO and GRPO on it, a state saved, loaded and gone on from.
import { checkEnv, discrete, Generator, makeVec } from '@cohort-rl/envs';
import { groupRelative } from '@cohort-rl/grpo';
import { createPpo, loadAgent } from '@cohort-rl/ppo-core';

const size = 5;

function createGridWalk() {
  let generator = new Generator(0);
  let cell = 0;
  let age = 0;
  return {
    observationSpace: discrete(size * size), // policies see it one-hot
    actionSpace: discrete(4),
    reset({ seed } = {}) {
      if (seed !== undefined) generator = new Generator(seed);
      cell = generator.integers(0, size * size - 1);
      age = 0;
      return { observation: cell };
    },
    step(action) {
      const [dx, dy] = [[1, 0], [-1, 0], [0, 1], [0, -1]][action];
      const x = Math.min(size - 1, Math.max(0, (cell % size) + dx));
      const y = Math.min(size - 1, Math.max(0, Math.floor(cell / size) + dy));
      cell = y * size + x;
      age++;
      const terminated = cell === size * size - 1;
      return { observation: cell, reward: terminated ? 1 : -0.02, terminated, truncated: !terminated && age >= 50 };
    },
    // with these two a run resumes bit for bit
    getState: () => ({ generator: generator.getState(), cell, age }),
    setState(state) {
      generator.setState(state.generator);
      ({ cell, age } = state);
    },
  };
}

console.log(`problems found: ${checkEnv(createGridWalk()).length}`);
const makeEnvs = () => makeVec(createGridWalk, { numEnvs: 8, seed: 1, id: 'grid-walk' });
const options = { rolloutSteps: 64, minibatchSize: 128, learningRate: 0.003, seed: 1 };

for (const [name, extra] of [
  ['ppo', {}],
  ['grpo', { advantages: groupRelative({ grouping: 'difficulty', numGroups: 3 }) }],
]) {
  const agent = await createPpo(makeEnvs(), { ...options, ...extra });
  for await (const { isLast, metrics } of agent.learn({ totalSteps: 20_000 })) {
    if (isLast) console.log(`${name}: return ${metrics['charts/episodic_return'].toFixed(2)}`);
  }
  const loaded = await loadAgent(agent.state(), makeEnvs(), extra);
  const { returns, lengths } = await loaded.evaluate({ episodes: 20 });
  console.log(`${name}, loaded: ${returns.filter((value) => value > 0).length} of 20 episodes reach the corner, the longest in ${Math.max(...lengths)} steps`);
}

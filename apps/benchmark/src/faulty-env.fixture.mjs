import process from 'node:process';
import { box, discrete, Generator } from '@cohort-rl/envs';

/** A walk to one of two ends. The environment of seed 3, number 2 where the first has seed 1, does at its step COHORT_TEST_FAULT_STEP what COHORT_TEST_FAULT says. */
export default function makeWalk() {
  let generator = new Generator(0);
  let position = 0;
  let steps = 0;
  let isFaulty = false;
  const observation = () => [position];
  return {
    observationSpace: box(-4, 4, { shape: [1] }),
    actionSpace: discrete(2),
    reset({ seed } = {}) {
      if (seed !== undefined) {
        generator = new Generator(seed);
        isFaulty = seed === 3;
      }
      position = generator.uniform(-1, 1);
      return { observation: observation() };
    },
    step(action) {
      position += 0.4 * (2 * action - 1) + generator.normal(0, 0.1);
      const honest = { observation: observation(), reward: position, terminated: Math.abs(position) > 3, truncated: false };
      if (++steps !== Number(process.env.COHORT_TEST_FAULT_STEP) || !isFaulty) return honest;
      switch (process.env.COHORT_TEST_FAULT) {
        case 'throw':
          throw new Error('the simulator fell over');
        case 'hang':
          for (;;);
        case 'NaN':
          return { ...honest, observation: [NaN] };
        case 'reward':
          return { ...honest, reward: NaN };
        case 'shape':
          return { ...honest, observation: [0, 0] };
        case 'nothing':
          return undefined;
        case 'promise':
          return Promise.reject(new Error('later'));
        case 'late':
          setTimeout(() => {
            throw new Error('later');
          }, 0);
          return honest;
        case 'exit':
          return process.exit(0);
        default:
          return honest;
      }
    },
    getState: () => ({ generator: generator.getState(), position, steps, isFaulty }),
    setState(state) {
      generator.setState(state.generator);
      ({ position, steps, isFaulty } = state);
    },
  };
}

export const maxEpisodeSteps = 60;

import { actionSize, Generator, makeVec } from '@cohort-rl/envs';
import { settingUp } from '../errors.ts';
import { millisecondsPerCall } from './segments.ts';

/** Speed of stepping environments alone, with actions drawn beforehand; resets of finished episodes included. */
export interface EnvThroughput {
  readonly env: string;
  readonly numEnvs: number;
  readonly stepsPerSecond: number;
}

/** Sets of actions that are gone through in turn. */
const numActionSets = 64;

export async function measureEnv(env: string, numEnvs: number, seconds: number): Promise<EnvThroughput> {
  const envs = await settingUp(() => makeVec(env, { numEnvs, seed: 1 }));
  const { actionSpace } = envs;
  const size = numEnvs * actionSize(actionSpace);
  const generator = new Generator(1);
  const sets = Array.from({ length: numActionSets }, () =>
    actionSpace.kind === 'Discrete'
      ? Int32Array.from({ length: size }, () => generator.integers(0, actionSpace.n))
      : Float32Array.from({ length: size }, () => generator.uniform(-1, 1)),
  );
  envs.reset();
  let next = 0;
  const milliseconds = millisecondsPerCall(() => {
    envs.step(sets[next]!);
    next = (next + 1) % numActionSets;
  }, seconds);
  envs.close();
  return { env, numEnvs, stepsPerSecond: Math.round((1000 * numEnvs) / milliseconds) };
}

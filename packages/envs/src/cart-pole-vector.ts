import { cartPoleActions } from './cart-pole.ts';
import type { CartPoleKind } from './cart-pole.ts';
import { PHYSICS_STRIDE, stepCartPole } from './cart-pole-physics.ts';
import { nextBounded32, nextDouble, PCG64_WORDS, seedPcg64 } from './pcg64.ts';
import { SeedSequence } from './seed-sequence.ts';
import { flatSize } from './spaces.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkInteger, checkLength } from './validation.ts';
import type { EnvState, VectorEnv, VectorStep } from './vector-env.ts';

/** Draws the task and the first state of an episode from the environment's own generator. */
export function startCartPole(
  kind: CartPoleKind, states: Float64Array, tasks: Int32Array, generators: Int32Array, env: number,
): void {
  const words = env * PCG64_WORDS;
  if (kind.tasks.length > 1) {
    tasks[env] =
      kind.taskSampling === 'fixed' ? env % kind.tasks.length : nextBounded32(generators, words, kind.tasks.length);
  }
  for (let i = 4 * env; i < 4 * env + 4; i++) states[i] = -0.05 + 0.1 * nextDouble(generators, words);
}

/** Writes the observation of an environment at `offset`. */
export function observeCartPole(
  kind: CartPoleKind, states: Float64Array, task: number, env: number, target: Float32Array, offset: number,
): void {
  target[offset] = states[4 * env]!;
  target[offset + 1] = states[4 * env + 1]!;
  target[offset + 2] = states[4 * env + 2]!;
  target[offset + 3] = states[4 * env + 3]!;
  for (let i = 0; i < kind.taskIdSize; i++) target[offset + 4 + i] = i === task ? 1 : 0;
}

/** Many cart-poles as a structure of arrays. */
export function cartPoleVector(kind: CartPoleKind, { numEnvs, seed = 0 }: { numEnvs: number; seed?: number }): VectorEnv {
  checkInteger('numEnvs', numEnvs, 1);
  checkInteger('seed', seed, 0);
  const { physics, maxEpisodeSteps, standingRewards, fallingRewards } = kind;
  const observationSize = flatSize(kind.observationSpace);
  const states = new Float64Array(4 * numEnvs);
  // Below zero before the first reset.
  const elapsed = new Int32Array(numEnvs).fill(-1);
  const currentTasks = new Int32Array(numEnvs);
  const generators = new Int32Array(PCG64_WORDS * numEnvs);
  const observations = new Float32Array(observationSize * numEnvs);
  const finalObservations = new Float32Array(observationSize * numEnvs);
  const rewards = new Float64Array(numEnvs);
  const terminated = new Uint8Array(numEnvs);
  const truncated = new Uint8Array(numEnvs);
  const result: VectorStep = { observations, rewards, rawRewards: rewards, terminated, truncated, finalObservations };

  const seedAll = (first: number): void => {
    checkInteger('seed', first, 0);
    for (let env = 0; env < numEnvs; env++) seedPcg64(generators, env * PCG64_WORDS, new SeedSequence(first + env));
  };
  const start = (env: number): void => {
    elapsed[env] = 0;
    startCartPole(kind, states, currentTasks, generators, env);
    observeCartPole(kind, states, currentTasks[env]!, env, observations, env * observationSize);
  };
  seedAll(seed);

  return {
    id: kind.id,
    numEnvs,
    observationSpace: kind.observationSpace,
    actionSpace: cartPoleActions,
    observationSize,
    tasks: kind.tasks,
    currentTasks,
    actionMasks: null,
    hasExactState: true,

    reset(options = {}) {
      if (options.seed !== undefined) seedAll(options.seed);
      for (let env = 0; env < numEnvs; env++) start(env);
      return observations;
    },

    step(actions) {
      checkLength('actions', actions.length, numEnvs);
      if (elapsed[0]! < 0) throw new Error('no episode is running; call reset before step');
      for (let env = 0; env < numEnvs; env++) {
        const action = actions[env]!;
        if (action !== 0 && action !== 1) {
          throw new RangeError(`invalid action of environment ${env}: ${action}; expected 0 or 1`);
        }
        const task = currentTasks[env]!;
        const fell = stepCartPole(states, 4 * env, physics, PHYSICS_STRIDE * task, action);
        const steps = elapsed[env]! + 1;
        const cut = steps >= maxEpisodeSteps;
        elapsed[env] = steps;
        rewards[env] = fell ? fallingRewards[task]! : standingRewards[task]!;
        terminated[env] = fell ? 1 : 0;
        truncated[env] = cut ? 1 : 0;
        if (fell || cut) {
          observeCartPole(kind, states, task, env, finalObservations, env * observationSize);
          start(env);
        } else {
          const offset = env * observationSize;
          observations[offset] = states[4 * env]!;
          observations[offset + 1] = states[4 * env + 1]!;
          observations[offset + 2] = states[4 * env + 2]!;
          observations[offset + 3] = states[4 * env + 3]!;
        }
      }
      return result;
    },

    getState() {
      return {
        states: encodeArray(states),
        elapsed: encodeArray(elapsed),
        tasks: encodeArray(currentTasks),
        generators: encodeArray(generators),
      };
    },

    setState(state) {
      const saved = state as Record<string, EnvState>;
      decodeArray('states', saved.states, states);
      decodeArray('elapsed', saved.elapsed, elapsed);
      decodeArray('tasks', saved.tasks, currentTasks);
      decodeArray('generators', saved.generators, generators);
      for (let env = 0; env < numEnvs; env++) {
        observeCartPole(kind, states, currentTasks[env]!, env, observations, env * observationSize);
      }
    },

    transformObservations: (raw) => raw,

    createEvaluationEnvs: (options) => cartPoleVector(kind, options),

    close() {},
  };
}

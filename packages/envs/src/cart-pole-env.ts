import { cartPoleActions } from './cart-pole.ts';
import type { CartPoleKind } from './cart-pole.ts';
import { stepCartPole, PHYSICS_STRIDE } from './cart-pole-physics.ts';
import { observeCartPole, startCartPole } from './cart-pole-vector.ts';
import type { Env } from './env.ts';
import { PCG64_WORDS, seedPcg64 } from './pcg64.ts';
import { SeedSequence } from './seed-sequence.ts';
import { contains, flatSize } from './spaces.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkInteger } from './validation.ts';
import type { EnvState } from './vector-env.ts';

/** One cart-pole. `info.task` names the episode's task where there are several. Unless seeded, the seed is 0. */
export function cartPoleEnv(kind: CartPoleKind): Env<Float32Array, number> {
  const states = new Float64Array(4);
  const elapsed = new Int32Array(1);
  const running = new Int32Array(1);
  const tasks = new Int32Array(1);
  const generator = new Int32Array(PCG64_WORDS);
  seedPcg64(generator, 0, new SeedSequence(0));

  const observe = (): Float32Array => {
    const observation = new Float32Array(flatSize(kind.observationSpace));
    observeCartPole(kind, states, tasks[0]!, 0, observation, 0);
    return observation;
  };
  const info = () => (kind.tasks.length > 1 ? { task: kind.tasks[tasks[0]!]!.name } : {});

  return {
    observationSpace: kind.observationSpace,
    actionSpace: cartPoleActions,

    reset({ seed } = {}) {
      if (seed !== undefined) {
        checkInteger('seed', seed, 0);
        seedPcg64(generator, 0, new SeedSequence(seed));
      }
      startCartPole(kind, states, tasks, generator, 0);
      elapsed[0] = 0;
      running[0] = 1;
      return { observation: observe(), info: info() };
    },

    step(action) {
      if (running[0] === 0) throw new Error('no episode is running; call reset before step');
      if (!contains(cartPoleActions, action)) throw new RangeError(`invalid action: ${String(action)}; expected 0 or 1`);
      const task = tasks[0]!;
      const terminated = stepCartPole(states, 0, kind.physics, PHYSICS_STRIDE * task, action);
      elapsed[0]!++;
      const truncated = elapsed[0]! >= kind.maxEpisodeSteps;
      if (terminated || truncated) running[0] = 0;
      const reward = (terminated ? kind.fallingRewards : kind.standingRewards)[task]!;
      return { observation: observe(), reward, terminated, truncated, info: info() };
    },

    getState: () => ({
      states: encodeArray(states),
      elapsed: elapsed[0]!,
      running: running[0]!,
      task: tasks[0]!,
      generator: encodeArray(generator),
    }),

    setState(state) {
      const saved = state as Record<string, EnvState>;
      decodeArray('states', saved.states, states);
      decodeArray('generator', saved.generator, generator);
      elapsed[0] = saved.elapsed as number;
      running[0] = saved.running as number;
      tasks[0] = saved.task as number;
    },

    close() {},
  };
}

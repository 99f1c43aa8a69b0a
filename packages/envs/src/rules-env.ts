import type { Env } from './env.ts';
import { writeMask, writeObservation } from './env-kind.ts';
import type { EnvKind, Outcome } from './env-kind.ts';
import { PCG64_WORDS, seedPcg64 } from './pcg64.ts';
import { savedFields, savedIndex } from './saved-state.ts';
import { SeedSequence } from './seed-sequence.ts';
import { shownValue } from './shown-value.ts';
import { flatSize } from './spaces.ts';
import type { SpaceElement } from './spaces.ts';
import { createTaskSampler } from './task-sampler.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkInteger } from './validation.ts';

/** One environment. `info.task` names the episode's task where there are several. Unless seeded, the seed is 0. */
export function rulesEnv(kind: EnvKind): Env {
  const { tasks, stateSize, actionSpace, observationSpace } = kind;
  const observationSize = kind.contentSize + kind.taskIdSize;
  const states = new Float64Array(stateSize);
  const generator = new Int32Array(PCG64_WORDS);
  const sampler = createTaskSampler(kind);
  const outcome: Outcome = { reward: 0, terminated: false };
  let elapsed = 0;
  let running = false;
  let task = 0;
  seedPcg64(generator, 0, new SeedSequence(0));

  const observe = (): SpaceElement => {
    const { rules } = tasks[task]!;
    if (rules.element && tasks.length === 1) return rules.element(states, 0);
    const observation = new Float32Array(observationSize);
    writeObservation(kind, task, states, 0, observation, 0);
    return observation;
  };
  const info = () => {
    const named = tasks.length > 1 ? { task: tasks[task]!.task.name } : {};
    if (!kind.hasActionMasks) return named;
    const mask = new Uint8Array(flatSize(actionSpace));
    writeMask(kind, task, states, 0, mask, 0);
    return { ...named, action_mask: mask };
  };
  const readAction = (action: SpaceElement): number => {
    const own = tasks[task]!.rules.actionSpace;
    if (own.kind === 'Discrete') {
      if (Number.isInteger(action) && (action as number) >= 0 && (action as number) < own.n) return action as number;
      throw new RangeError(`invalid action: ${shownValue(JSON.stringify(action))}; expected an integer from 0 to ${own.n - 1}`);
    }
    const number = (action as ArrayLike<unknown> | null)?.[0];
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new RangeError(`invalid action: ${shownValue(JSON.stringify(action))}; expected an array of one finite number`);
  };

  return {
    observationSpace,
    actionSpace,

    reset({ seed } = {}) {
      if (seed !== undefined) {
        checkInteger('seed', seed, 0);
        seedPcg64(generator, 0, new SeedSequence(seed));
      }
      if (tasks.length > 1) task = sampler.draw(0, generator, 0);
      tasks[task]!.rules.start(states, 0, generator, 0);
      elapsed = 0;
      running = true;
      return { observation: observe(), info: info() };
    },

    step(action) {
      if (!running) throw new Error('no episode is running; call reset before step');
      const { rules, maxEpisodeSteps } = tasks[task]!;
      rules.step(states, 0, readAction(action), generator, 0, outcome);
      const { reward, terminated } = outcome;
      elapsed++;
      const truncated = elapsed >= maxEpisodeSteps;
      if (terminated || truncated) {
        running = false;
        sampler.record(task, terminated);
      }
      return { observation: observe(), reward, terminated, truncated, info: info() };
    },

    getState: () => ({
      states: encodeArray(states), elapsed, running, task, generator: encodeArray(generator), sampler: sampler.getState(),
    }),

    setState(state) {
      const saved = savedFields(state);
      decodeArray('states', saved.states, states);
      decodeArray('generator', saved.generator, generator);
      elapsed = savedIndex('elapsed', saved.elapsed);
      running = Boolean(saved.running);
      task = savedIndex('task', saved.task, tasks.length);
      sampler.setState(saved.sampler!);
    },

    render: () => tasks[task]!.rules.render(states, 0),

    close() {},
  };
}

import { writeMask, writeObservation } from './env-kind.ts';
import type { EnvKind } from './env-kind.ts';
import { PCG64_WORDS, seedPcg64 } from './pcg64.ts';
import { restoreNumbers, savedFields, savedIndex } from './saved-state.ts';
import { SeedSequence } from './seed-sequence.ts';
import { flatSize } from './spaces.ts';
import { createTaskSampler } from './task-sampler.ts';
import { stepAll } from './step-all.ts';
import type { SteppedVector } from './step-all.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkInteger, checkNumbers } from './validation.ts';
import type { VectorEnv, VectorStep } from './vector-env.ts';
import { checkVectorOptions } from './vector-options.ts';
import type { VectorOptions } from './vector-options.ts';

/** Many environments of one kind as a structure of arrays. */
export function rulesVector(kind: EnvKind, options: VectorOptions): VectorEnv {
  const { numEnvs, seed, autoreset, replicas } = checkVectorOptions(options);
  const { tasks, stateSize, actionSpace } = kind;
  const numGroups = numEnvs / replicas;
  const observationSize = kind.contentSize + kind.taskIdSize;
  const maskSize = flatSize(actionSpace);
  const longest = Math.max(...tasks.map(({ maxEpisodeSteps }) => maxEpisodeSteps));
  const restartsAtOnce = autoreset === 'sameStep' && replicas === 1;
  const restartsGroups = autoreset === 'sameStep' && replicas > 1;
  const states = new Float64Array(stateSize * numEnvs);
  // Below zero before the first reset.
  const elapsed = new Int32Array(numEnvs).fill(-1);
  const currentTasks = new Int32Array(numEnvs);
  // With replicas the environments' own generators come first, then those that a group's starts are drawn from.
  const generators = new Int32Array(PCG64_WORDS * (replicas === 1 ? numEnvs : numEnvs + numGroups));
  const observations = new Float32Array(observationSize * numEnvs);
  const finalObservations = new Float32Array(observationSize * numEnvs);
  const rewards = new Float64Array(numEnvs);
  const terminated = new Uint8Array(numEnvs);
  const truncated = new Uint8Array(numEnvs);
  const actionMasks = kind.hasActionMasks ? new Uint8Array(maskSize * numEnvs).fill(1) : null;
  const waiting = restartsAtOnce ? null : new Uint8Array(numEnvs);
  const startIds = replicas === 1 ? null : new Int32Array(numEnvs).fill(-1);
  // How many actions a task has; 0 where an action is the number of a box.
  const numActions = Int32Array.from(tasks, ({ rules }) => (rules.actionSpace.kind === 'Discrete' ? rules.actionSpace.n : 0));
  const sampler = createTaskSampler(kind);
  const stepped: SteppedVector = {
    tasks, currentTasks, numActions, stateSize, states, generators, elapsed, observationSize, observations, rewards, terminated, truncated, waiting,
    paused: new Int32Array(numEnvs),
    outcome: { reward: 0, terminated: false },
  };
  const result: VectorStep = { observations, rewards, rawRewards: rewards, terminated, truncated, finalObservations };
  let starts = 0;

  const seedAll = (first: number): void => {
    checkInteger('seed', first, 0);
    if (replicas === 1) {
      for (let env = 0; env < numEnvs; env++) seedPcg64(generators, env * PCG64_WORDS, new SeedSequence(first + env));
      return;
    }
    for (let group = 0; group < numGroups; group++) {
      const sequence = new SeedSequence(first + group);
      seedPcg64(generators, (numEnvs + group) * PCG64_WORDS, sequence);
      sequence.spawn(replicas).forEach((own, copy) => seedPcg64(generators, (group * replicas + copy) * PCG64_WORDS, own));
    }
  };
  const show = (env: number): void => {
    const task = currentTasks[env]!;
    writeObservation(kind, task, states, env * stateSize, observations, env * observationSize);
    if (actionMasks) writeMask(kind, task, states, env * stateSize, actionMasks, env * maskSize);
  };
  const start = (env: number): void => {
    const generator = env * PCG64_WORDS;
    if (tasks.length > 1) currentTasks[env] = sampler.draw(env, generators, generator);
    tasks[currentTasks[env]!]!.rules.start(states, env * stateSize, generators, generator);
    elapsed[env] = 0;
    if (waiting) waiting[env] = 0;
    show(env);
  };
  const startGroup = (group: number): void => {
    const generator = (numEnvs + group) * PCG64_WORDS;
    const first = group * replicas;
    const task = tasks.length > 1 ? sampler.draw(group, generators, generator) : 0;
    tasks[task]!.rules.start(states, first * stateSize, generators, generator);
    for (let env = first; env < first + replicas; env++) {
      if (env > first) states.copyWithin(env * stateSize, first * stateSize, (first + 1) * stateSize);
      currentTasks[env] = task;
      elapsed[env] = 0;
      waiting![env] = 0;
      startIds![env] = starts;
      show(env);
    }
    starts++;
  };
  const startFinishedGroups = (): void => {
    for (let group = 0; group < numGroups; group++) {
      let ended = 0;
      for (let env = group * replicas; env < (group + 1) * replicas; env++) ended += waiting![env]!;
      if (ended === replicas) startGroup(group);
    }
  };
  const showMasks = (): void => {
    for (let env = 0; env < numEnvs; env++) {
      const isRunning = (waiting === null || waiting[env] === 0) && (terminated[env]! | truncated[env]!) === 0;
      if (isRunning) writeMask(kind, currentTasks[env]!, states, env * stateSize, actionMasks!, env * maskSize);
    }
  };
  const finish = (env: number): void => {
    for (let i = env * observationSize; i < (env + 1) * observationSize; i++) finalObservations[i] = observations[i]!;
    sampler.record(currentTasks[env]!, terminated[env] === 1);
    if (restartsAtOnce) start(env);
    else waiting![env] = 1;
  };
  /** An environment that waits ignores its action; with next-step autoreset it restarts. */
  const pass = (env: number): void => {
    rewards[env] = 0;
    terminated[env] = 0;
    truncated[env] = 0;
    if (autoreset === 'nextStep') start(env);
  };
  seedAll(seed);

  return {
    id: kind.id,
    numEnvs,
    observationSpace: kind.observationSpace,
    actionSpace,
    observationSize,
    tasks: tasks.map(({ task }) => task),
    maxEpisodeSteps: longest === Infinity ? null : longest,
    currentTasks,
    actionMasks,
    autoreset,
    waiting,
    startIds,
    hasExactState: true,

    reset(resetOptions = {}) {
      if (resetOptions.seed !== undefined) seedAll(resetOptions.seed);
      if (replicas === 1) for (let env = 0; env < numEnvs; env++) start(env);
      else for (let group = 0; group < numGroups; group++) startGroup(group);
      return observations;
    },

    step(actions) {
      checkNumbers('actions', actions, numEnvs);
      if (elapsed[0]! < 0) throw new Error('no episode is running; call reset before step');
      const numPaused = stepAll(stepped, actions);
      if (actionMasks) showMasks();
      for (let i = 0; i < numPaused; i++) {
        const env = stepped.paused[i]!;
        if (waiting !== null && waiting[env] === 1) pass(env);
        else finish(env);
      }
      if (restartsGroups) startFinishedGroups();
      return result;
    },

    getState() {
      return {
        states: encodeArray(states),
        elapsed: encodeArray(elapsed),
        tasks: encodeArray(currentTasks),
        generators: encodeArray(generators),
        waiting: waiting && Array.from(waiting),
        startIds: startIds && Array.from(startIds),
        starts,
        sampler: sampler.getState(),
      };
    },

    setState(state) {
      const saved = savedFields(state);
      decodeArray('states', saved.states, states);
      decodeArray('elapsed', saved.elapsed, elapsed);
      decodeArray('tasks', saved.tasks, currentTasks);
      for (const task of currentTasks) savedIndex('tasks', task, tasks.length);
      decodeArray('generators', saved.generators, generators);
      if (waiting) restoreNumbers('waiting', saved.waiting, waiting);
      if (startIds) restoreNumbers('startIds', saved.startIds, startIds);
      starts = savedIndex('starts', saved.starts);
      sampler.setState(saved.sampler ?? null);
      for (let env = 0; env < numEnvs; env++) show(env);
    },

    transformObservations: (raw) => raw,
    getObservationNormalizer: () => null,

    // What is evaluated is every task equally, whatever training draws.
    createEvaluationEnvs({ maxEpisodeSteps: limit = Infinity, ...evaluation }) {
      const limited = tasks.map((task) => ({ ...task, maxEpisodeSteps: Math.min(task.maxEpisodeSteps, limit) }));
      return rulesVector({ ...kind, tasks: limited, taskSampling: 'fixed' }, evaluation);
    },

    render(env) {
      checkInteger('env', env, 0);
      if (env >= numEnvs) throw new RangeError(`invalid env: ${env}; expected at most ${numEnvs - 1}`);
      return tasks[currentTasks[env]!]!.rules.render(states, env * stateSize);
    },

    close() {},
  };
}

import { EnvFailureError } from './env-failure-error.ts';
import type { Env, EnvStep, Info } from './env.ts';
import { flattenObservation } from './flatten-observation.ts';
import { InvalidEnvOutputError } from './invalid-env-output-error.ts';
import { checkSameSpaces } from './check-same-spaces.ts';
import { Generator } from './generator.ts';
import type { GeneratorState } from './generator.ts';
import { restoreNumbers, savedFields, savedIndex } from './saved-state.ts';
import { SeedSequence } from './seed-sequence.ts';
import { shownValue } from './shown-value.ts';
import { actionSize, flatSize } from './spaces.ts';
import { decodeArray, encodeArray } from './typed-array-state.ts';
import { checkInteger, checkNumbers, checkOptionNames } from './validation.ts';
import type { EnvState, VectorEnv, VectorStep } from './vector-env.ts';
import { checkVectorOptions } from './vector-options.ts';
import type { VectorOptions } from './vector-options.ts';

/** Options of a vector of environments of the user's own. */
export interface VectorizeOptions extends VectorOptions {
  /** Name in reports, `custom` by default. */
  id?: string;
  /** Steps after which an episode is truncated; unlimited by default. */
  maxEpisodeSteps?: number;
}

/**
 * Steps `numEnvs` environments, each made by one call of `makeEnv`, one after the other. A Discrete action is handed over
 * as its element (index + start), a Box action as a Float32Array that is reused.
 * `info.action_mask` restricts the next action, if the very first reset gives one.
 * @throws RangeError or TypeError for invalid options or when the environments' spaces differ; InvalidEnvOutputError when an
 * environment returns something unusable, a promise among that, EnvFailureError when it, or `makeEnv`, throws.
 */
export function vectorize(makeEnv: () => Env, options: VectorizeOptions): VectorEnv {
  checkOptionNames(options, ['numEnvs', 'seed', 'id', 'maxEpisodeSteps', 'autoreset', 'replicas']);
  const { id = 'custom', maxEpisodeSteps = Infinity } = options;
  const { numEnvs, seed, autoreset, replicas } = checkVectorOptions(options);
  if (maxEpisodeSteps !== Infinity) checkInteger('maxEpisodeSteps', maxEpisodeSteps, 1);
  const envs = Array.from({ length: numEnvs }, (_, envIndex) => makeOne(makeEnv, envIndex));
  const { observationSpace, actionSpace } = envs[0]!;
  checkSameSpaces(envs);
  const observationSize = flatSize(observationSpace);
  const numbersPerAction = actionSize(actionSpace);
  const observations = new Float32Array(numEnvs * observationSize);
  const finalObservations = new Float32Array(numEnvs * observationSize);
  const rewards = new Float64Array(numEnvs);
  const terminated = new Uint8Array(numEnvs);
  const truncated = new Uint8Array(numEnvs);
  const elapsed = new Int32Array(numEnvs);
  const totalSteps = new Float64Array(numEnvs);
  const actionBuffers = envs.map(() => new Float32Array(numbersPerAction));
  const result: VectorStep = { observations, rewards, rawRewards: rewards, terminated, truncated, finalObservations };
  const hasExactState = envs.every((env) => env.getState !== undefined && env.setState !== undefined);
  const restartsAtOnce = autoreset === 'sameStep' && replicas === 1;
  const restartsGroups = autoreset === 'sameStep' && replicas > 1;
  const waiting = restartsAtOnce ? null : new Uint8Array(numEnvs);
  const startIds = replicas === 1 ? null : new Int32Array(numEnvs).fill(-1);
  // With replicas a group's starts are seeds that are drawn from a generator of its own.
  const groups = Array.from({ length: replicas === 1 ? 0 : numEnvs / replicas }, (_, group) => new Generator(seed + group));
  let starts = 0;
  let unseeded: number | null = seed;
  let restarts = 0;

  const fail = (what: string, expected: string, envIndex: number, value: unknown): never => {
    throw new InvalidEnvOutputError(what, expected, { envIndex, step: totalSteps[envIndex]!, value });
  };
  const refusePromise = (method: 'reset' | 'step', envIndex: number, answer: object): void => {
    if (!('then' in answer) || typeof answer.then !== 'function') return;
    // nobody will hear whether it is kept
    Promise.resolve(answer).catch(() => undefined);
    fail(method, 'an answer at once', envIndex, 'a promise');
  };
  const observe = (envIndex: number, observation: unknown, target: Float32Array): void => {
    const fault = flattenObservation(observationSpace, observation, target, envIndex * observationSize);
    if (fault) fail(fault.what, fault.expected, envIndex, fault.value);
  };
  const readMask = (envIndex: number, info: Info | undefined, masks: Uint8Array | null): void => {
    const mask = info?.action_mask;
    if (!masks || actionSpace.kind !== 'Discrete') return;
    if (mask?.length !== actionSpace.n) return fail('info.action_mask', `${actionSpace.n} flags`, envIndex, mask);
    let allowed = 0;
    for (let i = 0; i < actionSpace.n; i++) allowed += masks[envIndex * actionSpace.n + i] = mask[i] ? 1 : 0;
    if (allowed === 0) fail('info.action_mask', 'at least one allowed action', envIndex, 'none allowed');
  };
  const resetEnv = (envIndex: number, resetOptions: { seed?: number }): Info | undefined => {
    let started: unknown;
    try {
      started = envs[envIndex]!.reset(resetOptions);
    } catch (error) {
      throw new EnvFailureError('reset', { envIndex, step: totalSteps[envIndex]!, cause: error });
    }
    if (typeof started !== 'object' || started === null) fail('reset', '{ observation, info? }', envIndex, started);
    refusePromise('reset', envIndex, started as object);
    const { observation, info } = started as { observation: unknown; info?: Info };
    observe(envIndex, observation, observations);
    elapsed[envIndex] = 0;
    if (waiting) waiting[envIndex] = 0;
    return info;
  };
  const startGroup = (group: number): void => {
    const start = groups[group]!.uint32();
    for (let i = group * replicas; i < (group + 1) * replicas; i++) {
      readMask(i, resetEnv(i, { seed: start }), actionMasks);
      startIds![i] = starts;
    }
    starts++;
  };

  // Whether actions are masked has to be known before the caller's first reset.
  const firstInfo = resetEnv(0, { seed });
  const actionMasks =
    firstInfo?.action_mask && actionSpace.kind === 'Discrete' ? new Uint8Array(numEnvs * actionSpace.n).fill(1) : null;
  readMask(0, firstInfo, actionMasks);

  const element = (envIndex: number, actions: Int32Array | Float32Array): number | Float32Array => {
    if (actionSpace.kind === 'Discrete') {
      const index = actions[envIndex]!;
      if (!Number.isInteger(index) || index < 0 || index >= actionSpace.n) {
        throw new RangeError(`invalid action of environment ${envIndex}: ${index}; expected an integer from 0 to ${actionSpace.n - 1}`);
      }
      return index + actionSpace.start;
    }
    const buffer = actionBuffers[envIndex]!;
    for (let i = 0; i < numbersPerAction; i++) {
      const number = actions[envIndex * numbersPerAction + i]!;
      if (!Number.isFinite(number)) throw new RangeError(`invalid action of environment ${envIndex}: ${number}; expected finite numbers`);
      buffer[i] = number;
    }
    return buffer;
  };
  const stepEnv = (envIndex: number, actions: Int32Array | Float32Array): void => {
    const action = element(envIndex, actions);
    totalSteps[envIndex]!++;
    elapsed[envIndex]!++;
    let returned: unknown;
    try {
      returned = envs[envIndex]!.step(action);
    } catch (error) {
      throw new EnvFailureError('step', { envIndex, step: totalSteps[envIndex]!, cause: error });
    }
    if (typeof returned !== 'object' || returned === null) {
      fail('step', '{ observation, reward, terminated, truncated, info? }', envIndex, returned);
    }
    refusePromise('step', envIndex, returned as object);
    const step = returned as EnvStep;
    if (!Number.isFinite(step.reward)) fail('reward', 'a finite number', envIndex, step.reward);
    for (const flag of ['terminated', 'truncated'] as const) {
      if (typeof step[flag] !== 'boolean') fail(flag, 'true or false', envIndex, step[flag]);
    }
    const cut = step.truncated || elapsed[envIndex]! >= maxEpisodeSteps;
    rewards[envIndex] = step.reward;
    terminated[envIndex] = step.terminated ? 1 : 0;
    truncated[envIndex] = cut ? 1 : 0;
    if (step.terminated || cut) {
      observe(envIndex, step.observation, finalObservations);
      if (restartsAtOnce) {
        readMask(envIndex, resetEnv(envIndex, {}), actionMasks);
      } else {
        observe(envIndex, step.observation, observations);
        waiting![envIndex] = 1;
      }
    } else {
      observe(envIndex, step.observation, observations);
      readMask(envIndex, step.info, actionMasks);
    }
  };

  /** An environment that waits ignores its action; with next-step autoreset it restarts. */
  const pass = (envIndex: number): void => {
    rewards[envIndex] = 0;
    terminated[envIndex] = 0;
    truncated[envIndex] = 0;
    if (autoreset === 'nextStep') readMask(envIndex, resetEnv(envIndex, {}), actionMasks);
  };

  return {
    id,
    numEnvs,
    observationSpace,
    actionSpace,
    observationSize,
    tasks: [{ name: id }],
    maxEpisodeSteps: maxEpisodeSteps === Infinity ? null : maxEpisodeSteps,
    currentTasks: new Int32Array(numEnvs),
    actionMasks,
    autoreset,
    waiting,
    startIds,
    hasExactState,

    reset({ seed: first = unseeded ?? undefined } = {}) {
      if (first !== undefined) checkInteger('seed', first, 0);
      if (replicas === 1) {
        for (let i = 0; i < numEnvs; i++) {
          readMask(i, resetEnv(i, first === undefined ? {} : { seed: first + i }), actionMasks);
        }
      } else {
        for (let group = 0; group < groups.length; group++) {
          if (first !== undefined) groups[group] = new Generator(first + group);
          startGroup(group);
        }
      }
      unseeded = null;
      return observations;
    },

    step(actions) {
      checkNumbers('actions', actions, numEnvs * numbersPerAction);
      if (unseeded !== null) throw new Error('no episode is running; call reset before step');
      for (let i = 0; i < numEnvs; i++) {
        if (waiting !== null && waiting[i] === 1) pass(i);
        else stepEnv(i, actions);
      }
      for (let group = 0; restartsGroups && group < groups.length; group++) {
        if (waiting!.subarray(group * replicas, (group + 1) * replicas).every((flag) => flag === 1)) startGroup(group);
      }
      return result;
    },

    getState() {
      return {
        unseeded,
        restarts,
        totalSteps: encodeArray(totalSteps),
        elapsed: encodeArray(elapsed),
        observations: Array.from(observations),
        actionMasks: actionMasks && Array.from(actionMasks),
        waiting: waiting && Array.from(waiting),
        startIds: startIds && Array.from(startIds),
        starts,
        groups: groups.map((generator) => generator.getState()),
        envs: hasExactState ? envs.map((env) => env.getState!()) : null,
      };
    },

    setState(state) {
      const saved = savedFields(state);
      unseeded = saved.unseeded === null ? null : savedIndex('unseeded', saved.unseeded);
      restarts = savedIndex('restarts', saved.restarts);
      decodeArray('totalSteps', saved.totalSteps, totalSteps);
      decodeArray('elapsed', saved.elapsed, elapsed);
      starts = savedIndex('starts', saved.starts);
      groups.forEach((generator, group) => generator.setState((saved.groups as unknown as GeneratorState[] | null | undefined)?.[group] as GeneratorState));
      if (hasExactState && Array.isArray(saved.envs)) {
        restoreNumbers('observations', saved.observations, observations);
        if (actionMasks) restoreNumbers('actionMasks', saved.actionMasks, actionMasks);
        if (waiting) restoreNumbers('waiting', saved.waiting, waiting);
        if (startIds) restoreNumbers('startIds', saved.startIds, startIds);
        envs.forEach((env, i) => env.setState!((saved.envs as EnvState[])[i] ?? null));
        return;
      }
      restarts++;
      if (replicas > 1) {
        // The groups' generators go on from where they were: starts of their own come anyway.
        for (let group = 0; group < groups.length; group++) startGroup(group);
        return;
      }
      for (let i = 0; i < numEnvs; i++) {
        // Seeds of their own, so that a resumed run does not live through its first episodes again.
        const [restartSeed] = new SeedSequence([seed, i], { spawnKey: [restarts] }).generateState(1);
        readMask(i, resetEnv(i, { seed: restartSeed! }), actionMasks);
      }
    },

    transformObservations: (raw) => raw,
    getObservationNormalizer: () => null,

    createEvaluationEnvs: ({ maxEpisodeSteps: limit = Infinity, ...evaluation }) =>
      vectorize(makeEnv, { id, maxEpisodeSteps: Math.min(maxEpisodeSteps, limit), ...evaluation }),

    ...(envs[0]!.render && { render: (env: number) => envs[env]!.render!() }),

    close() {
      for (const env of envs) env.close?.();
    },
  };
}

/** @throws EnvFailureError when that throws, TypeError when what it makes is no environment. */
function makeOne(makeEnv: () => Env, envIndex: number): Env {
  let env: unknown;
  try {
    env = makeEnv();
  } catch (error) {
    throw new EnvFailureError('make', { envIndex, step: 0, cause: error });
  }
  const { reset, step } = (env ?? {}) as Partial<Env>;
  if (typeof reset !== 'function' || typeof step !== 'function') {
    throw new TypeError(`invalid environment ${envIndex}: ${shownValue(env)}; expected an object with observationSpace, actionSpace, reset and step`);
  }
  return env as Env;
}

import type { Env, Info } from './env.ts';
import { flattenObservation } from './flatten-observation.ts';
import { Generator } from './generator.ts';
import { contains, sample } from './space-elements.ts';
import { spaceToString } from './describe-space.ts';
import { flatSize, isActionSpace, isSpace } from './spaces.ts';
import type { ActionSpace, Space, SpaceElement } from './spaces.ts';
import type { EnvState } from './vector-env.ts';

const STEPS = 200;

/**
 * What is wrong with an environment of the user's own, one sentence a problem; empty when nothing was found. Plays some
 * 200 random steps three times over: spaces, shapes and types of what `reset` and `step` return, observations within
 * their space, the same episode for the same seed, and the same future after `setState(getState())`.
 */
export function checkEnv(env: Env, { seed = 0 }: { seed?: number } = {}): string[] {
  const problems = new Set<string>();
  if (!isSpace(env.observationSpace)) {
    problems.add('observationSpace is not a space made by box, discrete, multiDiscrete, tuple or dict');
  }
  if (!isActionSpace(env.actionSpace)) problems.add('actionSpace is not a space made by box or discrete');
  for (const name of ['reset', 'step'] as const) {
    if (typeof env[name] !== 'function') problems.add(`${name} is not a method`);
  }
  if ((env.getState === undefined) !== (env.setState === undefined)) {
    problems.add('getState and setState come as a pair; only one is there');
  }
  if (problems.size > 0) return [...problems];

  try {
    const first = play(env, { seed, problems, reset: true });
    const second = play(env, { seed, problems, reset: true });
    if (first !== second) problems.add('the same seed gives another episode; draw from a generator that reset seeds');
    if (env.getState && env.setState) checkState(env, seed, problems);
  } catch (error) {
    problems.add(`threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
  return [...problems];
}

function checkState(env: Env, seed: number, problems: Set<string>): void {
  const state = env.getState!();
  const text = JSON.stringify(state);
  const future = play(env, { seed: seed + 1, problems, reset: false });
  if (JSON.stringify(state) !== text) problems.add('what getState returned changes when the environment steps on');
  env.setState!(JSON.parse(text) as EnvState);
  if (play(env, { seed: seed + 1, problems, reset: false }) !== future) {
    problems.add('after setState(getState()) the future is another; the state misses something, perhaps the generator');
  }
}

/** Random steps, as text that differs when anything returned differs. Without a reset first an episode may end soon. */
function play(env: Env, { seed, problems, reset }: { seed: number; problems: Set<string>; reset: boolean }): string {
  const generator = new Generator(seed);
  const log: unknown[] = [];
  let mask: ArrayLike<number | boolean> | undefined;
  const start = (options: { seed?: number }): void => {
    const started: unknown = env.reset(options);
    if (typeof started !== 'object' || started === null || !('observation' in started)) {
      throw new TypeError('reset has to return { observation, info? }');
    }
    checkObservation(env.observationSpace, started.observation, 'reset', problems);
    log.push(copy(started.observation));
    mask = (started as { info?: Info }).info?.action_mask;
  };
  // A state may be that of an ended episode, in which only a reset is allowed.
  start(reset ? { seed } : {});
  for (let i = 0; i < STEPS; i++) {
    const returned: unknown = env.step(allowedAction(env.actionSpace, mask, generator));
    if (typeof returned !== 'object' || returned === null) {
      throw new TypeError('step has to return { observation, reward, terminated, truncated, info? }');
    }
    const { observation, reward, terminated, truncated } = returned as Record<string, unknown>;
    checkObservation(env.observationSpace, observation, 'step', problems);
    if (typeof reward !== 'number' || !Number.isFinite(reward)) problems.add(`step returned the reward ${String(reward)}; expected a finite number`);
    for (const [name, flag] of Object.entries({ terminated, truncated })) {
      if (typeof flag !== 'boolean') problems.add(`step returned ${name}: ${String(flag)}; expected true or false`);
    }
    log.push(copy(observation), reward, terminated, truncated);
    mask = (returned as { info?: Info }).info?.action_mask;
    if (terminated || truncated) start({});
  }
  return JSON.stringify(log);
}

/** A random action that the mask, if there is one, allows. */
function allowedAction(space: ActionSpace, mask: ArrayLike<number | boolean> | undefined, generator: Generator): SpaceElement {
  if (!mask || space.kind !== 'Discrete') return sample(space, generator);
  const allowed = Array.from({ length: space.n }, (_, i) => i).filter((i) => mask[i]);
  if (allowed.length === 0) throw new RangeError('info.action_mask allows no action');
  return space.start + allowed[generator.integers(0, allowed.length)]!;
}

/** Its text: an observation's arrays may be reused. */
function copy(observation: unknown): string | undefined {
  return JSON.stringify(observation, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value,
  );
}

function checkObservation(space: Space, observation: unknown, method: string, problems: Set<string>): void {
  const fault = flattenObservation(space, observation, new Float32Array(flatSize(space)), 0);
  if (fault) {
    problems.add(`${method} returned an ${fault.what} that is not ${fault.expected}`);
  } else if (!contains(space, space.kind === 'Box' ? Float32Array.from(observation as number[]) : observation)) {
    problems.add(`${method} returned an observation outside ${spaceToString(space)}`);
  }
}

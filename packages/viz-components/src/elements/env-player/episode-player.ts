import type { PlayableEnv, PlayablePolicy, PolicyDecision } from './playable.ts';

/** Where an episode stands. */
export interface EpisodeState {
  /** 1 for the first since the environment came. */
  readonly episode: number;
  readonly step: number;
  readonly observation: unknown;
  /** What the policy is about to do; null at the end of an episode. */
  readonly decision: PolicyDecision | null;
  readonly reward: number | null;
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** The policy's last values in this episode, at most 1,000; NaN where it has none. */
  readonly values: readonly number[];
}

const keptValues = 1000;

/** A policy that acts in an environment, one step a call. */
export interface EpisodePlayer {
  readonly state: EpisodeState | null;
  /** Starts an episode, with the seed if one is given. */
  reset(seed?: number | null): Promise<EpisodeState>;
  /** Takes the action that was decided; at the end of an episode starts the next. @throws RangeError for what is no step of an environment. */
  step(): Promise<EpisodeState>;
}

/** Steps and resets never overlap, however they are called: each waits for the one before. */
export function createEpisodePlayer(env: PlayableEnv, policy: PlayablePolicy): EpisodePlayer {
  let state: EpisodeState | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (run: () => Promise<EpisodeState>): Promise<EpisodeState> => {
    const result = last.then(run, run);
    last = result;
    return result;
  };

  async function begin(seed: number | null): Promise<EpisodeState> {
    const { observation, info = {} } = env.reset(seed === null ? {} : { seed });
    const decision = checkDecision(await policy(observation, info));
    state = {
      episode: (state?.episode ?? 0) + 1, step: 0, observation, decision, reward: null, return: 0, terminated: false, truncated: false, values: [decision.value ?? NaN],
    };
    return state;
  }

  async function advance(): Promise<EpisodeState> {
    if (!state?.decision) return begin(null);
    const { observation, reward, terminated, truncated, info = {} } = checkStep(env.step(state.decision.action));
    const isOver = terminated || truncated;
    const decision = isOver ? null : checkDecision(await policy(observation, info));
    state = {
      ...state,
      step: state.step + 1,
      observation,
      decision,
      reward,
      return: state.return + reward,
      terminated,
      truncated,
      values: decision ? [...state.values.slice(-(keptValues - 1)), decision.value ?? NaN] : state.values,
    };
    return state;
  }

  return {
    get state() {
      return state;
    },
    reset: (seed = null) => inTurn(() => begin(seed)),
    step: () => inTurn(advance),
  };
}

function checkStep(step: ReturnType<PlayableEnv['step']>): ReturnType<PlayableEnv['step']> {
  if (typeof step?.reward !== 'number' || !Number.isFinite(step.reward)) throw new RangeError(`invalid reward: ${String(step?.reward)}; expected a finite number`);
  return { ...step, terminated: Boolean(step.terminated), truncated: Boolean(step.truncated) };
}

function checkDecision(decision: PolicyDecision): PolicyDecision {
  if (typeof decision !== 'object' || decision === null || !('action' in decision)) throw new RangeError('invalid decision of the policy: expected an object with an action');
  for (const name of ['probabilities', 'means', 'stds'] as const) {
    const numbers = decision[name];
    if (numbers && !Array.from(numbers).every(Number.isFinite)) throw new RangeError(`invalid ${name} of the policy: expected finite numbers`);
  }
  return decision;
}

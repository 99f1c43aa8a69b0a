import { make, type EnvState } from '@cohort-rl/envs';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import { agentPolicy, type PlayableEnv, type PlayablePolicy } from '@cohort-rl/viz-components/elements/env-player';
import { createAgent } from '../training/create-agent.ts';
import type { Run } from '../training/run.ts';

/** A policy of a run at play in the page, always the newest that is known. */
export interface ActingPolicy {
  readonly env: PlayableEnv;
  readonly policy: PlayablePolicy;
}

interface Acting extends ActingPolicy {
  readonly agent: PpoAgent;
  step: number;
}

const acting = new WeakMap<Run, Acting | 'on its way' | 'none'>();

/**
 * The policy of a run with an environment to act in; null until it is there, and for environments whose observations are no flat arrays.
 * @param changed called when it is there.
 */
export function actingPolicy(run: Run, changed: () => void): ActingPolicy | null {
  if (!run.policy) return null;
  const found = acting.get(run);
  if (found === undefined) {
    acting.set(run, 'on its way');
    create(run).then(
      (made) => {
        acting.set(run, made ?? 'none');
        changed();
      },
      () => acting.set(run, 'none'),
    );
    return null;
  }
  if (typeof found === 'string') return null;
  if (found.step !== run.policy.step) load(found, run);
  return found;
}

async function create({ algorithm, experiment }: Run): Promise<Acting | null> {
  const env = make(experiment.env);
  if (env.observationSpace.kind !== 'Box') return null;
  const agent = await createAgent({ algorithm, experiment: { ...experiment, numEnvs: 1, rolloutSteps: 16 }, threads: 1 });
  return { env: env, policy: agentPolicy(agent), agent, step: -1 };
}

function load(made: Acting, { policy }: Run): void {
  const { agent } = made;
  const { step, parameters, observationMoments, valueNormalizer } = policy!;
  agent.engine.writeParameters(parameters);
  if (observationMoments !== null) restoreMoments(agent, observationMoments);
  if (valueNormalizer !== null) agent.options.valueNormalizer?.setState?.(valueNormalizer);
  made.step = step;
}

interface WrapperState {
  readonly envs?: WrapperState;
  readonly observations?: unknown;
}

/** The state with other moments in the wrapper that normalises observations, wherever it is among the wrappers. */
function withMoments(state: WrapperState, moments: unknown): WrapperState {
  if (state.observations !== undefined) return { ...state, moments } as WrapperState;
  return state.envs ? { ...state, envs: withMoments(state.envs, moments) } : state;
}

function restoreMoments({ envs }: PpoAgent, moments: unknown): void {
  envs.setState(withMoments(envs.getState() as WrapperState, moments) as EnvState);
}

import { flatSize, flattenObservation, make, type EnvState, type Space } from '@cohort-rl/envs';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import { agentPolicy, type PlayableEnv, type PlayablePolicy } from '@cohort-rl/viz-components/elements/env-player';
import { createAgent } from '../training/create-agent.ts';
import type { Run } from '../training/run.ts';
import { actionNamesOf } from './action-names.ts';

/** A policy of a run at play in the page, always the newest that is known. */
export interface ActingPolicy {
  readonly env: PlayableEnv;
  readonly policy: PlayablePolicy;
  /** Task of the episode that is played, by name. */
  readonly task: string;
  /** Of that task's actions; null where they are not known. */
  readonly actionNames: readonly string[] | null;
}

interface Acting extends ActingPolicy {
  readonly agent: PpoAgent;
  step: number;
  task: string;
  actionNames: readonly string[] | null;
}

const acting = new WeakMap<Run, Acting | Error | 'on its way'>();

/**
 * The policy of a run with an environment to act in; null until it is there, what went wrong where it cannot be made.
 * @param changed called when it is there or known not to come, and when an episode of another task begins.
 */
export function actingPolicy(run: Run, changed: () => void): ActingPolicy | Error | null {
  if (!run.policy) return null;
  const found = acting.get(run);
  if (found === undefined) {
    acting.set(run, 'on its way');
    void create(run, changed)
      .catch((error: unknown) => error as Error)
      .then((made) => {
        acting.set(run, made);
        changed();
      });
    return null;
  }
  if (found === 'on its way') return null;
  if (found instanceof Error) return found;
  if (found.step !== run.policy.step) load(found, run);
  return found;
}

async function create({ algorithm, experiment }: Run, changed: () => void): Promise<Acting> {
  const env = make(experiment.env);
  const agent = await createAgent({ algorithm, experiment: { ...experiment, rolloutSteps: 16 }, threads: 1 });
  const tasks = agent.envs.tasks.map(({ name }) => name);
  // a value normaliser's scale is that of the task
  const policies = tasks.map((_, task) => agentPolicy(agent, { task }));
  const actionNames = (task: string): readonly string[] | null => actionNamesOf(experiment.env, task);
  const made: Acting = {
    env,
    agent,
    step: -1,
    task: tasks[0]!,
    actionNames: actionNames(tasks[0]!),
    policy(observation, info) {
      const task = Math.max(0, tasks.indexOf(String(info['task'])));
      if (made.task !== tasks[task]) {
        made.task = tasks[task]!;
        made.actionNames = actionNames(made.task);
        changed();
      }
      return policies[task]!(flat(env.observationSpace, observation), info);
    },
  };
  return made;
}

/** An observation as networks take it. */
function flat(space: Space, observation: unknown): Float32Array {
  const row = new Float32Array(flatSize(space));
  const fault = flattenObservation(space, observation, row, 0);
  if (fault) throw new RangeError(`invalid ${fault.what}; expected ${fault.expected}`);
  return row;
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

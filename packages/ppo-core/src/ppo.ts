import type { VectorEnv } from '@cohort-rl/envs';
import { act, countRows } from './act.ts';
import { createAgentParts, type AgentParts } from './agent-parts.ts';
import { packAgent, restoreAgent, unpackAgent, unpackParameters, whyInexact, type AgentProgress } from './agent-state.ts';
import type { PpoAgent } from './agent.ts';
import { evaluatePolicy } from './evaluate.ts';
import { learn } from './learn.ts';
import { resolveOptions, type PpoOptions } from './options.ts';
import { predict } from './predict.ts';

/**
 * An agent of proximal policy optimisation (Schulman et al. 2017) on `envs`, which it resets. Steps that belong to no episode (next-step
 * autoreset, replicas, no autoreset) are neither trained on nor counted; without autoreset each rollout begins with a reset.
 * @throws InvalidOptionError for options or environments that it cannot work with; StateError for a `reference.state` that does not fit.
 */
export async function createPpo(envs: VectorEnv, options: PpoOptions = {}): Promise<PpoAgent> {
  const parts = await createAgentParts(envs, resolveOptions(options, envs.numEnvs));
  const { engine, reference, options: resolved } = parts;
  engine.initialize(() => parts.generators.initialization.standardNormal());
  const state = resolved.reference?.state;
  reference?.writeParameters(state ? unpackParameters(state, engine.parameterCount) : engine.readParameters());
  // without autoreset every rollout begins with a reset
  if (envs.autoreset !== 'disabled') parts.collector.observations.set(envs.reset());
  return createAgent(parts, { step: 0, update: 0, wallSeconds: 0, best: null }, null);
}

/**
 * The agent whose `state()` gave `bytes`, to go on from there; `envs` must be of the same kind and number. `inexact` of the agent says
 * where what follows may differ in bits from what would have followed.
 * @param overrides `advantages`, `valueNormalizer` and `model` where the agent had its own; `kernels`, `threads` and `backend` to continue on others.
 * @throws StateError for damaged bytes, or a state that does not fit `envs` or the stage.
 */
export async function loadAgent(
  bytes: Uint8Array,
  envs: VectorEnv,
  overrides: Pick<PpoOptions, 'advantages' | 'valueNormalizer' | 'model' | 'kernels' | 'threads' | 'backend'> = {},
): Promise<PpoAgent> {
  const saved = unpackAgent(bytes, envs);
  const { options: before } = saved.header;
  const { advantages, valueNormalizer = null, model = null, kernels = before.kernels, threads = before.threads, backend = before.backend } = overrides;
  const stage = advantages && { advantages, advantageNormalization: 'none' as const };
  const options = { ...before, kernels, threads, backend, valueNormalizer, model, ...stage };
  const parts = await createAgentParts(envs, resolveOptions(options, envs.numEnvs));
  return createAgent(parts, restoreAgent(parts, saved), whyInexact(parts, saved));
}

function createAgent(parts: AgentParts, progress: AgentProgress, inexact: string | null): PpoAgent {
  const { envs, engine, options } = parts;
  let isLearning = false;
  let isBusy = false;

  return {
    envs,
    engine,
    options,
    inexact,
    get step() {
      return progress.step;
    },
    get update() {
      return progress.update;
    },
    get best() {
      return progress.best;
    },
    async *learn(learnOptions) {
      if (isLearning) throw new Error('learn is already running on this agent; expected one loop at a time');
      isLearning = true;
      try {
        yield* learn(parts, progress, learnOptions, (busy) => (isBusy = busy));
      } finally {
        isLearning = false;
      }
    },
    evaluate: (evaluationOptions = {}) => evaluatePolicy(engine, envs, evaluationOptions),
    act(observations, actOptions = {}) {
      const rows = countRows(envs.observationSize, observations);
      return act(engine, envs.actionSpace, parts.generators.deployment, envs.transformObservations(observations), rows, actOptions);
    },
    predict(observations, predictOptions = {}) {
      countRows(envs.observationSize, observations);
      return predict(parts, envs.transformObservations(observations), predictOptions);
    },
    state() {
      if (isBusy) throw new Error('no whole state inside an update, nor after one that failed; expected between updates');
      return packAgent(parts, progress);
    },
    close: () => engine.close(),
  };
}

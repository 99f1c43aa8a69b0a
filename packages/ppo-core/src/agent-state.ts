import type { EnvState, GeneratorState, VectorEnv } from '@cohort-rl/envs';
import type { Json } from '@cohort-rl/rollouts';
import type { AgentParts } from './agent-parts.ts';
import type { BestPolicy } from './agent.ts';
import { asStateError, StateError } from './errors.ts';
import type { PpoOptions } from './options.ts';
import type { RecentEpisodesState } from './recent-episodes.ts';
import { savePolicy, type SavedPolicy } from './saved-policy.ts';
import { packState, unpackState, type StateContents } from './state-file.ts';

/** How far an agent has come. */
export interface AgentProgress {
  step: number;
  update: number;
  wallSeconds: number;
  best: BestPolicy | null;
}

/** The JSON part of an agent's state. */
interface AgentHeader {
  readonly kind: 'ppo';
  /** Build of the kernels, or backend. */
  readonly build: string;
  readonly options: PpoOptions;
  /** Whether the network was a model of one's own; states from before there were any have none. */
  readonly hasModel?: boolean;
  readonly env: { readonly id: string; readonly numEnvs: number; readonly observationSize: number; readonly state: EnvState };
  readonly stage: { readonly name: string; readonly state: Json };
  readonly valueNormalizer: { readonly name: string; readonly state: Json } | null;
  /** What acting needs beside the network; states from before there was `loadPolicy` have none. */
  readonly policy?: SavedPolicy;
  readonly step: number;
  readonly update: number;
  readonly wallSeconds: number;
  readonly generators: Readonly<Record<keyof AgentParts['generators'], GeneratorState>>;
  readonly episodes: Json;
  readonly recent: RecentEpisodesState;
  readonly optimizerStep: number;
  readonly best: { readonly score: number; readonly step: number } | null;
}

export interface SavedAgent {
  readonly header: AgentHeader;
  readonly arrays: StateContents['arrays'];
}

export function packAgent({ envs, options, engine, reference, stage, collector, tracker, recent, order, generators }: AgentParts, progress: AgentProgress): Uint8Array {
  const { step, update, wallSeconds, best } = progress;
  const optimizer = engine.readOptimizer();
  const { advantages: _stage, valueNormalizer, model, ...others } = options;
  // the reference policy's parameters are saved below, wherever they came from
  const savedOptions = { ...others, reference: options.reference && { coefficient: options.reference.coefficient } };
  const header: AgentHeader = {
    kind: 'ppo',
    build: engine.build,
    options: savedOptions,
    env: { id: envs.id, numEnvs: envs.numEnvs, observationSize: envs.observationSize, state: envs.getState() },
    hasModel: model !== null,
    stage: { name: stage.name, state: stage.getState?.() ?? null },
    policy: savePolicy(envs, valueNormalizer?.means.length ?? 1),
    valueNormalizer: valueNormalizer && { name: valueNormalizer.name, state: valueNormalizer.getState?.() ?? null },
    step,
    update,
    wallSeconds,
    generators: {
      initialization: generators.initialization.getState(),
      noise: generators.noise.getState(),
      shuffling: generators.shuffling.getState(),
      deployment: generators.deployment.getState(),
    },
    episodes: tracker.getState(),
    recent: recent.getState(),
    optimizerStep: optimizer.step,
    best: best && { score: best.score, step: best.step },
  };
  return packState({
    header: header as unknown as Record<string, Json>,
    arrays: {
      parameters: engine.readParameters(),
      firstMoment: optimizer.firstMoment,
      secondMoment: optimizer.secondMoment,
      observations: collector.observations,
      order,
      ...(reference && { reference: reference.readParameters() }),
      ...(best && { best: best.state }),
    },
  });
}

/** @throws StateError for damaged bytes, or those of something else. */
export function unpackHeader(bytes: Uint8Array): SavedAgent {
  const { header, arrays } = unpackState(bytes);
  const saved = header as unknown as AgentHeader;
  if ((saved.kind as string) !== 'ppo') throw new StateError(`invalid state: kind ${String(saved.kind)}; expected ppo`);
  const { env, options, stage, generators, step, update } = saved;
  const parts: readonly unknown[] = [env, options, stage, generators];
  if (!parts.every((part) => typeof part === 'object' && part !== null) || ![step, update].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new StateError('invalid state: its header is not that of an agent');
  }
  return { header: saved, arrays };
}

/** @throws StateError for damaged bytes, or a state of other environments. */
export function unpackAgent(bytes: Uint8Array, envs: VectorEnv): SavedAgent {
  const saved = unpackHeader(bytes);
  const { env } = saved.header;
  if (env.id !== envs.id || env.numEnvs !== envs.numEnvs || env.observationSize !== envs.observationSize) {
    throw new StateError(
      `invalid environments: ${envs.numEnvs} x ${envs.id}, observations of ${envs.observationSize}; the state has ${env.numEnvs} x ${env.id}, of ${env.observationSize}`,
    );
  }
  return saved;
}

/** The parameters of a saved agent, for a network of as many. @throws StateError for damaged bytes, or another network. */
export function unpackParameters(bytes: Uint8Array, parameterCount: number): Float32Array {
  const { parameters } = unpackState(bytes).arrays;
  if (!(parameters instanceof Float32Array) || parameters.length !== parameterCount) {
    throw new StateError(`invalid reference: a state of ${parameters?.length ?? 0} parameters; expected ${parameterCount}, as the agent's network has`);
  }
  return parameters;
}

/** Brings the parts to where they were. @throws StateError where they are others. */
export function restoreAgent({ envs, options, engine, reference, stage, collector, tracker, recent, order, generators }: AgentParts, { header, arrays }: SavedAgent): AgentProgress {
  if (header.stage.name !== stage.name) {
    throw new StateError(`invalid advantage stage: ${stage.name}; the state was trained with ${header.stage.name}`);
  }
  const { valueNormalizer, model } = options;
  if ((header.hasModel ?? false) !== (model !== null)) {
    throw new StateError(`invalid model: ${model ? 'given' : 'none'}; the state was trained with ${model ? 'none' : 'one of its own'}`);
  }
  if ((header.valueNormalizer?.name ?? null) !== (valueNormalizer?.name ?? null)) {
    throw new StateError(`invalid value normaliser: ${valueNormalizer?.name ?? 'none'}; the state was trained with ${header.valueNormalizer?.name ?? 'none'}`);
  }
  const floats = arrays as { readonly [name: string]: Float32Array };
  try {
    engine.writeParameters(floats.parameters!);
    reference?.writeParameters(floats.reference!);
    engine.writeOptimizer({ step: header.optimizerStep, firstMoment: floats.firstMoment!, secondMoment: floats.secondMoment! });
    order.set(arrays.order!);
    for (const name of Object.keys(generators) as (keyof typeof generators)[]) generators[name].setState(header.generators[name]);
    recent.setState(header.recent);
    if (header.stage.state !== null) stage.setState?.(header.stage.state);
    if (header.valueNormalizer && header.valueNormalizer.state !== null) valueNormalizer?.setState?.(header.valueNormalizer.state);
    envs.setState(header.env.state);
    if (envs.hasExactState) {
      collector.observations.set(floats.observations!);
      tracker.setState(header.episodes);
    } else {
      collector.observations.set(envs.reset());
    }
  } catch (error) {
    throw asStateError(error);
  }
  const { step, update, wallSeconds, best } = header;
  return { step, update, wallSeconds, best: best && { ...best, state: arrays.best as Uint8Array } };
}

/** Why what follows from a state may differ from what followed it where it was saved; null: it will not, in any bit. */
export function whyInexact({ envs, engine }: AgentParts, { header }: SavedAgent): string | null {
  if (header.build !== engine.build) return `the state was saved with kernels ${header.build}, this is ${engine.build}`;
  return envs.hasExactState ? null : `${envs.id} cannot save its state, so its episodes start anew`;
}

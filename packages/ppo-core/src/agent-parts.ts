import { Generator, type VectorEnv } from '@cohort-rl/envs';
import { batchNormalization, createEpisodeTracker, rawAdvantages, type AdvantageStage, type EpisodeTracker } from '@cohort-rl/rollouts';
import { createActionAdapter } from './actions.ts';
import { createRolloutCollector, type RolloutCollector } from './collect-rollout.ts';
import type { Engine, EngineSpec } from './engine.ts';
import { InvalidOptionError } from './errors.ts';
import { createFusedEngine } from './fused-engine.ts';
import type { ResolvedPpoOptions } from './options.ts';
import { createReferencePolicy, type ReferencePolicy } from './reference-policy.ts';
import { createRecentEpisodes, type RecentEpisodes } from './recent-episodes.ts';
import { createTfjsEngine } from './tfjs-engine.ts';

/** What an agent is made of: everything that remembers. */
export interface AgentParts {
  readonly envs: VectorEnv;
  readonly options: ResolvedPpoOptions;
  readonly engine: Engine;
  /** Parameters 0 at first; null without one. */
  readonly reference: ReferencePolicy | null;
  readonly stage: AdvantageStage;
  readonly collector: RolloutCollector;
  readonly tracker: EpisodeTracker;
  readonly recent: RecentEpisodes;
  /** `[M]`, rows of the rollout in the order of the last epoch; where some belong to no episode, the others come first. */
  readonly order: Int32Array;
  /** Streams of their own, spawned from the agent's seed. */
  readonly generators: {
    readonly initialization: Generator;
    readonly noise: Generator;
    readonly shuffling: Generator;
    readonly deployment: Generator;
  };
}

/** @throws InvalidOptionError for a value normaliser that does not fit the environments or the stage. */
export async function createAgentParts(envs: VectorEnv, options: ResolvedPpoOptions): Promise<AgentParts> {
  const { valueNormalizer } = options;
  const stage = options.advantages ?? (options.advantageNormalization === 'rollout' ? batchNormalization() : rawAdvantages());
  const { usesCritic = true } = stage;
  if (valueNormalizer && !usesCritic) {
    throw new InvalidOptionError(`invalid valueNormalizer: ${valueNormalizer.name}; expected none, as the stage ${stage.name} uses no critic`);
  }
  if (valueNormalizer && valueNormalizer.means.length !== envs.tasks.length) {
    throw new InvalidOptionError(`invalid valueNormalizer: of ${valueNormalizer.means.length} tasks; expected ${envs.tasks.length}, as ${envs.id} has`);
  }
  const rolloutSize = options.rolloutSteps * envs.numEnvs;
  const actions = createActionAdapter(envs.actionSpace, 1);
  const spec: EngineSpec = {
    observationSize: envs.observationSize,
    hiddenSizes: options.hiddenSizes,
    activation: options.activation,
    trunk: options.trunk,
    head: actions.isDiscrete
      ? { kind: 'categorical', numActions: actions.numOutputs }
      : { kind: 'gaussian', actionSize: actions.numOutputs },
    rolloutSize,
    minibatchSize: options.minibatchSize,
    hasActionMasks: envs.actionMasks !== null,
    numValueHeads: valueNormalizer?.means.length ?? 1,
    hasReference: options.reference !== null,
  };
  const createEngine = async (sizes: EngineSpec, threads: number): Promise<Engine> =>
    options.engine === 'tfjs' ? createTfjsEngine(sizes, options.backend, options.model, threads) : createFusedEngine(sizes, options.kernels, threads);
  const engine = await createEngine(spec, options.threads);
  if (valueNormalizer && !['weight', 'bias'].every((part) => engine.layers.some(({ name }) => name === `value.output.${part}`))) {
    throw new InvalidOptionError(`invalid model: no linear dense layer with biases for the values; expected one beside the value normaliser ${valueNormalizer.name}`);
  }
  const reference =
    options.reference && createReferencePolicy(await createEngine({ ...spec, rolloutSize: 1, minibatchSize: 1 }, 1), actions.isDiscrete, actions.numOutputs);
  const [initialization, noise, shuffling, deployment] = new Generator(options.seed).spawn(4) as [Generator, Generator, Generator, Generator];
  return {
    envs,
    options,
    engine,
    reference,
    stage,
    collector: createRolloutCollector(envs, engine, options.rolloutSteps, { valueNormalizer, usesCritic, reference }),
    tracker: createEpisodeTracker(envs.numEnvs),
    recent: createRecentEpisodes(envs.tasks.map(({ name }) => name)),
    order: Int32Array.from({ length: rolloutSize }, (_, i) => i),
    generators: { initialization, noise, shuffling, deployment },
  };
}

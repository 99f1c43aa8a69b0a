import { Generator, type EnvState, type GeneratorState, type VectorEnv } from '@cohort-rl/envs';
import { batchNormalization, computeGae, createEpisodeTracker, moments, rawAdvantages, type AdvantageStage, type Json } from '@cohort-rl/rollouts';
import { createActionAdapter } from './actions.ts';
import type { BestPolicy, LearnOptions, PpoAgent, PpoUpdate } from './agent.ts';
import { createRolloutCollector } from './collect-rollout.ts';
import { createCombinedGradient, type GradientConflict } from './combined-gradient.ts';
import { InvalidOptionError, StateError } from './errors.ts';
import { evaluatePolicy } from './evaluate.ts';
import { createFusedEngine } from './fused-engine.ts';
import { createPause } from './macrotask.ts';
import { resolveOptions, type PpoOptions, type ResolvedPpoOptions } from './options.ts';
import { createPhases } from './phases.ts';
import { createRecentEpisodes, recentEpisodeWindow, type RecentEpisodesState } from './recent-episodes.ts';
import type { EpisodeRecord, EvaluationRecord, UpdateRecord } from './records.ts';
import { scoreEvaluation } from './score-evaluation.ts';
import { scheduleValue } from './schedules.ts';
import { packState, unpackState, type StateContents } from './state-file.ts';
import { cutMinibatches, updatePolicy, type UpdateStatistics } from './update-policy.ts';

/**
 * An agent of proximal policy optimisation (Schulman et al. 2017) on `envs`, which it resets.
 * @throws InvalidOptionError for options or spaces that it cannot work with.
 */
export async function createPpo(envs: VectorEnv, options: PpoOptions = {}): Promise<PpoAgent> {
  const agent = await createAgent(envs, resolveOptions(options, envs.numEnvs));
  agent.start();
  return agent;
}

/**
 * The agent whose `state()` gave `bytes`, to go on from there; `envs` must be of the same kind and size.
 * @param overrides `advantages` where the agent had a stage of its own; `kernels` to continue on another build (not bit for bit).
 * @throws StateError for damaged bytes, or a state that does not fit `envs` or the stage.
 */
export async function loadAgent(
  bytes: Uint8Array,
  envs: VectorEnv,
  overrides: Pick<PpoOptions, 'advantages' | 'kernels'> = {},
): Promise<PpoAgent> {
  const { header, arrays } = unpackState(bytes);
  const saved = header as unknown as AgentHeader;
  if ((saved.kind as string) !== 'ppo') throw new StateError(`invalid state: kind ${String(saved.kind)}; expected ppo`);
  const { advantages, kernels = saved.options.kernels } = overrides;
  const options = { ...saved.options, kernels, ...(advantages && { advantages, advantageNormalization: 'none' as const }) };
  const agent = await createAgent(envs, resolveOptions(options, envs.numEnvs));
  agent.restore(saved, arrays);
  return agent;
}

/** The JSON part of an agent's state. */
interface AgentHeader {
  readonly kind: 'ppo';
  readonly build: string;
  readonly options: PpoOptions;
  readonly env: { readonly id: string; readonly numEnvs: number; readonly observationSize: number; readonly state: EnvState };
  readonly stage: { readonly name: string; readonly state: Json };
  readonly step: number;
  readonly update: number;
  readonly wallSeconds: number;
  readonly generators: readonly GeneratorState[];
  readonly episodes: Json;
  readonly recent: RecentEpisodesState;
  readonly optimizerStep: number;
  readonly best: { readonly score: number; readonly step: number } | null;
}

interface RestorableAgent extends PpoAgent {
  start(): void;
  restore(header: AgentHeader, arrays: StateContents['arrays']): void;
}

async function createAgent(envs: VectorEnv, options: ResolvedPpoOptions): Promise<RestorableAgent> {
  const { numEnvs } = envs;
  const rolloutSize = options.rolloutSteps * numEnvs;
  const actions = createActionAdapter(envs.actionSpace, 1);
  const engine = await createFusedEngine(
    {
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
    },
    options.kernels,
  );
  const stage: AdvantageStage =
    options.advantages ?? (options.advantageNormalization === 'rollout' ? batchNormalization() : rawAdvantages());
  const generators = new Generator(options.seed).spawn(4);
  const [initialization, noise, shuffling, deployment] = generators as [Generator, Generator, Generator, Generator];
  const taskNames = envs.tasks.map(({ name }) => name);
  const collector = createRolloutCollector(envs, engine, options.rolloutSteps);
  const { rollout } = collector;
  const tracker = createEpisodeTracker(numEnvs);
  const recent = createRecentEpisodes(taskNames);
  const order = Int32Array.from({ length: rolloutSize }, (_, i) => i);
  const minibatches = cutMinibatches(order, options.minibatchSize);
  const combined = stage.combiner ? createCombinedGradient(engine, stage.combiner) : null;

  let step = 0;
  let update = 0;
  let wallSeconds = 0;
  let best: BestPolicy | null = null;
  let isLearning = false;
  let isBetweenUpdates = true;

  /** Steps taken when the t-th step of the running rollout is done. */
  const stepAt = (rolloutStep: number): number => step - rolloutSize + (rolloutStep + 1) * numEnvs;

  function losses(statistics: UpdateStatistics): Record<string, number> {
    const metrics: Record<string, number> = {
      'losses/policy_loss': statistics.policyLoss,
      'losses/value_loss': statistics.valueLoss,
      'losses/entropy': statistics.entropy,
      'losses/approx_kl': statistics.approxKl,
      'losses/clipfrac': statistics.clipFraction,
      'losses/grad_norm': statistics.gradientNorm,
    };
    // advantages are returns − values: exactly the critic's residuals
    const returnStd = moments(rollout.returns).std;
    if (returnStd > 0) metrics['losses/explained_variance'] = 1 - (moments(rollout.advantages).std / returnStd) ** 2;
    return metrics;
  }

  async function* learn({ totalSteps, evaluation, stopAtReturn }: LearnOptions): AsyncGenerator<PpoUpdate, void, undefined> {
    if (!Number.isSafeInteger(totalSteps) || totalSteps < 1) {
      throw new InvalidOptionError(`invalid totalSteps: ${totalSteps}; expected a positive integer`);
    }
    if (evaluation && !(Number.isSafeInteger(evaluation.everySteps) && evaluation.everySteps >= 1)) {
      throw new InvalidOptionError(`invalid evaluation.everySteps: ${evaluation.everySteps}; expected a positive integer`);
    }
    if (isLearning) throw new Error('learn is already running on this agent; expected one loop at a time');
    isLearning = true;
    const pause = createPause();
    try {
      let isDone = step >= totalSteps;
      while (!isDone) {
        isBetweenUpdates = false;
        const phases = createPhases();
        const started = performance.now();
        const progress = step / totalSteps;
        const learningRate = scheduleValue(options.learningRate, progress);

        collector.collect(tracker, noise, phases);
        step += rolloutSize;
        const collected = performance.now();
        const trajectories = tracker.endRollout(rollout);
        computeGae(rollout, options);
        const staged = stage.compute(rollout, trajectories);
        engine.batch.advantages.set(staged.advantages);
        if (staged.stepWeights) engine.batch.stepWeights.set(staged.stepWeights);
        else engine.batch.stepWeights.fill(1);
        const advantaged = performance.now();
        phases.advantages = advantaged - collected;

        const statistics = await updatePolicy(
          engine,
          order,
          minibatches,
          shuffling,
          {
            epochs: options.epochs,
            learningRate,
            clipRange: scheduleValue(options.clipRange, progress),
            valueClipRange: options.valueClipRange === null ? null : scheduleValue(options.valueClipRange, progress),
            entropyCoefficient: options.entropyCoefficient,
            valueCoefficient: options.valueCoefficient,
            normalizeAdvantages: options.advantageNormalization === 'minibatch',
            maxGradNorm: options.maxGradNorm ?? Infinity,
            targetKl: options.targetKl,
          },
          pause,
          { step, update: update + 1 },
          combined && staged.stepLabels
            ? (rows, settings) => combined.minibatchGradient(rows, { labels: staged.stepLabels!, numGroups: staged.numGroups }, settings)
            : undefined,
        );
        update++;
        phases.update = performance.now() - advantaged;
        isBetweenUpdates = true;

        for (const episode of tracker.finished) recent.add(episode);
        let isBest = false;
        const evaluations: EvaluationRecord[] = [];
        isDone = step >= totalSteps;
        if (evaluation && (isDone || Math.floor(step / evaluation.everySteps) > Math.floor((step - rolloutSize) / evaluation.everySteps))) {
          const { episodes = 20, seed = 1_000_000 } = evaluation;
          const { records, meanReturn, score } = scoreEvaluation(evaluatePolicy(engine, envs, { episodes, seed }), envs.tasks, step);
          evaluations.push(...records);
          isBest = best === null || score > best.score;
          if (isBest) {
            best = null;
            best = { score, step, state: state() };
          }
          isDone ||= stopAtReturn !== undefined && meanReturn >= stopAtReturn;
        } else if (!evaluation && stopAtReturn !== undefined) {
          isDone ||= recent.count === recentEpisodeWindow && recent.meanReturn() >= stopAtReturn;
        }

        const seconds = (performance.now() - started) / 1000;
        wallSeconds += seconds;
        const metrics: Record<string, number> = {
          ...recent.metrics(),
          'charts/learning_rate': learningRate,
          'charts/SPS': Math.round(rolloutSize / seconds),
          ...losses(statistics),
          ...staged.metrics,
          ...conflictMetrics(combined?.takeConflict() ?? null),
        };
        const episodes = tracker.finished.map(
          (episode): EpisodeRecord => ({
            type: 'episode',
            step: stepAt(episode.rolloutStep),
            env: episode.env,
            task: taskNames[episode.task]!,
            return: episode.return,
            length: episode.length,
            terminated: episode.terminated,
            truncated: episode.truncated,
          }),
        );
        const updateRecord: UpdateRecord = { type: 'update', step, update, metrics, wallSeconds };
        yield {
          step,
          update,
          metrics,
          records: [...episodes, ...staged.records.map((record) => ({ type: 'group' as const, step, ...record })), ...evaluations, updateRecord],
          phases,
          isBest,
          isLast: isDone,
        };
        await pause();
      }
    } finally {
      isLearning = false;
    }
  }

  function state(): Uint8Array {
    if (!isBetweenUpdates) throw new Error('state is asked for inside an update; expected between updates');
    const optimizer = engine.readOptimizer();
    const { advantages: _stage, ...savedOptions } = options;
    const header: AgentHeader = {
      kind: 'ppo',
      build: engine.build,
      options: savedOptions,
      env: { id: envs.id, numEnvs, observationSize: envs.observationSize, state: envs.getState() },
      stage: { name: stage.name, state: stage.getState?.() ?? null },
      step,
      update,
      wallSeconds,
      generators: generators.map((generator) => generator.getState()),
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
        ...(best && { best: best.state }),
      },
    });
  }

  return {
    envs,
    engine,
    options,
    get step() {
      return step;
    },
    get update() {
      return update;
    },
    get best() {
      return best;
    },
    learn,
    evaluate: async (evaluationOptions = {}) => evaluatePolicy(engine, envs, evaluationOptions),
    act(observations, { deterministic = true, actionMasks } = {}) {
      const rows = observations.length / envs.observationSize;
      if (!Number.isInteger(rows) || rows < 1) {
        throw new RangeError(`invalid length of observations: ${observations.length}; expected a multiple of ${envs.observationSize}`);
      }
      const adapter = createActionAdapter(envs.actionSpace, rows);
      const drawn = deterministic ? null : new Float32Array(rows * adapter.actionSize);
      if (drawn) {
        if (adapter.isDiscrete) deployment.fillRandom(drawn);
        else deployment.fillStandardNormal(drawn);
      }
      const chosen = new Float32Array(rows * adapter.actionSize);
      engine.act(envs.transformObservations(observations), rows, drawn, chosen, new Float32Array(rows), actionMasks);
      return adapter.toEnv(chosen);
    },
    state,
    start() {
      engine.initialize(() => initialization.standardNormal());
      collector.observations.set(envs.reset());
    },
    restore(saved, arrays) {
      const floats = arrays as { readonly [name: string]: Float32Array };
      const { env } = saved;
      if (env.id !== envs.id || env.numEnvs !== numEnvs || env.observationSize !== envs.observationSize) {
        throw new StateError(
          `invalid environments: ${numEnvs} x ${envs.id}, observations of ${envs.observationSize}; the state has ${env.numEnvs} x ${env.id}, of ${env.observationSize}`,
        );
      }
      if (saved.stage.name !== stage.name) {
        throw new StateError(`invalid advantage stage: ${stage.name}; the state was trained with ${saved.stage.name}`);
      }
      if (floats.parameters?.length !== engine.parameterCount) {
        throw new StateError(`invalid state: ${floats.parameters?.length} parameters; expected ${engine.parameterCount}`);
      }
      engine.writeParameters(floats.parameters);
      engine.writeOptimizer({ step: saved.optimizerStep, firstMoment: floats.firstMoment!, secondMoment: floats.secondMoment! });
      order.set(arrays.order!);
      generators.forEach((generator, i) => {
        generator.setState(saved.generators[i]!);
      });
      recent.setState(saved.recent);
      if (saved.stage.state !== null) stage.setState?.(saved.stage.state);
      envs.setState(env.state);
      if (envs.hasExactState) {
        collector.observations.set(floats.observations!);
        tracker.setState(saved.episodes);
      } else {
        collector.observations.set(envs.reset());
      }
      step = saved.step;
      update = saved.update;
      wallSeconds = saved.wallSeconds;
      best = saved.best && { ...saved.best, state: arrays.best as Uint8Array };
    },
  };
}

function conflictMetrics(conflict: GradientConflict | null): Record<string, number> {
  if (!conflict) return {};
  return {
    'grpo/gradient_cosine': conflict.meanCosine,
    'grpo/gradient_cosine_min': conflict.minCosine,
    'grpo/gradient_conflicts': conflict.conflictFraction,
  };
}

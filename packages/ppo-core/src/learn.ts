import { computeGae, episodeRows } from '@cohort-rl/rollouts';
import type { AgentParts } from './agent-parts.ts';
import { packAgent, type AgentProgress } from './agent-state.ts';
import type { LearnOptions, PpoUpdate, TrainingEvaluation } from './agent.ts';
import { createCombinedGradient } from './combined-gradient.ts';
import { InvalidOptionError } from './errors.ts';
import { evaluatePolicy } from './evaluate.ts';
import { createPause } from './pause.ts';
import { normalizeTargets } from './normalize-targets.ts';
import { checkOptionNames, type ResolvedPpoOptions } from './options.ts';
import { createPhases } from './phases.ts';
import { recentEpisodeWindow } from './recent-episodes.ts';
import type { EvaluationRecord } from './records.ts';
import { scheduleValue } from './schedules.ts';
import { scoreEvaluation, type ScoredEvaluation } from './score-evaluation.ts';
import { shownValue } from './shown-value.ts';
import { takeSnapshot } from './snapshot.ts';
import { cutEvenly, cutMinibatches, updatePolicy, type UpdateSettings } from './update-policy.ts';
import { conflictMetrics, episodeRecords, explainedVariance, lossMetrics } from './update-records.ts';

/**
 * Proximal policy optimisation (Schulman et al. 2017, algorithm 1): collect a rollout, estimate advantages, hand them to the stage,
 * improve the policy on minibatches; again until all steps are taken. Moves `progress` on, and yields after every update.
 * @param setBusy told whether an update is under way, in which no state can be saved.
 */
export async function* learn(
  parts: AgentParts,
  progress: AgentProgress,
  learnOptions: LearnOptions,
  setBusy: (isBusy: boolean) => void,
): AsyncGenerator<PpoUpdate, void, undefined> {
  checkLearnOptions(learnOptions);
  const { totalSteps, evaluation, stopAtReturn, snapshotEvery } = learnOptions;
  const { envs, options, engine, stage, collector, tracker, recent, order, generators } = parts;
  const { rollout } = collector;
  const { usesCritic = true } = stage;
  const taskNames = envs.tasks.map(({ name }) => name);
  const minibatchesOfAll = cutMinibatches(order, options.minibatchSize);
  const combined = stage.combiner ? createCombinedGradient(engine, stage.combiner) : null;
  const pause = createPause();

  let isDone = progress.step >= totalSteps;
  while (!isDone) {
    setBusy(true);
    const phases = createPhases();
    const started = performance.now();
    const settings = updateSettings(options, progress.step / totalSteps, usesCritic);

    // with next-step autoreset, all of a rollout of one step can lie between episodes
    let steps = 0;
    while (steps === 0) steps = await collector.collect(tracker, generators.noise, phases, pause);
    progress.step += steps;
    const collected = performance.now();
    const trajectories = tracker.endRollout(rollout);
    computeGae(rollout, options);
    const staged = stage.compute(rollout, trajectories);
    const { stepLabels, stepWeights, numGroups } = staged;
    const explained = usesCritic ? explainedVariance(rollout) : {};
    if (options.valueNormalizer) normalizeTargets(engine, options.valueNormalizer, rollout);
    engine.batch.advantages.set(staged.advantages);
    if (stepWeights) engine.batch.stepWeights.set(stepWeights);
    else engine.batch.stepWeights.fill(1);
    const isSnapshotDue = snapshotEvery !== undefined && (progress.update + 1) % snapshotEvery === 0;
    const snapshot = isSnapshotDue ? takeSnapshot(parts, rollout, trajectories, staged, settings) : null;
    const rows = episodeRows(rollout);
    if (rows) order.set(rows);
    const rowsInOrder = order.subarray(0, steps);
    const advantaged = performance.now();
    phases.advantages = advantaged - collected;

    const statistics = await updatePolicy(
      engine,
      rowsInOrder,
      rows ? cutEvenly(rowsInOrder, options.minibatchSize) : minibatchesOfAll,
      generators.shuffling,
      settings,
      pause,
      { step: progress.step, update: progress.update + 1 },
      combined && stepLabels ? (rows, losses) => combined.minibatchGradient(rows, { labels: stepLabels, numGroups }, losses) : undefined,
    );
    progress.update++;
    phases.update = performance.now() - advantaged;
    for (const episode of tracker.finished) recent.add(episode);
    setBusy(false);

    const { step, update } = progress;
    isDone = step >= totalSteps;
    let isBest = false;
    let evaluations: readonly EvaluationRecord[] = [];
    if (evaluation && (isDone || Math.floor(step / evaluation.everySteps) > Math.floor((step - steps) / evaluation.everySteps))) {
      const scored = await evaluateNow(parts, step, evaluation);
      evaluations = scored.records;
      isBest = progress.best === null || scored.score > progress.best.score;
      if (isBest) progress.best = { score: scored.score, step, state: packAgent(parts, { ...progress, best: null }) };
      isDone ||= stopAtReturn !== undefined && scored.meanReturn >= stopAtReturn;
    } else if (!evaluation && stopAtReturn !== undefined) {
      isDone ||= recent.count === recentEpisodeWindow && recent.meanReturn() >= stopAtReturn;
    }

    const seconds = (performance.now() - started) / 1000;
    progress.wallSeconds += seconds;
    const metrics: Record<string, number> = {
      ...recent.metrics(),
      'charts/learning_rate': settings.learningRate,
      'charts/SPS': Math.round(steps / seconds),
      ...lossMetrics(statistics, { usesCritic, hasReference: options.reference !== null }),
      ...explained,
      ...staged.metrics,
      ...conflictMetrics(combined?.takeConflict() ?? null),
    };
    yield {
      step,
      update,
      metrics,
      records: [
        ...episodeRecords(tracker.finished, taskNames, rollout, step),
        ...staged.records.map((record) => ({ type: 'group' as const, step, ...record })),
        ...(snapshot ? [{ type: 'snapshot' as const, step, update, ...snapshot }] : []),
        ...evaluations,
        { type: 'update', step, update, metrics, wallSeconds: progress.wallSeconds },
      ],
      phases,
      isBest,
      isLast: isDone,
    };
    await pause();
  }
}

function checkLearnOptions(learnOptions: LearnOptions): void {
  checkOptionNames(learnOptions, ['totalSteps', 'evaluation', 'stopAtReturn', 'snapshotEvery']);
  const { totalSteps, evaluation, stopAtReturn, snapshotEvery = 1 } = learnOptions;
  for (const [name, value] of Object.entries({ totalSteps, 'evaluation.everySteps': evaluation ? evaluation.everySteps : 1, snapshotEvery })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new InvalidOptionError(`invalid ${name}: ${shownValue(value)}; expected a positive integer`);
  }
  if (stopAtReturn !== undefined && (typeof stopAtReturn !== 'number' || Number.isNaN(stopAtReturn))) {
    throw new InvalidOptionError(`invalid stopAtReturn: ${shownValue(stopAtReturn)}; expected a number`);
  }
}

/** The settings of an update at `progress`, the share of steps already taken. */
function updateSettings(options: ResolvedPpoOptions, progress: number, usesCritic: boolean): UpdateSettings {
  return {
    epochs: options.epochs,
    learningRate: scheduleValue(options.learningRate, progress),
    clipRange: scheduleValue(options.clipRange, progress),
    valueClipRange: options.valueClipRange === null ? null : scheduleValue(options.valueClipRange, progress),
    entropyCoefficient: options.entropyCoefficient,
    valueCoefficient: usesCritic ? options.valueCoefficient : null,
    weightValueLoss: options.weightValueLoss,
    referenceCoefficient: options.reference?.coefficient ?? 0,
    normalizeAdvantages: options.advantageNormalization === 'minibatch',
    maxGradNorm: options.maxGradNorm ?? Infinity,
    targetKl: options.targetKl,
  };
}

async function evaluateNow({ engine, envs }: AgentParts, step: number, { episodes = 20, seed = 1_000_000, maxEpisodeSteps }: TrainingEvaluation): Promise<ScoredEvaluation> {
  return scoreEvaluation(await evaluatePolicy(engine, envs, { episodes, seed, maxEpisodeSteps }), envs.tasks, step);
}

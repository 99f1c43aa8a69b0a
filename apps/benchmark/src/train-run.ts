import { basename, join } from 'node:path';
import { EnvFailureError, InvalidEnvOutputError, type VectorEnv } from '@cohort-rl/envs';
import { createPpo, loadAgent, NonFiniteError, type PpoAgent, type PpoOptions, type PpoUpdate } from '@cohort-rl/ppo-core';
import { createRun, hasEventLog, openEventLog, openRun, type Run, type RunDescription } from '@cohort-rl/ppo-core/node';
import { createStages } from './algorithm.ts';
import { loadEnvFile } from './env-file.ts';
import { FailureError, InterruptedError, settingUp } from './errors.ts';
import { describeMachine } from './machine.ts';
import { makeOutputFolder, refuseTakenFolder } from './make-output-folder.ts';
import { packageVersions, sourceCommit } from './provenance.ts';
import { readResult, writeResult, type RunResult } from './run-result.ts';
import { summarizeEvaluation } from './summarize-evaluation.ts';
import type { TrainConfiguration } from './train-configuration.ts';
import { makeWrapped } from './wrapped-envs.ts';

/** What a run tells while it goes on, and asks. */
export interface TrainHooks {
  readonly onUpdate?: (update: PpoUpdate) => void;
  /** Not 0: the run stops after its present update, state saved, with that exit code. */
  readonly interruption?: () => number;
  /** Aborted when `interruption` is no longer 0: ends the evaluation after training in its midst. */
  readonly signal?: AbortSignal;
  readonly onNote?: (text: string) => void;
  /** Whether the run's folder gets a TensorBoard event file; one that is there already is gone on with. */
  readonly tensorboard?: boolean;
  /** Seconds between checkpoints, 5 by default; when they are written changes nothing in a run. */
  readonly checkpointSeconds?: number | undefined;
}

/** A finished run. */
export interface TrainedRun {
  readonly configuration: TrainConfiguration;
  readonly result: RunResult;
  readonly engine: string;
  readonly kernels: string;
}

/** Environments and an agent as the configuration has them. @throws UsageError for a value that a library refuses. */
export async function prepareAgent(configuration: TrainConfiguration): Promise<PpoAgent> {
  return settingUp(async () => {
    const envs = await createEnvs(configuration);
    const { options, seed } = configuration;
    return createPpo(envs, { ...options, seed, ...createStages(configuration, envs.tasks.length) });
  });
}

/** Trains a new run, in a folder when there is one. @throws UsageError before anything is written. */
export async function startRun(given: TrainConfiguration, directory: string | null, hooks: TrainHooks = {}): Promise<TrainedRun> {
  if (directory !== null) refuseTakenFolder(directory);
  const agent = await prepareAgent(given);
  const configuration = withDefaults(given, agent);
  if (directory === null) return train(agent, configuration, null, hooks);
  makeOutputFolder(directory);
  const description: RunDescription = {
    schema: 1,
    id: basename(directory),
    algorithm: configuration.algorithm,
    env: configuration.env,
    tasks: agent.envs.tasks.map(({ name, randomReturn, expertReturn }) => ({ name, randomReturn, expertReturn })),
    seed: configuration.seed,
    numEnvs: configuration.numEnvs,
    totalSteps: configuration.totalSteps,
    configuration: JSON.parse(JSON.stringify(configuration)) as RunDescription['configuration'],
    ...originOf(agent),
  };
  const run = await settingUp(() => createRun(directory, description));
  return writingTo(run, async () => {
    run.saveCheckpoint(agent.state());
    return train(agent, configuration, run, hooks);
  });
}

/** Goes on with the run in a folder from its newest whole checkpoint; a finished one is only read. */
export async function resumeRun(directory: string, kernels: PpoOptions['kernels'], hooks: TrainHooks = {}): Promise<TrainedRun> {
  const run = openRun(directory);
  return writingTo(run, async () => {
    const configuration = configurationOf(run);
    const { engine } = run.description;
    const result = readResult(directory);
    if (result && (result.evaluation || !configuration.finalEvaluation)) {
      hooks.onNote?.(`${directory} is already finished, at step ${result.step}: nothing to train`);
      return { configuration, result, engine, kernels: run.description.kernels };
    }
    const saved = run.loadCheckpoint();
    if (!saved) {
      if (run.records.position > 0) throw new FailureError(`${directory} has records but no checkpoint; expected ${join(directory, 'checkpoint')}`);
      // killed before checkpoint 0: nothing has happened yet
      const fresh = await prepareAgent(configuration);
      noteOrigin(run, fresh);
      run.saveCheckpoint(fresh.state());
      return train(fresh, configuration, run, hooks);
    }
    if (saved.damage !== null) hooks.onNote?.(`${saved.damage}; going on from the checkpoint before it`);
    const envs = await createEnvs(configuration);
    const agent = await loadAgent(saved.state, envs, { ...createStages(configuration, envs.tasks.length), kernels });
    run.records.seek(agent.update);
    const inexact = agent.inexact ?? whatChanged(run);
    if (inexact !== null) {
      const dropped = run.records.dropRest(join(directory, 'records.dropped.jsonl'));
      hooks.onNote?.(`resuming is not bit-exact: ${inexact}${dropped > 0 ? `; ${dropped} records after the checkpoint moved to records.dropped.jsonl` : ''}`);
      noteOrigin(run, agent);
    }
    return train(agent, configuration, run, hooks);
  });
}

/** Closes the run in the end. @throws FailureError that says how to go on, where the file system is what failed. */
async function writingTo<T>(run: Run, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    throw new FailureError(`${run.directory} cannot be written to (${code}); what was recorded is kept, go on with: cohort train --resume ${run.directory}`, { cause: error });
  } finally {
    run.close();
  }
}

/** The environments of a configuration, wrapped and seeded. */
export async function createEnvs({ env, numEnvs, seed, vector, wrappers }: TrainConfiguration): Promise<VectorEnv> {
  await loadEnvFile(env);
  return makeWrapped(env, { numEnvs, seed, ...vector }, wrappers);
}

/** The configuration with every option of the agent, those that were left to the library too. */
function withDefaults(configuration: TrainConfiguration, { options }: PpoAgent): TrainConfiguration {
  const { seed: _seed, advantages: _stage, valueNormalizer: _normalizer, ...all } = options;
  return { ...configuration, options: all };
}

/** @throws FailureError where `run.json` has none. */
export function configurationOf({ description, directory }: Run): TrainConfiguration {
  const configuration = description.configuration as unknown as TrainConfiguration | undefined;
  if (typeof configuration?.env !== 'string' || !Number.isSafeInteger(configuration.totalSteps)) {
    throw new FailureError(`${join(directory, 'run.json')} has no configuration that cohort train wrote`);
  }
  return configuration;
}

/** What the bits of a run depend on beside its configuration. */
function originOf(agent: PpoAgent): Pick<RunDescription, 'engine' | 'kernels' | 'versions' | 'commit'> {
  return { engine: agent.engine.name, kernels: agent.engine.build, versions: packageVersions(), commit: sourceCommit() };
}

/** A version or a commit that is another than that of the run's records; null where none is. */
function whatChanged({ description }: Run): string | null {
  const made = (what: string, then: string, now: string): string => `the run was made with ${what} ${then}, this is ${now}`;
  const changed = Object.entries(packageVersions()).find(([name, version]) => description.versions[name] !== version);
  if (changed) return made(changed[0], description.versions[changed[0]] ?? 'unknown', changed[1]);
  const [then, now] = [description.commit, sourceCommit()].map((commit) => commit?.replace(/-dirty$/, ''));
  return then !== undefined && now !== undefined && then !== now ? made('commit', then, now) : null;
}

/** From here on the records come from this code: a later resume compares with it. */
function noteOrigin(run: Run, agent: PpoAgent): void {
  run.describe(originOf(agent));
}

async function train(agent: PpoAgent, configuration: TrainConfiguration, run: Run | null, hooks: TrainHooks): Promise<TrainedRun> {
  try {
    return await trainAndEvaluate(agent, configuration, run, hooks);
  } finally {
    agent.close();
  }
}

async function trainAndEvaluate(agent: PpoAgent, configuration: TrainConfiguration, run: Run | null, hooks: TrainHooks): Promise<TrainedRun> {
  const { totalSteps, evaluation, stopAtReturn, snapshotEvery, finalEvaluation } = configuration;
  const { name, build, notes } = agent.engine;
  if (name === 'tfjs') hooks.onNote?.(`engine tfjs: ${build} answers`);
  for (const note of notes) hooks.onNote?.(note);
  // a run that stopped early and was killed before its result was complete has this already
  let result = run && readResult(run.directory);
  let wallSeconds = result?.wallSeconds ?? 0;
  if (!(result && agent.step >= result.step)) {
    const { checkpointSeconds = 5 } = hooks;
    const events = run && (hooks.tensorboard || hasEventLog(run.directory)) ? openEventLog(run.directory, run.records.position) : null;
    let saved = performance.now();
    let saidTruncated = false;
    try {
      const learnOptions = { totalSteps, evaluation: evaluation ?? undefined, stopAtReturn: stopAtReturn ?? undefined, snapshotEvery };
      for await (const update of agent.learn(learnOptions)) {
        run?.records.append(update.records);
        events?.append(update.records);
        if (update.isBest && agent.best) run?.saveBest(agent.best.state);
        wallSeconds = secondsOf(update);
        hooks.onUpdate?.(update);
        const truncated = saidTruncated ? 0 : truncatedIn(update);
        if (truncated > 0) {
          hooks.onNote?.(`in the evaluation at step ${update.step} episodes did not end and were truncated: ${truncated}`);
          saidTruncated = true;
        }
        if (update.isLast) break;
        const exitCode = hooks.interruption?.() ?? 0;
        if (exitCode !== 0) {
          run?.saveCheckpoint(agent.state());
          throw interrupted(agent, run, exitCode);
        }
        if (run && performance.now() - saved >= 1000 * checkpointSeconds) {
          run.saveCheckpoint(agent.state());
          saved = performance.now();
        }
      }
    } catch (error) {
      if (run && (error instanceof NonFiniteError || error instanceof EnvFailureError || error instanceof InvalidEnvOutputError)) {
        throw new FailureError(`${error.message}; the last checkpoint is in ${join(run.directory, 'checkpoint')}`, { cause: error });
      }
      throw error;
    }
  }
  result = {
    schema: 1,
    step: agent.step,
    updates: agent.update,
    stoppedEarly: agent.step < totalSteps,
    wallSeconds,
    machine: describeMachine(),
    evaluation: null,
  };
  if (run) {
    // before the checkpoint: a state that is the last must never be taken for one to go on from
    writeResult(run.directory, result);
    run.saveCheckpoint(agent.state());
  }
  if (finalEvaluation) {
    const played = await agent.evaluate({ ...finalEvaluation, signal: hooks.signal }).catch((error: unknown) => {
      const exitCode = hooks.interruption?.() ?? 0;
      throw exitCode === 0 ? error : interrupted(agent, run, exitCode);
    });
    result = { ...result, evaluation: summarizeEvaluation(played, agent.envs.tasks.map(({ name }) => name), finalEvaluation.seed) };
    if (run) writeResult(run.directory, result);
  }
  return { configuration, result, engine: agent.engine.name, kernels: agent.engine.build };
}

/** Episodes that an evaluation in the update cut. */
const truncatedIn = ({ records }: PpoUpdate): number =>
  records.reduce((sum, record) => sum + (record.type === 'evaluation' ? (record.truncated ?? 0) : 0), 0);

function secondsOf({ records }: PpoUpdate): number {
  const last = records.at(-1);
  return last?.type === 'update' ? last.wallSeconds : 0;
}

function interrupted(agent: PpoAgent, run: Run | null, exitCode: number): InterruptedError {
  const saved = run ? `; its state is saved, go on with: cohort train --resume ${run.directory}` : '; without --out nothing is saved';
  return new InterruptedError(`interrupted at step ${agent.step}${saved}`, exitCode);
}

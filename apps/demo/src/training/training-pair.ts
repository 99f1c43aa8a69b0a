import type { Experiment } from './experiment.ts';
import type { Algorithm, Command, Report } from './protocol.ts';
import { applyReport, createRun, hasEnded, type Run } from './run.ts';

/** How a pair trains, beside what it trains. */
export interface PairOptions {
  readonly snapshotEvery: number | null;
  readonly updatesPerSecond: number | null;
  /** Whether it waits for `resume` before the first update. Default false. */
  readonly isPaused?: boolean;
}

/** What trains somewhere else and is spoken to in commands. */
export interface TrainingWorker {
  send(command: Command): void;
  end(): void;
}

/** Told when something is new: because of what the reader did, or because a worker reported. */
export interface PairListener {
  readonly changed: () => void;
  readonly reported: () => void;
}

export type StartWorker = (onReport: (report: Report) => void) => TrainingWorker;

/** PPO and GRPO side by side: the same environments, seeds, network; or GRPO alone. */
export interface TrainingPair {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  /** The run of an algorithm, where the pair has it. */
  run(algorithm: Algorithm): Run | undefined;
  readonly isPaused: boolean;
  /** Whether a run is still to go on. */
  readonly isActive: boolean;
  pause(): void;
  /** `updates`: pause again after so many. */
  resume(updates?: number): void;
  setPace(updatesPerSecond: number | null): void;
  stop(): void;
  /** Ends the workers at once. */
  dispose(): void;
}

/** Threads that each of two runs may use: with shared memory its part of the processors, at most four; one otherwise. */
export function threadsFor(isolated: boolean, processors: number): number {
  return isolated ? Math.max(1, Math.min(4, Math.floor(processors / 2))) : 1;
}

export function startPair(
  experiment: Experiment,
  { snapshotEvery, updatesPerSecond, isPaused: startsPaused = false }: PairOptions,
  startWorker: StartWorker,
  { changed, reported }: PairListener,
  threads = threadsFor(globalThis.crossOriginIsolated, navigator.hardwareConcurrency),
): TrainingPair {
  const algorithms: readonly Algorithm[] = experiment.compare === 'yes' ? ['ppo', 'grpo'] : ['grpo'];
  let isPaused = startsPaused;
  const parts = algorithms.map((algorithm) => {
    const run = createRun(algorithm, experiment);
    const worker = startWorker((report) => {
      applyReport(run, report);
      if (report.type === 'ended' || report.type === 'failed') worker.end();
      if (report.type === 'paused' || report.type === 'resumed') isPaused = report.type === 'paused';
      reported();
    });
    worker.send({ type: 'start', request: { algorithm, experiment, threads, snapshotEvery, updatesPerSecond } });
    if (startsPaused) worker.send({ type: 'pause' });
    return { run, worker };
  });
  const runs = parts.map(({ run }) => run);
  const tell = (command: Command): void => {
    for (const { run, worker } of parts) if (!hasEnded(run)) worker.send(command);
    changed();
  };

  return {
    experiment,
    runs,
    run: (algorithm) => runs.find((run) => run.algorithm === algorithm),
    get isPaused() {
      return isPaused;
    },
    get isActive() {
      return !runs.every(hasEnded);
    },
    pause() {
      isPaused = true;
      tell({ type: 'pause' });
    },
    resume(updates) {
      isPaused = false;
      tell({ type: 'resume', ...(updates !== undefined && { updates }) });
    },
    setPace: (pace) => tell({ type: 'pace', updatesPerSecond: pace }),
    stop: () => tell({ type: 'stop' }),
    dispose() {
      for (const { worker } of parts) worker.end();
    },
  };
}

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { lockFolder } from '@cohort-rl/ppo-core/node';
import { Piscina } from 'piscina';
import { InterruptedError } from './errors.ts';
import { catchInterruption } from './interruption.ts';
import type { RunPlan } from './plan-folder.ts';
import { createProgress } from './progress.ts';
import { readResult } from './run-result.ts';
import { note } from './terminal.ts';
import type { WorkerMessage, WorkerOutcome, WorkerTask } from './worker.ts';

/** A run that did not come to its end, and why. */
export interface FailedRun {
  readonly name: string;
  readonly message: string;
  /** Whether a loss or gradient was not finite, so that the run would fail again. */
  readonly hasDiverged: boolean;
}

interface RunOptions {
  readonly workers?: number | undefined;
  readonly progress: 'none' | 'bar';
  readonly onFinished?: (folder: string) => void;
}

/**
 * Trains what is not finished of a comparison or a tuning, each run in a worker thread; how they are spread over the threads changes no result.
 * A run that fails is reported by name, and the others go on.
 * @param options `onFinished` hears the folder of each finished run, those that were finished before included.
 * @throws FolderLockError while another process does the same there; InterruptedError after SIGINT or SIGTERM, once every running run has saved its state.
 */
export async function runPlan(
  plan: RunPlan,
  directory: string,
  { workers = availableParallelism(), progress: mode, onFinished }: RunOptions,
): Promise<FailedRun[]> {
  const failed: FailedRun[] = [];
  const folders = plan.runs.map(({ name }) => join(directory, 'runs', name));
  const pending = plan.runs.flatMap((run, i) => {
    try {
      if (!readResult(folders[i]!)) return [{ ...run, folder: folders[i]! }];
      onFinished?.(folders[i]!);
      return [];
    } catch (error) {
      failed.push({ name: run.name, message: (error as Error).message, hasDiverged: false });
      return [];
    }
  });
  if (pending.length === 0) return failed;

  const unlock = lockFolder(directory);
  const interruption = new Int32Array(new SharedArrayBuffer(4));
  const signals = catchInterruption(() => {
    note('stopping after the updates that are running');
    Atomics.store(interruption, 0, signals.exitCode);
  });
  const numThreads = Math.min(workers, pending.length);
  const pool = new Piscina<WorkerTask, WorkerOutcome>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: numThreads,
    maxThreads: numThreads,
  });
  const progress = await createProgress(mode, pending.reduce((sum, { configuration }) => sum + configuration.totalSteps, 0));
  const fail = (name: string, message: string, hasDiverged: boolean): void => {
    failed.push({ name, message, hasDiverged });
    note(`run ${name} failed: ${message}`);
  };
  let done = plan.runs.length - pending.length - failed.length;
  let taken = 0;
  const train = async ({ name, configuration, folder }: (typeof pending)[number]): Promise<void> => {
    let own = 0;
    const advance = (step: number): void => {
      const reached = Math.min(step, configuration.totalSteps);
      taken += reached - own;
      own = reached;
      progress.show(taken, `${done} of ${plan.runs.length} runs done`);
    };
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ step, note: text }: WorkerMessage) => {
      if (text !== undefined) note(`${name}: ${text}`);
      if (step !== undefined) advance(step);
    });
    try {
      const outcome = await pool.run({ configuration, directory: folder, port: port2, interruption }, { transferList: [port2] });
      if (outcome.end === 'diverged') fail(name, outcome.message, true);
      if (outcome.end === 'finished') {
        onFinished?.(folder);
        done++;
      }
    } catch (error) {
      fail(name, (error as Error).message, false);
    } finally {
      port1.close();
    }
    // an interrupted run has come no further; any other has nothing left to do
    if (signals.exitCode === 0) advance(configuration.totalSteps);
  };

  try {
    const queue = pending.values();
    await Promise.all(
      Array.from({ length: numThreads }, async () => {
        for (const run of queue) await train(run);
      }),
    );
  } finally {
    progress.stop();
    signals.release();
    await pool.destroy();
    unlock();
  }
  if (signals.exitCode !== 0) {
    throw new InterruptedError(`interrupted; every state is saved in ${directory}, the same command goes on from there`, signals.exitCode);
  }
  return failed;
}

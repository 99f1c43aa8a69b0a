import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Comparison } from './comparison.ts';
import { InterruptedError } from './errors.ts';
import { catchInterruption } from './interruption.ts';
import { createProgress } from './progress.ts';
import { readResult } from './run-result.ts';
import { note } from './terminal.ts';
import type { WorkerMessage, WorkerTask } from './worker.ts';

/** A run that did not come to its end, and why. */
export interface FailedRun {
  readonly name: string;
  readonly message: string;
}

/**
 * Trains what is not finished of a comparison, each run in a worker thread; how they are spread over the threads changes no result.
 * A run that fails is reported by name, and the others go on.
 * @throws InterruptedError after SIGINT or SIGTERM, once every running run has saved its state.
 */
export async function runComparison(
  comparison: Comparison,
  directory: string,
  { workers = availableParallelism(), progress: mode }: { workers?: number | undefined; progress: 'none' | 'bar' },
): Promise<FailedRun[]> {
  const failed: FailedRun[] = [];
  const folders = comparison.runs.map(({ name }) => join(directory, 'runs', name));
  const pending = comparison.runs.flatMap((run, i) => {
    try {
      return readResult(folders[i]!) ? [] : [{ ...run, folder: folders[i]! }];
    } catch (error) {
      failed.push({ name: run.name, message: (error as Error).message });
      return [];
    }
  });
  if (pending.length === 0) return failed;

  const interruption = new Int32Array(new SharedArrayBuffer(4));
  const signals = catchInterruption(() => {
    note('stopping after the updates that are running');
    Atomics.store(interruption, 0, signals.exitCode);
  });
  const numThreads = Math.min(workers, pending.length);
  const pool = new Piscina<WorkerTask, 'finished' | 'interrupted'>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: numThreads,
    maxThreads: numThreads,
  });
  const progress = await createProgress(mode, pending.reduce((sum, { configuration }) => sum + configuration.totalSteps, 0));
  const steps = new Map<string, number>();
  let done = comparison.runs.length - pending.length - failed.length;
  const show = (): void => {
    const taken = [...steps.values()].reduce((sum, step) => sum + step, 0);
    progress.show(taken, `${done} of ${comparison.runs.length} runs done`);
  };

  try {
    await Promise.all(
      pending.map(async ({ name, configuration, folder }) => {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', ({ step, note: text }: WorkerMessage) => {
          if (text !== undefined) note(`${name}: ${text}`);
          if (step !== undefined) {
            steps.set(name, Math.min(step, configuration.totalSteps));
            show();
          }
        });
        try {
          const outcome = await pool.run({ configuration, directory: folder, port: port2, interruption }, { transferList: [port2] });
          if (outcome === 'finished') {
            done++;
            steps.set(name, configuration.totalSteps);
            show();
          }
        } catch (error) {
          const message = (error as Error).message;
          failed.push({ name, message });
          note(`run ${name} failed: ${message}`);
        } finally {
          port1.close();
        }
      }),
    );
  } finally {
    progress.stop();
    signals.release();
    await pool.destroy();
  }
  if (signals.exitCode !== 0) {
    throw new InterruptedError(`interrupted; every state is saved in ${directory}, the same command goes on from there`, signals.exitCode);
  }
  return failed;
}

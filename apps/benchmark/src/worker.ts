import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { InterruptedError } from './errors.ts';
import type { TrainConfiguration } from './train-configuration.ts';
import { resumeRun, startRun } from './train-run.ts';

/** One run of a comparison, as it is handed to a worker thread. */
export interface WorkerTask {
  readonly configuration: TrainConfiguration;
  readonly directory: string;
  /** Hears a {@link WorkerMessage} after every update. */
  readonly port: MessagePort;
  /** One Int32, not 0 once a signal has asked to stop: the exit code. */
  readonly interruption: Int32Array<SharedArrayBuffer>;
}

export interface WorkerMessage {
  readonly step?: number;
  readonly note?: string;
}

/** Trains a run, or goes on with it; says whether it was finished or stopped by a signal. */
export default async function work({ configuration, directory, port, interruption }: WorkerTask): Promise<'finished' | 'interrupted'> {
  const tell = (message: WorkerMessage): void => {
    port.postMessage(message);
  };
  const hooks = {
    onUpdate: ({ step }: { step: number }) => {
      tell({ step });
    },
    onNote: (text: string) => {
      tell({ note: text });
    },
    interruption: () => Atomics.load(interruption, 0),
  };
  try {
    // a run that waited for its thread when the signal came is not begun any more
    if (hooks.interruption() !== 0) return 'interrupted';
    if (existsSync(join(directory, 'run.json'))) await resumeRun(directory, configuration.options.kernels, hooks);
    else await startRun(configuration, directory, hooks);
    return 'finished';
  } catch (error) {
    if (error instanceof InterruptedError) return 'interrupted';
    throw error;
  } finally {
    port.close();
  }
}

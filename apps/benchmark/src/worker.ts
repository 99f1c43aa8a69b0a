import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { NonFiniteError } from '@cohort-rl/ppo-core';
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

/** How a run came to its end, for now; `diverged`: in a loss or gradient that is not finite, as it would again. */
export type WorkerOutcome = { readonly end: 'finished' | 'interrupted' } | { readonly end: 'diverged'; readonly message: string };

/** Trains a run, or goes on with it. */
export default async function work({ configuration, directory, port, interruption }: WorkerTask): Promise<WorkerOutcome> {
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
    if (hooks.interruption() !== 0) return { end: 'interrupted' };
    if (existsSync(join(directory, 'run.json'))) await resumeRun(directory, configuration.options.kernels, hooks);
    else await startRun(configuration, directory, hooks);
    return { end: 'finished' };
  } catch (error) {
    if (error instanceof InterruptedError) return { end: 'interrupted' };
    if (error instanceof Error && error.cause instanceof NonFiniteError) return { end: 'diverged', message: error.message };
    throw error;
  } finally {
    port.close();
  }
}

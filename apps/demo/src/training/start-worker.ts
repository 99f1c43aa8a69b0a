import type { Report } from './protocol.ts';
import type { TrainingWorker } from './training-pair.ts';

/** A training session in a worker of its own. */
export function startWorker(onReport: (report: Report) => void): TrainingWorker {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), { type: 'module', name: 'training' });
  worker.onmessage = ({ data }: MessageEvent<Report>) => onReport(data);
  worker.onerror = ({ message }) => onReport({ type: 'failed', message: message || 'the training worker could not be started' });
  return {
    send: (command) => worker.postMessage(command),
    end: () => worker.terminate(),
  };
}

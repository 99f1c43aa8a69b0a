// A thread of `cohort throughput` that measures the peak of a build at the same time as others: a burst for each message.
import { parentPort, workerData } from 'node:worker_threads';
import type { KernelChoice } from '@cohort-rl/kernels';
import { createPeakLoop } from './throughput/peak.ts';

const burst = await createPeakLoop(workerData as KernelChoice);
parentPort!.on('message', () => parentPort!.postMessage(burst()));
parentPort!.postMessage(0);

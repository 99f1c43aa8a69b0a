import { Worker } from 'node:worker_threads';
import { loadKernels, type KernelChoice } from '@cohort-rl/kernels';

/** What a build can do at most on a number of threads at once, measured in bursts beside the work that it is compared with. */
export interface PeakMeter {
  /** GFLOP/s of all threads together in one burst of some 20 ms: multiply-adds that touch registers alone. */
  burst(): Promise<number>;
  close(): Promise<void>;
}

const burstMilliseconds = 20;

/** With several threads, this one and workers, which sleep between bursts. */
export async function createPeakMeter(kernels: KernelChoice, threads: number): Promise<PeakMeter> {
  const own = await createPeakLoop(kernels);
  const workers = Array.from({ length: threads - 1 }, () => new Worker(new URL('./peak-worker.js', import.meta.url), { workerData: kernels }));
  // each says 0 once it is ready
  await Promise.all(workers.map(nextNumber));
  return {
    async burst() {
      const others = workers.map(nextNumber);
      for (const worker of workers) worker.postMessage(null);
      const gflops = own();
      return gflops + (await Promise.all(others)).reduce((sum, other) => sum + other, 0);
    },
    async close() {
      await Promise.all(workers.map(async (worker) => worker.terminate()));
    },
  };
}

/** A burst on the thread that calls it: GFLOP/s. */
export async function createPeakLoop(kernels: KernelChoice): Promise<() => number> {
  const { allocate, firstByte, vectorWidth } = await loadKernels(kernels);
  const { base, kernels: functions } = allocate(firstByte + 4 * vectorWidth);
  let iterations = 1000;
  const run = (): { operations: number; milliseconds: number } => {
    const started = performance.now();
    const operations = functions.multiply_add_peak(base, iterations, firstByte);
    return { operations: operations * iterations, milliseconds: performance.now() - started };
  };
  while (run().milliseconds < burstMilliseconds) iterations *= 2;
  return () => {
    const { operations, milliseconds } = run();
    return operations / milliseconds / 1e6;
  };
}

async function nextNumber(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

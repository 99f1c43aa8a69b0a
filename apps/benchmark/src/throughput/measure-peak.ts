import type { KernelChoice } from '@cohort-rl/kernels';
import { loadKernels } from '@cohort-rl/kernels';
import { settingUp } from '../errors.ts';
import { median } from './median.ts';
import { createPeakMeter } from './peak.ts';

/** What a build can do at most, on several threads against one. */
export interface PeakThroughput {
  readonly kernels: string;
  readonly threads: number;
  /** Of all threads together. */
  readonly peakGflops: number;
  /** peakGflops / that of one thread */
  readonly scaling: number;
}

/** From one thread to `mostThreads`, by turns. */
export async function measurePeak(kernels: KernelChoice, mostThreads: number, seconds: number): Promise<PeakThroughput[]> {
  const { build } = await settingUp(async () => loadKernels(kernels));
  const meters = await Promise.all(Array.from({ length: mostThreads }, async (_, i) => createPeakMeter(build, i + 1)));
  const bursts: number[][] = meters.map(() => []);
  const end = performance.now() + 1000 * seconds;
  do {
    for (const [i, meter] of meters.entries()) bursts[i]!.push(await meter.burst());
  } while (performance.now() < end);
  await Promise.all(meters.map(async (meter) => meter.close()));
  const peaks = bursts.map(median);
  return peaks.map((peakGflops, i) => ({ kernels: build, threads: i + 1, peakGflops, scaling: peakGflops / peaks[0]! }));
}

import { kernelChoices, type KernelChoice } from '@cohort-rl/kernels';
import type { Engine } from '@cohort-rl/ppo-core';
import { createPeakMeter, type PeakMeter } from './peak.ts';

/** The peak of an engine's kernels on its threads; null where it computes with others than ours. */
export async function enginePeak({ build, threads }: Engine): Promise<PeakMeter | null> {
  return kernelChoices.includes(build as KernelChoice) ? createPeakMeter(build as KernelChoice, threads) : null;
}

import { interquartileMean, stratifiedBootstrap } from '@cohort-rl/analysis';
import { millisecondsPerCall } from './segments.ts';

/** Time of a stratified bootstrap of the interquartile mean. */
export interface BootstrapThroughput {
  readonly seeds: number;
  readonly tasks: number;
  readonly resamples: number;
  readonly milliseconds: number;
}

export function measureBootstrap(seconds: number): BootstrapThroughput {
  const [seeds, tasks, resamples] = [5, 10, 2000];
  const scores = Array.from({ length: seeds }, (_, run) => Array.from({ length: tasks }, (_unused, task) => 0.5 + 0.3 * Math.sin(3 * run + 7 * task)));
  return { seeds, tasks, resamples, milliseconds: millisecondsPerCall(() => stratifiedBootstrap(scores, interquartileMean, { resamples }), seconds) };
}

import { interquartileMean, mean, median, optimalityGap } from './aggregate-scores.ts';
import type { Scores } from './aggregate-scores.ts';
import { stratifiedBootstrap } from './bootstrap.ts';
import type { Interval } from './interval.ts';
import { performanceProfile, profileThresholds } from './performance-profile.ts';
import type { PerformanceProfile } from './performance-profile.ts';
import type { BootstrapOptions } from './resampling.ts';

/** What an algorithm ends with. */
export interface FinalPerformance {
  /** Over runs × tasks. */
  readonly interquartileMean: Interval;
  /** Over tasks of the means over runs. */
  readonly median: Interval;
  readonly mean: Interval;
  /** How far scores fall short of 1 on average; lower is better. */
  readonly optimalityGap: Interval;
  readonly profile: PerformanceProfile;
}

/** How {@link finalPerformance} draws its profile. */
export interface FinalPerformanceOptions extends BootstrapOptions {
  /** Scores at which the profile is taken; default: `profileThresholds` of the scores. Give one list for algorithms that are compared. */
  readonly thresholds?: readonly number[];
}

/**
 * Aggregates of final scores, with intervals.
 * Source: Agarwal et al. 2021, section 4; their advice is to read the IQM and the optimality gap before mean and median.
 * @param scores runs × tasks, normalised.
 */
export function finalPerformance(scores: Scores, { thresholds, ...options }: FinalPerformanceOptions = {}): FinalPerformance {
  return {
    interquartileMean: stratifiedBootstrap(scores, interquartileMean, options),
    median: stratifiedBootstrap(scores, median, options),
    mean: stratifiedBootstrap(scores, mean, options),
    optimalityGap: stratifiedBootstrap(scores, (sample) => optimalityGap(sample), options),
    profile: performanceProfile(scores, thresholds ?? profileThresholds([scores]), options),
  };
}

import type { GroupRelativeOptions } from './group-relative.ts';
import { findPreset } from './presets.ts';

/** What a group-relative stage asks of the environments' vector. */
export interface VectorNeeds {
  /** Unit `trajectory` compares the returns of whole episodes: `autoreset: 'disabled'`. */
  readonly wholeEpisodes: boolean;
  /** Grouping `startState` compares episodes that begin alike: `replicas`, at least 2. */
  readonly sharedStarts: boolean;
}

/** @throws RangeError for an unknown preset. */
export function vectorNeeds({ preset: name = 'recommended', grouping, unit, normalizer }: GroupRelativeOptions): VectorNeeds {
  const preset = findPreset(name);
  return {
    wholeEpisodes: normalizer === undefined && (unit ?? preset.stages(false).unit) === 'trajectory',
    sharedStarts: (grouping ?? preset.grouping) === 'startState',
  };
}

import type { ReturnRow } from './return-table.ts';
import { readScalarEvents } from './tensorboard-events.ts';

/** Whose returns a log holds. */
export interface LogOptions {
  readonly algorithm: string;
  readonly task: string;
  readonly seed: number;
}

/** The tags under which CleanRL and Cohort, and Stable-Baselines3, log returns of training, and the latter its evaluations. */
const returnTags = ['charts/episodic_return', 'rollout/ep_rew_mean', 'eval/mean_reward'];

/**
 * The returns in the event files of one run, as rows. Stable-Baselines3's `rollout/ep_rew_mean` is a mean over the last 100 episodes, so that its
 * curves are smoother and later than single episodes would be: do not compare them with others' single returns.
 * @param files the files of the run's folder, in the order of their names; several where it was resumed.
 * @param options.tag default: the first that is there of `charts/episodic_return`, `rollout/ep_rew_mean`, `eval/mean_reward`.
 * @throws RangeError where no file has the tag.
 */
export function tensorboardTable(
  files: readonly Uint8Array[],
  { algorithm, task, seed, tag }: LogOptions & { readonly tag?: string },
): ReturnRow[] {
  const events = files.flatMap((bytes) => readScalarEvents(bytes));
  const tags = new Set(events.map((event) => event.tag));
  const wanted = tag ?? returnTags.find((name) => tags.has(name)) ?? returnTags.join(', ');
  if (!tags.has(wanted)) throw new RangeError(`missing tag: ${wanted}; the files have ${[...tags].sort().join(', ') || 'no scalar'}`);
  return events.filter((event) => event.tag === wanted).map(({ step, value }) => ({ algorithm, task, seed, step, return: value }));
}

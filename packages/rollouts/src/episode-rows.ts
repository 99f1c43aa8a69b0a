import type { Rollout } from './rollout.ts';

/** The rollout's steps that belong to episodes, as indices into its `[T, N]` fields, ascending; null: all do. */
export function episodeRows({ waiting }: Pick<Rollout, 'waiting'>): Int32Array | null {
  if (!waiting) return null;
  const rows = new Int32Array(waiting.length);
  let count = 0;
  for (let i = 0; i < waiting.length; i++) if (waiting[i] === 0) rows[count++] = i;
  return rows.subarray(0, count);
}

/** The values of these rows, in their order; null: the values themselves. */
export function selectRows<Values extends Float32Array | Int32Array>(values: Values, rows: Int32Array | null): Values {
  if (!rows) return values;
  const selected = values.slice(0, rows.length) as Values;
  for (let k = 0; k < rows.length; k++) selected[k] = values[rows[k]!]!;
  return selected;
}

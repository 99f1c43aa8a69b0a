import type { ColumnValues, StepColumns } from '@cohort-rl/analysis';

/** A line over steps with its band, in a look of its own. */
export interface FocusLine {
  readonly name: string;
  readonly values: ColumnValues;
  /** Index of its `seriesStyle`. */
  readonly look: number;
}

/** Lines over steps: a few in focus, with their bands, before many that are faint. */
export interface LinesPicture {
  readonly kind: 'lines';
  readonly columns: StepColumns;
  readonly range: readonly [low: number, high: number];
  readonly valueName: string;
  readonly faint: readonly ColumnValues[];
  readonly focus: readonly FocusLine[];
  /** Whether `low` and `high` are extremes, which a faint line then shows too. */
  readonly hasExtremes: boolean;
}

/** Shares that add up to 1, stacked. */
export interface StackPicture {
  readonly kind: 'stack';
  readonly columns: StepColumns;
  readonly valueName: string;
  /** From the bottom; `look` is null for all that are not in focus, together. */
  readonly layers: readonly { readonly name: string; readonly shares: Float64Array; readonly look: number | null }[];
}

/** What is drawn while training runs, and, still, by `focusLinesChart` and `groupWeightsChart`. */
export type LivePicture = LinesPicture | StackPicture;

/** Room around the data, in CSS pixels. */
export const pictureMargin = { left: 48, right: 14, top: 24, bottom: 40 };

import { columnOf, createColumnValues, fillColumns, fillShares, fillTaskBalance } from '@cohort-rl/analysis';
import type { ColumnValues, StepColumns, StreamedBins, TaskBalance } from '@cohort-rl/analysis';
import { roundRange } from './ticks.ts';

/** Series thinned to columns, kept while records come: only columns that changed are filled again. */
export interface LinesView {
  readonly values: ReadonlyMap<string, ColumnValues>;
  /** Round numbers around all that is shown. */
  readonly range: readonly [low: number, high: number];
  /** @param changedStep the first step that changed. @returns the first column that changed. */
  refresh(runs: readonly StreamedBins[], names: readonly string[], columns: StepColumns, changedStep: number): number;
}

export function createLinesView(): LinesView {
  const values = new Map<string, ColumnValues>();
  let at: StepColumns | null = null;
  let [low, high] = [Infinity, -Infinity];
  let range: readonly [number, number] = [0, 1];
  return {
    values,
    get range() {
      return range;
    },
    refresh(runs, names, columns, changedStep) {
      if (!isSame(at, columns)) {
        values.clear();
        [low, high] = [Infinity, -Infinity];
      }
      at = columns;
      let first = columns.numColumns;
      for (const name of names) {
        const isNew = !values.has(name);
        const own = values.get(name) ?? createColumnValues(columns.numColumns);
        values.set(name, own);
        const from = isNew ? 0 : firstColumn(columns, changedStep);
        if (from >= columns.numColumns) continue;
        fillColumns(own, runs, name, columns, from);
        first = Math.min(first, from);
        for (let column = from; column < columns.numColumns; column++) {
          const mean = own.mean[column]!;
          if (Number.isNaN(mean)) continue;
          const hasBand = !Number.isNaN(own.low[column]!);
          low = Math.min(low, hasBand ? own.low[column]! : mean);
          high = Math.max(high, hasBand ? own.high[column]! : mean);
        }
      }
      if (low <= high && (low < range[0] || high > range[1] || first === 0)) range = roundRange(low, high);
      return first;
    },
  };
}

/** Shares of the groups in focus and of all others together, kept likewise. */
export interface SharesView {
  readonly shares: ReadonlyMap<string, Float64Array>;
  readonly rest: Float64Array;
  refresh(runs: readonly StreamedBins[], focused: readonly string[], columns: StepColumns, changedStep: number): number;
}

export function createSharesView(): SharesView {
  const shares = new Map<string, Float64Array>();
  let rest = new Float64Array(0);
  let at: StepColumns | null = null;
  return {
    shares,
    get rest() {
      return rest;
    },
    refresh(runs, focused, columns, changedStep) {
      const isNew = !isSame(at, columns) || focused.length !== shares.size || focused.some((name) => !shares.has(name));
      if (isNew) {
        shares.clear();
        for (const name of focused) shares.set(name, new Float64Array(columns.numColumns));
        rest = new Float64Array(columns.numColumns);
      }
      at = columns;
      const from = isNew ? 0 : firstColumn(columns, changedStep);
      fillShares(rest, runs, 'all', columns, from);
      for (const [name, own] of shares) {
        fillShares(own, runs, name, columns, from);
        for (let column = from; column < columns.numColumns; column++) rest[column]! -= own[column]!;
      }
      // what is left of rounding is no group
      for (let column = from; column < columns.numColumns; column++) if (rest[column]! < 1e-9) rest[column] = 0;
      return from;
    },
  };
}

/** The three measures of balance, kept likewise. */
export interface BalanceView {
  readonly balance: TaskBalance<ColumnValues>;
  refresh(runs: readonly StreamedBins[], tasks: readonly string[], columns: StepColumns, changedStep: number): number;
}

export function createBalanceView(): BalanceView {
  const create = ({ numColumns }: StepColumns): TaskBalance<ColumnValues> => ({
    worstTaskScore: createColumnValues(numColumns),
    jainIndex: createColumnValues(numColumns),
    giniCoefficient: createColumnValues(numColumns),
  });
  let at: StepColumns = { maxStep: 1, numColumns: 1 };
  let [balance, numTasks] = [create(at), 0];
  return {
    get balance() {
      return balance;
    },
    refresh(runs, tasks, columns, changedStep) {
      const isNew = !isSame(at, columns) || tasks.length !== numTasks;
      if (isNew) balance = create(columns);
      [at, numTasks] = [columns, tasks.length];
      const from = isNew ? 0 : firstColumn(columns, changedStep);
      fillTaskBalance(balance, runs, tasks, columns, from);
      return from;
    },
  };
}

const isSame = (a: StepColumns | null, b: StepColumns): boolean => a !== null && a.maxStep === b.maxStep && a.numColumns === b.numColumns;

/** A bin lies in the column of its left edge: what changed after it may lie there too. */
const firstColumn = (columns: StepColumns, step: number): number => (step === Infinity ? columns.numColumns : columnOf(columns, step));

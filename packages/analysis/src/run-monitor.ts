import { normalizeScore } from './normalized-score.ts';
import type { TaskReference } from './normalized-score.ts';
import type { RunRecord } from './records.ts';
import { binsOfColumn } from './step-columns.ts';
import type { StepColumns } from './step-columns.ts';
import { createStreamedBins } from './streamed-bins.ts';
import type { StreamedBins } from './streamed-bins.ts';

/** What one run's records say so far, thinned as they come: nothing is read twice, however long the run. */
export interface RunMonitor {
  /** Takes in one record; other types than `group` and `episode` change nothing. */
  add(record: RunRecord): void;
  /** Latest names of the groups by label, in order of appearance. */
  readonly groupNames: ReadonlyMap<number, string>;
  /** Mean returns of the groups' complete episodes, a value an update; series are named by label. */
  readonly groupReturns: StreamedBins;
  /** Shares that the groups have of all weights, a value an update; series are named by label, and `all` has a 1 for every update. */
  readonly groupShares: StreamedBins;
  /** Returns of the episodes of training; series are named by task. */
  readonly taskReturns: StreamedBins;
}

/** How a {@link createRunMonitor} scores. */
export interface RunMonitorOptions {
  /** Reference returns by name. Returns of tasks, and of groups that are named like one, become normalised scores where there are references. */
  readonly references?: Readonly<Record<string, TaskReference>> | undefined;
  /** Bins of every series, see `createStreamedBins`. */
  readonly capacity?: number;
}

/** A monitor of one run, without records yet. */
export function createRunMonitor({ references = {}, capacity = 2048 }: RunMonitorOptions = {}): RunMonitor {
  const groupNames = new Map<number, string>();
  const [groupReturns, groupShares, taskReturns] = [createStreamedBins({ capacity }), createStreamedBins({ capacity }), createStreamedBins({ capacity })];
  const score = (value: number, name: string): number => (Object.hasOwn(references, name) ? normalizeScore(value, references[name]!) : value);
  return {
    groupNames,
    groupReturns,
    groupShares,
    taskReturns,
    add(record) {
      if (record.type === 'episode') taskReturns.add(record.task, record.step, score(record.return, record.task));
      if (record.type !== 'group') return;
      const { step, groups } = record;
      let total = 0;
      for (const group of groups) if (group.steps > 0) total += group.weight;
      if (total > 0) groupShares.add('all', step, 1);
      for (const { label, name, steps, weight, returnMean } of groups) {
        groupNames.set(label, name);
        if (returnMean !== null) groupReturns.add(String(label), step, score(returnMean, name));
        if (steps > 0 && total > 0) groupShares.add(String(label), step, weight / total);
      }
    },
  };
}

/**
 * Mean shares that a group has in each column, over the updates in it and then over runs; NaN where no run has an update. Over groups they sum to 1: in
 * an update without the group its share is 0.
 * @param runs `groupShares` of the monitors of one or more runs.
 */
export function fillShares(into: Float64Array, runs: readonly StreamedBins[], label: string, columns: StepColumns, from = 0): void {
  for (let column = from; column < columns.numColumns; column++) {
    let [share, count] = [0, 0];
    for (const run of runs) {
      const [start, end] = binsOfColumn(run, columns, column);
      const [all, own] = [run.of('all'), run.of(label)];
      let [updates, sum] = [0, 0];
      for (let bin = start; bin < end; bin++) {
        updates += all!.total[bin]!;
        if (own) sum += own.total[bin]!;
      }
      if (updates === 0) continue;
      share += sum / updates;
      count += 1;
    }
    into[column] = share / count;
  }
}

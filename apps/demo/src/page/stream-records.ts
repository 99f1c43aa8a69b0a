import type { RunRecord, TaskReference } from '@cohort-rl/analysis';
import { hasEnded, type Run } from '../training/run.ts';

/** An element that takes records as they come. */
interface LiveElement extends Element {
  data: unknown;
  appendRecords(records: readonly RunRecord[], options?: { readonly seed?: number }): void;
}

const shown = new WeakMap<Element, { readonly run: Run; count: number; isMoving: boolean }>();

/**
 * Gives an element the records of a run that it has not had yet; another run starts it anew. Once the run has ended the picture stands still: its
 * numbers can be walked and saved. For `ref`.
 */
export function streamRecords(run: Run, references: Readonly<Record<string, TaskReference>>): (element: Element | undefined) => void {
  return (element) => {
    if (!element) return;
    const live = element as LiveElement;
    let state = shown.get(element);
    const isNew = state?.run !== run;
    if (isNew || !state) shown.set(element, (state = { run, count: 0, isMoving: false }));
    if (isNew || (state.isMoving && hasEnded(run))) {
      state.count = run.records.length;
      state.isMoving = false;
      live.data = { runs: [{ seed: run.experiment.seed, records: [...run.records] }], ...(Object.keys(references).length > 0 && { references }) };
    }
    if (state.count === run.records.length) return;
    live.appendRecords(run.records.slice(state.count), { seed: run.experiment.seed });
    state.count = run.records.length;
    state.isMoving = true;
  };
}

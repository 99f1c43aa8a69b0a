import type { RunRecord, TaskReference } from '@cohort-rl/analysis';
import type { Run } from '../training/run.ts';

/** An element that takes records as they come. */
interface LiveElement extends Element {
  data: unknown;
  appendRecords(records: readonly RunRecord[], options?: { readonly seed?: number }): void;
}

const shown = new WeakMap<Element, { readonly run: Run; count: number }>();

/** Gives an element the records of a run that it has not had yet; another run starts it anew. For `ref`. */
export function streamRecords(run: Run, references: Readonly<Record<string, TaskReference>>): (element: Element | undefined) => void {
  return (element) => {
    if (!element) return;
    const live = element as LiveElement;
    let state = shown.get(element);
    if (state?.run !== run) {
      // what is there already is not live: a run that has ended stands still
      state = { run, count: run.records.length };
      shown.set(element, state);
      live.data = { runs: [{ seed: run.experiment.seed, records: [...run.records] }], ...(Object.keys(references).length > 0 && { references }) };
    }
    if (state.count === run.records.length) return;
    live.appendRecords(run.records.slice(state.count), { seed: run.experiment.seed });
    state.count = run.records.length;
  };
}

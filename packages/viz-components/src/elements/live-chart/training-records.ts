import { checkRecord, createRunMonitor, normalizeScore, readRecords, RecordError, type RunMonitor, type RunRecord, type TaskReference } from '@cohort-rl/analysis';
import { checkArray, checkLength, checkNumber, checkObject } from '../check.ts';

/** Records of runs that differ by seed. */
export interface RecordedRuns {
  readonly runs: readonly { readonly seed: number; readonly records: readonly RunRecord[] }[];
  /** Returns of a random policy and an expert by task: returns are shown as normalised scores, 0 and 1, where all tasks (or groups of these names) have them. */
  readonly references?: Readonly<Record<string, TaskReference>>;
}

/** What an element shows of training: the records of one run, the text of its `records.jsonl`, or several runs. */
export type TrainingRecords = readonly RunRecord[] | string | RecordedRuns;

/** The runs, thinned as their records came. */
export interface TrainingState {
  /** One a run. */
  readonly monitors: readonly RunMonitor[];
  readonly references: Readonly<Record<string, TaskReference>> | undefined;
  /** Number of records so far. */
  readonly numRecords: number;
  add(records: readonly RunRecord[], seed: number): void;
}

/** Groups and tasks of all runs: each has a curve, thinned to 57 KB, and a button. */
const mostSeries = 4000;

/** @throws RangeError for what is none of {@link TrainingRecords}. */
export function readTraining(value: unknown): TrainingState {
  if (typeof value === 'string' || Array.isArray(value)) {
    const state = createState(undefined);
    state.add(typeof value === 'string' ? parse(value) : checkRecords(value, 'data'), 0);
    return state;
  }
  const { runs, references } = checkObject(value, 'data');
  checkLength(runs, 'runs', mostSeries);
  const state = createState(references === undefined ? undefined : checkReferences(references));
  checkArray(runs, 'runs', (run, name) => {
    const { seed, records } = checkObject(run, name);
    state.add(checkRecords(records, `${name}.records`), checkNumber(seed, `${name}.seed`));
  });
  return state;
}

/** Records of other types are left out. */
export function checkRecords(value: unknown, name: string): readonly RunRecord[] {
  return checkArray(value, name, checkRecord).filter((record) => record !== null);
}

function parse(text: string): readonly RunRecord[] {
  try {
    return readRecords(text);
  } catch (error) {
    if (error instanceof RecordError) throw new RangeError(error.message, { cause: error });
    throw error;
  }
}

function checkReferences(value: unknown): Record<string, TaskReference> {
  return Object.fromEntries(
    Object.entries(checkObject(value, 'references')).map(([task, entry]) => {
      const { randomReturn, expertReturn } = checkObject(entry, `references.${task}`);
      const reference = {
        randomReturn: checkNumber(randomReturn, `references.${task}.randomReturn`),
        expertReturn: checkNumber(expertReturn, `references.${task}.expertReturn`),
      };
      // refuses two equal ones
      normalizeScore(0, reference);
      return [task, reference];
    }),
  );
}

function createState(references: TrainingState['references']): TrainingState {
  const monitors = new Map<number, RunMonitor>();
  /** Of each run, names of its tasks and labels of its groups. */
  const series = new Map<number, Set<string | number>>();
  let [numSeries, numRecords] = [0, 0];
  return {
    references,
    get monitors() {
      return [...monitors.values()];
    },
    get numRecords() {
      return numRecords;
    },
    add(records, seed) {
      const own = series.get(seed) ?? new Set();
      const before = own.size;
      for (const record of records) {
        if (record.type === 'episode') own.add(record.task);
        else if (record.type === 'group') for (const { label } of record.groups) own.add(label);
      }
      numSeries += own.size - before;
      series.set(seed, own);
      if (numSeries > mostSeries) throw new RangeError(`invalid number of groups and tasks: ${numSeries}; expected at most ${mostSeries} in all runs`);
      let monitor = monitors.get(seed);
      if (!monitor && records.length > 0) monitors.set(seed, (monitor = createRunMonitor({ references })));
      for (const record of records) monitor!.add(record);
      numRecords += records.length;
    },
  };
}

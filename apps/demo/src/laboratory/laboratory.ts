import type { SnapshotRecord } from '@cohort-rl/analysis';
import type { ControlsValue } from '@cohort-rl/viz-components/elements';
import type { LoadedFiles, LoadedReport } from '../files/read-files.ts';
import { defaultExperiment, experimentFromQuery, experimentToQuery, readField, withField, type Experiment, type ExperimentField } from '../training/experiment.ts';
import type { Run } from '../training/run.ts';
import { startWorker } from '../training/start-worker.ts';
import { startPair, type PairListener, type TrainingPair } from '../training/training-pair.ts';

/** The free part of the page: any experiment, trained or loaded. */
export interface Laboratory {
  readonly experiment: Experiment;
  /** What was wrong with the address, a field or a file, one line each. */
  readonly problems: readonly string[];
  readonly pair: TrainingPair | null;
  /** Runs to show: those of the pair, or loaded ones. */
  readonly runs: readonly Run[];
  setField(field: ExperimentField, text: string): void;
  /** What `<cohort-controls>` has chosen. */
  setGroups(value: ControlsValue): void;
  reset(): void;
  train(): void;
  pauseOrResume(): void;
  takeOneUpdate(): void;
  stop(): void;
  /** Shows what was read from files in place of trained runs. */
  show(loaded: LoadedFiles): void;
  /** A study's report that was read. */
  readonly study: LoadedReport | null;
  /** Id of the view that is open. */
  readonly view: string;
  chooseView(id: string): void;
  /** The rollouts that are kept of the grouped run, and which one is looked at; null: none yet. */
  readonly snapshots: readonly SnapshotRecord[];
  readonly snapshot: SnapshotRecord | null;
  /** Looks at the rollout of an update; null: always at the newest. */
  chooseUpdate(update: number | null): void;
  /** Whether the open view has charts to save. */
  readonly hasCharts: boolean;
  /** Trains what the page offers by itself, where nothing was asked for and nothing is there yet. */
  showExample(): void;
  report(problems: readonly string[]): void;
}

/** The grouped run, or the only one. */
export const groupedRun = (runs: readonly Run[]): Run | undefined => runs.find(({ algorithm }) => algorithm === 'grpo') ?? runs[0];

/** Snapshots of a run of the laboratory, about. */
const numSnapshots = 24;

/**
 * @param onAddress told the query whenever the experiment changes.
 * @param onTrain told before training starts, so that others can leave it the processors.
 */
export function createLaboratory(query: string, onAddress: (query: string) => void, onTrain: () => void, listener: PairListener): Laboratory {
  const { changed } = listener;
  let { experiment, problems } = experimentFromQuery(query);
  let pair: TrainingPair | null = null;
  let loaded: readonly Run[] = [];
  let study: LoadedReport | null = null;
  let view = 'learning';
  let chosenUpdate: number | null = null;
  const runs = (): readonly Run[] => pair?.runs ?? loaded;
  const snapshots = (): readonly SnapshotRecord[] => groupedRun(runs())?.snapshots ?? [];
  const train = (): void => {
    pair?.dispose();
    loaded = [];
    chosenUpdate = null;
    problems = [];
    const { totalSteps, numEnvs, rolloutSteps } = experiment;
    const numUpdates = Math.ceil(totalSteps / (numEnvs * rolloutSteps));
    pair = startPair(experiment, { snapshotEvery: Math.max(1, Math.ceil(numUpdates / numSnapshots)), updatesPerSecond: null }, startWorker, listener);
    changed();
  };
  const change = (next: Experiment): void => {
    experiment = next;
    onAddress(experimentToQuery(experiment));
    changed();
  };

  return {
    get experiment() {
      return experiment;
    },
    get problems() {
      return problems;
    },
    get pair() {
      return pair;
    },
    get runs() {
      return runs();
    },
    setField(field, text) {
      const read = readField(field, text);
      problems = 'problem' in read ? [read.problem] : [];
      change('value' in read ? withField(experiment, field, read.value) : experiment);
    },
    setGroups({ grouping, numGroups, weighting, comparison }) {
      problems = [];
      change({ ...experiment, grouping, numGroups: numGroups ?? experiment.numGroups, weighting, compare: comparison ? 'yes' : 'no' });
    },
    reset() {
      problems = [];
      change(defaultExperiment(experiment.env));
    },
    train() {
      onTrain();
      train();
    },
    showExample() {
      if (query === '' && !pair && loaded.length === 0 && !study) train();
    },
    get snapshots() {
      return snapshots();
    },
    get snapshot() {
      return snapshots().find(({ update }) => update === chosenUpdate) ?? snapshots().at(-1) ?? null;
    },
    chooseUpdate(update) {
      chosenUpdate = update;
      changed();
    },
    get hasCharts() {
      if (view === 'policy') return false;
      return view === 'study' ? study !== null : runs().some(({ updates }) => updates.length > 0);
    },
    pauseOrResume() {
      if (pair?.isPaused) pair.resume();
      else pair?.pause();
    },
    takeOneUpdate: () => pair?.resume(1),
    stop: () => pair?.stop(),
    get study() {
      return study;
    },
    get view() {
      return view;
    },
    chooseView(id) {
      view = id;
      changed();
    },
    show(files) {
      problems = files.problems;
      if (files.runs.length > 0) {
        pair?.dispose();
        pair = null;
        loaded = files.runs;
        chosenUpdate = null;
        view = 'learning';
      }
      if (files.report) {
        study = files.report;
        view = 'study';
      }
      changed();
    },
    report(lines) {
      problems = lines;
      changed();
    },
  };
}

import type { SnapshotRecord, TaskReference } from '@cohort-rl/analysis';
import { defaultExperiment, type Experiment } from '../training/experiment.ts';
import type { Run } from '../training/run.ts';
import { startWorker } from '../training/start-worker.ts';
import { startPair, type PairListener, type TrainingPair } from '../training/training-pair.ts';
import { referencesOf } from './learning-score.ts';
import { largestChange, viewRollout, viewStep, type RolloutView, type StepView, type ViewOptions } from './view-rollout.ts';

/** Updates a second at which the reader can follow what happens; null: as fast as it goes. */
export const paces = { slow: 2, readable: 8, fast: null } as const;

export type Pace = keyof typeof paces;

/** The experiment that the first four chapters look at: tasks whose rewards differ by a factor of 100, groups by task. */
const storyExperiment: Experiment = { ...defaultExperiment('scaled-cartpoles'), grouping: 'task', weighting: 'balanced' };

/** The one of the last chapter: groups made by outcome, normalised and weighted as the idea is usually put. */
const outcomeExperiment: Experiment = { ...defaultExperiment('gridworld-curriculum'), preset: 'literal', grouping: 'difficulty', weighting: 'balanced' };

/** A rollout that the reader looks at, and a step in it. */
export interface StoryView {
  readonly snapshot: SnapshotRecord;
  readonly rollout: RolloutView;
  readonly step: StepView;
}

/** One experiment of the story with what the reader looks at in it. */
export interface StoryExperiment {
  readonly pair: TrainingPair | null;
  readonly references: Readonly<Record<string, TaskReference>>;
  readonly seed: number;
  readonly pace: Pace;
  readonly options: ViewOptions;
  readonly run: { readonly ppo: Run | undefined; readonly grpo: Run | undefined };
  /** Snapshots of the grouped run, and which one is looked at; null: the newest. */
  readonly snapshots: readonly SnapshotRecord[];
  readonly view: StoryView | null;
  /** Starts with the present seed, or anew with the next one. */
  start(): void;
  restart(): void;
  pauseOrResume(): void;
  takeOneUpdate(): void;
  setPace(pace: Pace): void;
  setOptions(options: Partial<ViewOptions>): void;
  /** Looks at the rollout of an update; null: always at the newest. */
  chooseUpdate(update: number | null): void;
  readonly chosenUpdate: number | null;
  chooseStep(index: number): void;
}

function createStoryExperiment(base: Experiment, defaults: ViewOptions, listener: PairListener): StoryExperiment {
  const { changed } = listener;
  let pair: TrainingPair | null = null;
  let { seed } = base;
  let pace: Pace = 'readable';
  let options = defaults;
  let chosenUpdate: number | null = null;
  let chosenStep: number | null = null;
  let seen: { readonly snapshot: SnapshotRecord; readonly options: ViewOptions; readonly rollout: RolloutView } | null = null;
  const references = referencesOf(base.env);

  const snapshots = (): readonly SnapshotRecord[] => pair?.run('grpo')?.snapshots ?? [];
  const view = (): StoryView | null => {
    const all = snapshots();
    const snapshot = all.find(({ update }) => update === chosenUpdate) ?? all.at(-1);
    if (!snapshot) return null;
    if (seen?.snapshot !== snapshot || seen.options !== options) seen = { snapshot, options, rollout: viewRollout(snapshot, options, references) };
    const { rollout } = seen;
    const index = chosenStep !== null && chosenStep < rollout.labels.length ? chosenStep : largestChange(rollout);
    return { snapshot, rollout, step: viewStep(snapshot, rollout, index) };
  };
  const start = (): void => {
    pair?.dispose();
    chosenUpdate = null;
    chosenStep = null;
    pair = startPair({ ...base, seed }, { snapshotEvery: 2, updatesPerSecond: paces[pace] }, startWorker, listener);
    changed();
  };

  return {
    references,
    get pair() {
      return pair;
    },
    get seed() {
      return seed;
    },
    get pace() {
      return pace;
    },
    get options() {
      return options;
    },
    get run() {
      return { ppo: pair?.run('ppo'), grpo: pair?.run('grpo') };
    },
    get snapshots() {
      return snapshots();
    },
    get view() {
      return view();
    },
    get chosenUpdate() {
      return chosenUpdate;
    },
    start,
    restart() {
      seed++;
      start();
    },
    pauseOrResume() {
      if (!pair?.isActive) start();
      else if (pair.isPaused) pair.resume();
      else pair.pause();
    },
    takeOneUpdate() {
      pair?.resume(1);
    },
    setPace(chosen) {
      pace = chosen;
      pair?.setPace(paces[chosen]);
      changed();
    },
    setOptions(chosen) {
      options = { ...options, ...chosen };
      changed();
    },
    chooseUpdate(update) {
      chosenUpdate = update;
      changed();
    },
    chooseStep(index) {
      chosenStep = index;
      // the next rollout has another step there
      chosenUpdate ??= snapshots().at(-1)?.update ?? null;
      changed();
    },
  };
}

/** What the five chapters look at. */
export interface Story {
  readonly main: StoryExperiment;
  readonly outcome: StoryExperiment;
  /** Probability ratio that the reader tries in the first chapter. */
  ratio: number;
  /** Whether the policies at play stand still; from the start where the reader prefers that. */
  areCartsHeld: boolean;
}

export function createStory(listener: PairListener): Story {
  return {
    main: createStoryExperiment(storyExperiment, { center: 'group', scale: 'group', weighting: 'balanced' }, listener),
    outcome: createStoryExperiment(outcomeExperiment, { center: 'group', scale: 'group', weighting: 'balanced' }, listener),
    ratio: 1.35,
    areCartsHeld: matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
}

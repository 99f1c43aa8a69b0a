import { standardizeFeatures } from '@cohort-rl/grpo-grouping';
import { countSignChanges, type Center } from '@cohort-rl/grpo-normalization';
import type { Formation } from './formation-data.ts';
import { formGroups, goOn, groupNames, labelsAt, outcomeOf, type FormationStep, type GroupingChoice } from './formation-grouping.ts';
import { componentPlane, componentsId, featurePlane, outcomePlane, type ShownPlane } from './formation-plane.ts';
import { effectOf, type RegroupingEffect } from './regrouping-effect.ts';

/** Trajectories that the reader's moves put into another group, and advantages that changed sign by it. */
export interface Moves {
  readonly moved: number;
  readonly signChanges: number;
}

export type FormationModel = ReturnType<typeof createFormationModel>;

/** Trajectories, the steps in which a strategy makes groups of them, and what the reader moved since. */
export function createFormationModel(formation: Formation) {
  const { featureNames } = formation;
  const features = standardizeFeatures(formation.values, featureNames.length, formation.isComplete);
  let choice: GroupingChoice | null = null;
  let steps: readonly FormationStep[] = [];
  /** Groups before the reader's first move. */
  let untouched: Int32Array | null = null;
  let shown: ShownPlane | null = null;
  let shownKey = '';

  const labelsOf = (step: FormationStep): Int32Array => labelsAt(step, features, featureNames.length);
  const outcome = () => outcomeOf(formation, choice!.strategy);

  return {
    formation,
    features,
    /** None before a choice. */
    get steps() {
      return steps;
    },
    get isMoved() {
      return untouched !== null;
    },
    /** Begins anew, without moves, where it is another choice. @returns whether there was one before. */
    choose(next: GroupingChoice): boolean {
      if (JSON.stringify(next) === JSON.stringify(choice)) return false;
      steps = formGroups(formation, features, next);
      const isFirst = choice === null;
      choice = next;
      untouched = null;
      return !isFirst;
    },
    /** Takes the moves back. */
    reset(): void {
      if (choice) steps = formGroups(formation, features, choice);
      untouched = null;
    },
    /** Group of each trajectory at a step, −1 before the first assignment. */
    labelsOf,
    /** What the strategy takes quantiles of; null for one of centres. */
    get outcome() {
      return outcome();
    },
    /** In the features' own units. */
    centersOf: ({ centers }: FormationStep) => centers.map((center) => center && center.map((z, f) => features.means[f]! + z * features.stds[f]!)),
    namesOf: (step: FormationStep): string[] => groupNames(step, choice!.numGroups, outcome()?.name ?? null),
    effectOf: (labels: Int32Array, center: Center): RegroupingEffect | null => effectOf(formation, labels, choice!.numGroups, center),

    /** With more than two features any two of them hide too much to begin with. */
    isComponents(x: string | null, y: string | null): boolean {
      if (outcome()) return false;
      return x === null ? y === null && featureNames.length > 2 : x === componentsId;
    },
    /** The plane of two features by name, null: what the data suggest. @throws RangeError for a name that is none. */
    planeOf(xName: string | null, yName: string | null): ShownPlane {
      const quantiles = outcome();
      const isComponents = this.isComponents(xName, yName);
      const indexOf = (name: string | null, otherwise: number): number => (name === null ? otherwise : featureNames.indexOf(name));
      const x = indexOf(isComponents ? null : xName, 0);
      const y = indexOf(yName, featureNames.length > 1 ? (x === 1 ? 0 : 1) : -1);
      if (x < 0 && !quantiles) throw new RangeError(`invalid x: ${xName}; expected one of ${[...featureNames, componentsId].join(', ')}`);
      if (yName !== null && y < 0) throw new RangeError(`invalid y: ${yName}; expected one of ${featureNames.join(', ')}`);
      const key = JSON.stringify([quantiles?.name, isComponents, x, y]);
      if (shown && key === shownKey) return shown;
      shownKey = key;
      if (quantiles) shown = outcomePlane(formation, quantiles.name, quantiles.values, y);
      else shown = isComponents ? componentPlane(featureNames, features) : featurePlane(featureNames, features, x, y);
      return shown;
    },

    /** Puts a step that the reader moved in place of all. */
    move(from: FormationStep, moved: FormationStep): void {
      untouched ??= labelsOf(from);
      steps = [moved];
    },
    /** Goes on from a step of moved centres. @returns whether it is one. */
    goOn(step: FormationStep): boolean {
      if (step.kind !== 'moved') return false;
      steps = goOn(formation, features, choice!, step);
      return true;
    },
    /** What the moves came to so far, with their effect; null without one. Sign changes are 0 without advantages. */
    movesUpTo(labels: Int32Array, effect: RegroupingEffect | null, center: Center): Moves | null {
      if (!untouched) return null;
      const before = untouched;
      const effectBefore = effectOf(formation, before, choice!.numGroups, center);
      return {
        moved: labels.reduce((sum, label, k) => sum + Number(label !== before[k]), 0),
        signChanges: effectBefore && effect ? countSignChanges(effectBefore.advantages, effect.advantages) : 0,
      };
    },
  };
}

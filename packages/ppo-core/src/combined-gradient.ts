import type { GradientCombiner } from '@cohort-rl/rollouts';
import { policyLossOnly, type Engine, type LossSettings, type LossStatistics } from './engine.ts';
import { gradientAngles } from './gradient-angles.ts';

/** Groups of a rollout's steps, as an advantage stage made them. */
interface StepGroups {
  /** `[M]`, −1: outside all groups, in no group's gradient. */
  readonly labels: Int32Array;
  readonly numGroups: number;
}

/** How groups pulled against each other, over all minibatches of an update. */
export interface GradientConflict {
  /** Mean cosine of the angle between two groups' policy gradients, over pairs and minibatches. */
  readonly meanCosine: number;
  readonly minCosine: number;
  /** Share of pairs with a cosine below 0. */
  readonly conflictFraction: number;
}

/** Gradients of a minibatch group by group, made one by a {@link GradientCombiner}. */
export interface CombinedGradient {
  /**
   * Leaves in the engine: the combined policy gradients of the groups, plus the gradient of value and entropy loss, and of the divergence
   * from a reference policy, over all rows. A group's policy gradient is its share of the minibatch's, so that their sum is the plain gradient; step weights decide its scale.
   */
  minibatchGradient(rows: Int32Array, groups: StepGroups, settings: LossSettings): LossStatistics;
  /** Of all minibatches since the last call; null where never two groups met. */
  takeConflict(): GradientConflict | null;
}

export function createCombinedGradient(engine: Engine, combiner: GradientCombiner): CombinedGradient {
  const { stepWeights } = engine.batch;
  const size = engine.parameterCount;
  const weights = new Float32Array(stepWeights.length);
  const combined = new Float32Array(size);
  const total = new Float32Array(size);
  const pool: Float32Array[] = [];
  let pairs = 0;
  let cosineSum = 0;
  let minCosine = Infinity;
  let conflicts = 0;

  function countConflicts(gradients: readonly Float32Array[]): void {
    const { norms, cosines } = gradientAngles(gradients);
    for (let a = 0; a < gradients.length; a++) {
      for (let b = 0; b < a; b++) {
        if (!(norms[a]! * norms[b]! > 0)) continue;
        const cosine = cosines[a]![b]!;
        pairs++;
        cosineSum += cosine;
        minCosine = Math.min(minCosine, cosine);
        if (cosine < 0) conflicts++;
      }
    }
  }

  return {
    minibatchGradient(rows, { labels, numGroups }, settings) {
      const statistics = { ...engine.minibatchGradient(rows, settings) };
      engine.readGradient(total);
      weights.set(stepWeights);
      const present: number[] = [];
      for (let g = 0; g < numGroups; g++) if (rows.some((row) => labels[row] === g)) present.push(g);
      const policyOnly = policyLossOnly(settings);
      const gradients = present.map((g, k) => {
        for (const row of rows) stepWeights[row] = labels[row] === g ? weights[row]! : 0;
        engine.minibatchGradient(rows, policyOnly);
        return engine.readGradient((pool[k] ??= new Float32Array(size)));
      });
      stepWeights.set(weights);
      combined.fill(0);
      if (gradients.length > 0) combiner.combine(gradients, combined);
      countConflicts(gradients);
      // what is left of the whole gradient without the groups' parts is that of value, entropy and reference
      for (const gradient of gradients) for (let i = 0; i < size; i++) total[i]! -= gradient[i]!;
      for (let i = 0; i < size; i++) combined[i]! += total[i]!;
      engine.writeGradient(combined);
      return statistics;
    },

    takeConflict() {
      if (pairs === 0) return null;
      const conflict = { meanCosine: cosineSum / pairs, minCosine, conflictFraction: conflicts / pairs };
      pairs = cosineSum = conflicts = 0;
      minCosine = Infinity;
      return conflict;
    },
  };
}

import { describe, expect, test } from '@jest/globals';
import { createRollout, type ValueNormalizer } from '@cohort-rl/rollouts';
import type { Engine } from './engine.ts';
import { createFusedEngine } from './fused-engine.ts';
import { normalizeTargets } from './normalize-targets.ts';

const rolloutSize = 24;
const numTasks = 3;

/** Statistics that jump to the given ones at the next update. */
function jumping(from: readonly [number, number][], to: readonly [number, number][]): ValueNormalizer {
  const means = Float64Array.from(from, ([mean]) => mean);
  const stds = Float64Array.from(from, ([, std]) => std);
  return {
    name: 'jumping',
    means,
    stds,
    update() {
      to.forEach(([mean, std], task) => {
        means[task] = mean;
        stds[task] = std;
      });
    },
  };
}

async function engineOf(trunk: 'separate' | 'shared'): Promise<Engine> {
  const engine = await createFusedEngine(
    {
      observationSize: 3,
      hiddenSizes: [7],
      activation: 'tanh',
      trunk,
      head: { kind: 'categorical', numActions: 2 },
      rolloutSize,
      minibatchSize: rolloutSize,
      hasActionMasks: false,
      numValueHeads: numTasks,
    },
    'auto',
  );
  let draws = 0;
  engine.initialize(() => 0);
  engine.writeParameters(engine.readParameters().map(() => 0.7 * Math.sin(++draws * 12.9898)));
  engine.batch.observations.forEach((_, i) => (engine.batch.observations[i] = Math.sin(++draws)));
  return engine;
}

const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0, valueCoefficient: 1, normalizeAdvantages: false, weightValueLoss: false };
const rows = Int32Array.from({ length: rolloutSize }, (_, i) => i);

describe.each(['separate', 'shared'] as const)('normalizeTargets, %s trunk', (trunk) => {
  const before: [number, number][] = [[0, 1], [5, 2], [-300, 80]];
  const after: [number, number][] = [[3, 0.5], [5, 2], [200, 160]];

  test('moves the statistics and leaves every estimate where it was', async () => {
    const engine = await engineOf(trunk);
    const normalizer = jumping(before, after);
    const rollout = createRollout({ numSteps: rolloutSize, numEnvs: 1, observationSize: 3, actionSize: 1 }, engine.batch);
    rollout.tasks.forEach((_, i) => (rollout.tasks[i] = i % numTasks));
    const estimates = (): number[] => {
      const out = new Float32Array(rolloutSize);
      engine.values(rollout.observations, rolloutSize, out, rollout.tasks);
      return Array.from(out, (value, i) => normalizer.means[i % numTasks]! + normalizer.stds[i % numTasks]! * value);
    };
    const logits = new Float32Array(2 * rolloutSize);
    engine.policyOutputs(rollout.observations, rolloutSize, logits);
    const estimatesBefore = estimates();
    estimatesBefore.forEach((value, i) => (rollout.values[i] = value));
    rollout.returns.forEach((_, i) => (rollout.returns[i] = 10 * i));
    normalizeTargets(engine, normalizer, rollout);
    estimates().forEach((value, i) => {
      expect(Math.abs(value - estimatesBefore[i]!)).toBeLessThan(2e-5 * normalizer.stds[i % numTasks]! + 2e-6 * Math.abs(normalizer.means[i % numTasks]!));
    });
    const logitsAfter = new Float32Array(2 * rolloutSize);
    engine.policyOutputs(rollout.observations, rolloutSize, logitsAfter);
    expect(logitsAfter).toEqual(logits);
    for (let i = 0; i < rolloutSize; i++) {
      const [mean, std] = after[i % numTasks]!;
      expect(engine.batch.returns[i]).toBeCloseTo((10 * i - mean) / std, 4);
      expect(engine.batch.values[i]).toBeCloseTo((estimatesBefore[i]! - mean) / std, 4);
      expect(engine.batch.valueHeads![i]).toBe(i % numTasks);
    }
  });

  test("scales Adam's moments as the gradients of the heads are scaled", async () => {
    /** Gradient by the parameters when the targets are those of `statistics`. */
    const gradientAt = async (statistics: readonly [number, number][]): Promise<{ engine: Engine; gradient: Float32Array }> => {
      const engine = await engineOf(trunk);
      const rollout = createRollout({ numSteps: rolloutSize, numEnvs: 1, observationSize: 3, actionSize: 1 }, engine.batch);
      rollout.tasks.forEach((_, i) => (rollout.tasks[i] = i % numTasks));
      rollout.returns.forEach((_, i) => (rollout.returns[i] = 7 * i));
      normalizeTargets(engine, jumping(before, statistics), rollout);
      engine.batch.logProbabilities.fill(Math.log(0.5));
      engine.minibatchGradient(rows, settings);
      return { engine, gradient: engine.readGradient() };
    };
    const old = await gradientAt(before);
    const moved = await gradientAt(after);
    const weights = old.engine.layers.find(({ name }) => name === 'value.output.weight')!;
    for (let row = 0; row < weights.rows; row++) {
      for (let head = 0; head < numTasks; head++) {
        const at = weights.offset + row * numTasks + head;
        const ratio = before[head]![1] / after[head]![1];
        expect(moved.gradient[at]! / (ratio * old.gradient[at]!)).toBeCloseTo(1, 3);
      }
    }

    const engine = await engineOf(trunk);
    const rollout = createRollout({ numSteps: rolloutSize, numEnvs: 1, observationSize: 3, actionSize: 1 }, engine.batch);
    const ones = new Float32Array(engine.parameterCount).fill(1);
    engine.writeOptimizer({ step: 4, firstMoment: ones, secondMoment: ones });
    normalizeTargets(engine, jumping(before, after), rollout);
    const { step, firstMoment, secondMoment } = engine.readOptimizer();
    expect(step).toBe(4);
    const biases = engine.layers.find(({ name }) => name === 'value.output.bias')!;
    const isHead = (i: number): boolean =>
      (i >= weights.offset && i < weights.offset + weights.rows * numTasks) || (i >= biases.offset && i < biases.offset + numTasks);
    firstMoment.forEach((value, i) => {
      const head = i >= biases.offset && i < biases.offset + numTasks ? i - biases.offset : (i - weights.offset) % numTasks;
      const ratio = isHead(i) ? before[head]![1] / after[head]![1] : 1;
      expect(value).toBeCloseTo(ratio, 6);
      expect(secondMoment[i]).toBeCloseTo(ratio ** 2, 6);
    });
  });
});

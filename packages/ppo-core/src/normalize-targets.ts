import { episodeRows, selectRows, type Rollout, type ValueNormalizer } from '@cohort-rl/rollouts';
import type { Engine } from './engine.ts';

/**
 * Takes a rollout's targets into the normaliser and brings the critic to its new statistics (van Hasselt et al. 2016, "preserving
 * outputs precisely"): each head's weights become w σ/σ′, its bias (σ b + μ − μ′)/σ′, so that μ + σ · output stays what it was. Adam's
 * moments of both are scaled as their gradients are, by σ/σ′ and (σ/σ′)². The engine's targets and old values become (x − μ′)/σ′.
 */
export function normalizeTargets(engine: Engine, normalizer: ValueNormalizer, rollout: Rollout): void {
  const before = { means: normalizer.means.slice(), stds: normalizer.stds.slice() };
  const rows = episodeRows(rollout);
  normalizer.update(selectRows(rollout.returns, rows), selectRows(rollout.tasks, rows));
  const { means, stds } = normalizer;
  rescaleHeads(engine, before, { means, stds });

  const { returns, values, valueHeads } = engine.batch;
  valueHeads?.set(rollout.tasks);
  for (let i = 0; i < returns.length; i++) {
    const task = rollout.tasks[i]!;
    returns[i] = (rollout.returns[i]! - means[task]!) / stds[task]!;
    values[i] = (rollout.values[i]! - means[task]!) / stds[task]!;
  }
}

interface Statistics {
  readonly means: Float64Array;
  readonly stds: Float64Array;
}

function rescaleHeads(engine: Engine, before: Statistics, after: Statistics): void {
  const matrix = (name: string): Engine['layers'][number] => {
    const found = engine.layers.find((layer) => layer.name === name);
    if (!found) throw new Error(`no layer ${name}; expected one of ${engine.layers.map((layer) => layer.name).join(', ')}`);
    return found;
  };
  const weights = matrix('value.output.weight');
  const biases = matrix('value.output.bias');
  const parameters = engine.readParameters();
  const { step, firstMoment, secondMoment } = engine.readOptimizer();
  const numHeads = weights.columns;
  for (let head = 0; head < numHeads; head++) {
    const ratio = before.stds[head]! / after.stds[head]!;
    for (let row = 0; row <= weights.rows; row++) {
      const at = row < weights.rows ? weights.offset + row * numHeads + head : biases.offset + head;
      parameters[at]! *= ratio;
      firstMoment[at]! *= ratio;
      secondMoment[at]! *= ratio * ratio;
    }
    parameters[biases.offset + head]! += (before.means[head]! - after.means[head]!) / after.stds[head]!;
  }
  engine.writeParameters(parameters);
  engine.writeOptimizer({ step, firstMoment, secondMoment });
}

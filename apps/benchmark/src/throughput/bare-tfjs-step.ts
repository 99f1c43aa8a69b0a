import type { EngineBatch, TensorFlow } from '@cohort-rl/ppo-core';

type Tensor = ReturnType<TensorFlow['tensor']>;

/** Matrices within a flat vector, as `Engine.layers` has them. */
type Layers = readonly { readonly name: string; readonly offset: number; readonly rows: number; readonly columns: number }[];

/**
 * One training step as it is plainly written in TensorFlow.js, on all rows of a batch that lies on the device already: PPO's loss
 * (clip range 0.2, entropy coefficient 0.01, value coefficient 0.5, advantages normalised) of discrete actions, its gradients clipped to the
 * norm 0.5, TensorFlow.js's own Adam. What the engine `tfjs` is measured against.
 * @param layers a tanh actor and critic that share nothing, their weights `policy.…` and `value.…`
 * @returns takes the step, and returns the loss before it
 */
export function createBareStep(tf: TensorFlow, layers: Layers, parameters: Float32Array, batch: EngineBatch, learningRate: number): () => number {
  const variables = layers.map(({ name, offset, rows, columns }) =>
    tf.variable(tf.tensor(parameters.slice(offset, offset + rows * columns), name.endsWith('.bias') ? [columns] : [rows, columns])),
  );
  const rows = batch.returns.length;
  const numActions = layers.find(({ name }) => name === 'policy.output.bias')!.columns;
  const observations = tf.tensor2d(batch.observations.slice(), [rows, batch.observations.length / rows]);
  const chosen = tf.oneHot(tf.tensor1d(Int32Array.from(batch.actions), 'int32'), numActions).toFloat();
  const [oldLogProbabilities, rawAdvantages, returns] = [batch.logProbabilities, batch.advantages, batch.returns].map((values) => tf.tensor1d(values.slice())) as [Tensor, Tensor, Tensor];
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-5);

  function outputsOf(prefix: string): Tensor {
    const own = variables.filter((_, i) => layers[i]!.name.startsWith(prefix));
    let x: Tensor = observations;
    for (let l = 0; l < own.length; l += 2) {
      const sum = tf.add(tf.matMul(x, own[l]!), own[l + 1]!);
      x = l + 2 < own.length ? tf.tanh(sum) : sum;
    }
    return x;
  }

  function loss(): Tensor {
    const logProbabilities = tf.logSoftmax(outputsOf('policy.'));
    const entropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1)));
    const ratio = tf.exp(tf.sub(tf.sum(tf.mul(logProbabilities, chosen), 1), oldLogProbabilities));
    const { mean, variance } = tf.moments(rawAdvantages);
    const deviation = tf.sqrt(tf.mul(variance, rows / (rows - 1)));
    const advantages = tf.div(tf.sub(rawAdvantages, mean), tf.add(deviation, 1e-8));
    const policyLoss = tf.mean(tf.maximum(tf.mul(tf.neg(advantages), ratio), tf.mul(tf.neg(advantages), tf.clipByValue(ratio, 0.8, 1.2))));
    const valueLoss = tf.mean(tf.square(tf.sub(tf.squeeze(outputsOf('value.'), [1]), returns)));
    return tf.add(tf.sub(policyLoss, tf.mul(0.01, entropy)), tf.mul(0.25, valueLoss));
  }

  return () => {
    const value = tf.tidy(() => {
      const { value: before, grads } = tf.variableGrads(() => loss().asScalar(), variables);
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
      const scale = tf.minimum(1, tf.div(0.5, tf.add(norm, 1e-6)));
      optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)])));
      return before;
    });
    const [before] = value.dataSync<'float32'>();
    value.dispose();
    return before!;
  };
}

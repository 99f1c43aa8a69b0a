// The minibatch update of PPO in bare TensorFlow.js on tfjs-node: what the engine's speed is compared with. Prints one JSON line.
import { createRequire } from 'node:module';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { hidden: { type: 'string', default: '256' }, batch: { type: 'string', default: '4096' }, quick: { type: 'boolean', default: false } } });
const [hidden, batch] = [Number(values.hidden), Number(values.batch)];
const require = createRequire(new URL('../../packages/ppo-core/package.json', import.meta.url));

function load() {
  const failures = [];
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      return { name, tf: require(name), version: require(`${name}/package.json`).version };
    } catch (error) {
      failures.push(`${name} does not load (${error.code ?? 'no native library'})`);
    }
  }
  console.error(failures.join('; '));
  return process.exit(1);
}

const { name, tf, version } = load();
const network = (outputs) =>
  [[4, hidden], [hidden, hidden], [hidden, outputs]].map(([i, o]) => ({ weights: tf.variable(tf.randomNormal([i, o], 0, i ** -0.5)), biases: tf.variable(tf.zeros([o])) }));
const outputsOf = (layers, x) =>
  layers.reduce((h, { weights, biases }, i) => {
    const sum = tf.add(tf.matMul(h, weights), biases);
    return i < layers.length - 1 ? tf.tanh(sum) : sum;
  }, x);
const [actor, critic] = [network(2), network(1)];
const variables = [...actor, ...critic].flatMap(({ weights, biases }) => [weights, biases]);
const optimizer = tf.train.adam(1e-5, 0.9, 0.999, 1e-5);
const observations = tf.randomNormal([batch, 4]);
const chosen = tf.oneHot(tf.tensor1d(Int32Array.from({ length: batch }, (_, i) => i % 2), 'int32'), 2).toFloat();
const oldLogProbabilities = tf.neg(tf.randomUniform([batch]));
const [oldValues, rawAdvantages, returns] = [0, 0, 0].map(() => tf.randomNormal([batch]));

function loss() {
  const logProbabilities = tf.logSoftmax(outputsOf(actor, observations));
  const entropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), 1)));
  const ratio = tf.exp(tf.sub(tf.sum(tf.mul(logProbabilities, chosen), 1), oldLogProbabilities));
  const { mean, variance } = tf.moments(rawAdvantages);
  const advantages = tf.div(tf.sub(rawAdvantages, mean), tf.add(tf.sqrt(variance), 1e-8));
  const policyLoss = tf.mean(tf.maximum(tf.mul(tf.neg(advantages), ratio), tf.mul(tf.neg(advantages), tf.clipByValue(ratio, 0.8, 1.2))));
  const values = tf.squeeze(outputsOf(critic, observations), [1]);
  const near = tf.add(oldValues, tf.clipByValue(tf.sub(values, oldValues), -0.2, 0.2));
  const valueLoss = tf.mean(tf.maximum(tf.square(tf.sub(values, returns)), tf.square(tf.sub(near, returns))));
  return tf.add(tf.sub(policyLoss, tf.mul(0.01, entropy)), tf.mul(0.25, valueLoss));
}

const update = () =>
  tf.tidy(() => {
    const { grads } = tf.variableGrads(loss, variables);
    const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(1, tf.div(0.5, tf.add(norm, 1e-6)));
    optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([key, gradient]) => [key, tf.mul(gradient, scale)])));
  });
const finish = () => variables[0].dataSync();

const seconds = values.quick ? 0.2 : 3;
for (const end = performance.now() + 300 * seconds; performance.now() < end;) update();
finish();
const means = Array.from({ length: 7 }, () => {
  const started = performance.now();
  let calls = 0;
  while (performance.now() - started < (1000 * seconds) / 7) {
    update();
    calls++;
  }
  finish();
  return (performance.now() - started) / calls;
});
means.sort((a, b) => a - b);
console.log(JSON.stringify({ peer: 'tfjs', work: `update ${hidden}x${hidden} batch ${batch}`, millisecondsPerUpdate: means[3], versions: { [name]: version } }));

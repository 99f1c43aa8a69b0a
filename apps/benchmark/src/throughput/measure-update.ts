import { createActorCritic, loadKernels, type KernelChoice } from '@cohort-rl/kernels';
import { settingUp } from '../errors.ts';
import { countFlops } from './count-flops.ts';
import { millisecondsPerCall } from './segments.ts';

/** Speed of one minibatch update alone: gather, forward, loss, backward, clip, Adam. */
export interface UpdateThroughput {
  readonly batch: number;
  readonly hidden: readonly number[];
  readonly engine: 'fused';
  readonly kernels: string;
  readonly threads: number;
  readonly milliseconds: number;
  readonly gflops: number;
}

/** CartPole's shapes, as the peers' measurements have them. */
const observationSize = 4;
const numActions = 2;

export async function measureUpdate(batch: number, hidden: readonly number[], kernels: KernelChoice, seconds: number): Promise<UpdateThroughput> {
  const network = await settingUp(async () =>
    createActorCritic(await loadKernels(kernels), {
      observationSize,
      hiddenSizes: hidden,
      activation: 'tanh',
      trunk: 'separate',
      head: { kind: 'categorical', numActions },
      rolloutSize: batch,
      minibatchSize: batch,
    }),
  );
  // any numbers of the usual size do: the work does not depend on them
  let draws = 0;
  const draw = (): number => Math.sin(++draws * 12.9898) * 1.5;
  network.initialize(draw);
  const { observations, actions, logProbabilities, values, advantages, returns } = network.batch;
  for (const array of [observations, values, advantages, returns]) array.forEach((_, i) => (array[i] = draw()));
  actions.forEach((_, i) => (actions[i] = i % numActions));
  logProbabilities.fill(Math.log(1 / numActions));
  const indices = Int32Array.from({ length: batch }, (_, i) => (i * 7919) % batch);
  const settings = { clipRange: 0.2, valueClipRange: null, entropyCoefficient: 0.01, valueCoefficient: 0.5, normalizeAdvantages: true };
  const milliseconds = millisecondsPerCall(() => {
    network.minibatchGradient(indices, settings);
    network.applyGradient({ learningRate: 1e-7, maxGradNorm: 0.5 });
  }, seconds);
  const { forward, backward } = countFlops({ observationSize, hiddenSizes: hidden, numOutputs: numActions, trunk: 'separate' });
  return {
    batch,
    hidden,
    engine: 'fused',
    kernels: network.build,
    threads: 1,
    milliseconds,
    gflops: (batch * (forward + backward)) / milliseconds / 1e6,
  };
}

import { Generator, type ActionSpace, type ObservationNormalizer } from '@cohort-rl/envs';
import type { KernelChoice } from '@cohort-rl/kernels';
import { act, countRows, type ActOptions } from './act.ts';
import { createActionAdapter } from './actions.ts';
import { unpackHeader } from './agent-state.ts';
import type { Engine } from './engine.ts';
import { asStateError, StateError } from './errors.ts';
import { createFusedEngine } from './fused-engine.ts';
import { resolveOptions } from './options.ts';
import { restorePolicy } from './saved-policy.ts';

/** A trained policy to act with: no environments, no optimiser. */
export interface Policy {
  /** Id of the environment that it was trained in. */
  readonly env: string;
  /** Environment steps that it was trained for. */
  readonly step: number;
  readonly observationSize: number;
  readonly actionSpace: ActionSpace;
  /** What it does to observations first, as it was when the state was saved; null: nothing. */
  readonly normalizer: ObservationNormalizer | null;
  /** Of hidden layers. */
  readonly activation: 'tanh' | 'relu';
  /** The whole actor-critic. */
  readonly engine: Engine;
  /**
   * Actions for raw observations `[rows × observationSize]`, one or many rows, as the environment's `step` takes them; the same bits as those
   * of the agent, on the same kernels.
   * @throws RangeError for a length that is no multiple of `observationSize`, or a number that is not finite.
   */
  act(observations: Float32Array, options?: ActOptions): Int32Array | Float32Array;
  /** Logits `[rows × numActions]`, or mean actions `[rows × actionSize]` before they are clipped to the bounds. @throws RangeError as `act`. */
  outputs(observations: Float32Array): Float32Array;
}

/**
 * The policy of an agent whose `state()` gave `bytes`, normaliser frozen: in Node and in pages, without the environments. To go on training,
 * `loadAgent`.
 * @throws StateError for damaged bytes; for observations through other wrappers than `normalizeObservations`; for a network of one's own.
 */
export async function loadPolicy(bytes: Uint8Array, { kernels = 'auto' }: { readonly kernels?: KernelChoice } = {}): Promise<Policy> {
  const { header, arrays } = unpackHeader(bytes);
  const { env, step, policy, hasModel = false } = header;
  if (hasModel) throw new StateError('invalid state: a network of its own; expected one that hiddenSizes, activation and trunk describe');
  const { observationSize } = env;
  const { actionSpace, normalizer, numValueHeads } = restorePolicy(policy, observationSize);
  const { hiddenSizes, activation, trunk } = checked(() => resolveOptions({ ...header.options, engine: 'fused', backend: 'auto', reference: null }, env.numEnvs));
  const { isDiscrete, numOutputs } = createActionAdapter(actionSpace, 1);
  const engine = await createFusedEngine(
    {
      observationSize,
      hiddenSizes,
      activation,
      trunk,
      head: isDiscrete ? { kind: 'categorical', numActions: numOutputs } : { kind: 'gaussian', actionSize: numOutputs },
      rolloutSize: 1,
      minibatchSize: 1,
      hasActionMasks: false,
      numValueHeads,
    },
    kernels,
  );
  const generator = new Generator(0);
  checked(() => {
    engine.writeParameters(arrays['parameters'] as Float32Array);
    generator.setState(header.generators.deployment);
  });

  /** As the network takes them. */
  function normalize(observations: Float32Array): Float32Array {
    if (!normalizer) return observations;
    const { mean, variance, epsilon, clip } = normalizer;
    return observations.map((value, i) => {
      const at = i % observationSize;
      return Math.min(Math.max((value - mean[at]!) / Math.sqrt(variance[at]! + epsilon), -clip), clip);
    });
  }

  return {
    env: env.id,
    step,
    observationSize,
    actionSpace,
    normalizer,
    activation,
    engine,
    act(observations, options = {}) {
      const rows = countRows(observationSize, observations);
      return act(engine, actionSpace, generator, normalize(observations), rows, options);
    },
    outputs(observations) {
      const rows = countRows(observationSize, observations);
      const out = new Float32Array(rows * numOutputs);
      engine.policyOutputs(normalize(observations), rows, out);
      return out;
    },
  };
}

/** @throws StateError in place of what the parts throw for values that do not fit. */
function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStateError(error);
  }
}

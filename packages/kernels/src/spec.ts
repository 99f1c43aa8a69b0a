/** Sizes and shape of an actor-critic. */
export interface ActorCriticSpec {
  readonly observationSize: number;
  /** Sizes of the hidden layers; empty for linear networks. */
  readonly hiddenSizes: readonly number[];
  readonly activation: 'tanh' | 'relu';
  /** `separate`: a policy and a value network of the same shape. `shared`: one network with two linear heads. */
  readonly trunk: 'separate' | 'shared';
  /** `categorical`: one logit per action. `gaussian`: a mean per dimension and state-independent log standard deviations. */
  readonly head: { readonly kind: 'categorical'; readonly numActions: number } | { readonly kind: 'gaussian'; readonly actionSize: number };
  /** Outputs of the critic, of which each row uses one (PopArt's value per task); 1 by default. */
  readonly numValueHeads?: number;
  /** Rows of the rollout that minibatches are drawn from. */
  readonly rolloutSize: number;
  /** Rows of the largest minibatch. */
  readonly minibatchSize: number;
  /** Whether the rollout has action masks (categorical only). */
  readonly hasActionMasks?: boolean;
  /** Whether the rollout has log-probabilities of a reference policy, which the loss can hold the policy to. */
  readonly hasReference?: boolean;
  /** Threads that share the gradient of a minibatch, as far as there are shards and shared memory; 1 by default. Their number changes no bit. */
  readonly threads?: number;
  /** Rows that `act`, `values` and `policyOutputs` copy at a time when an argument is not a view on the engine's memory; 64 by default. */
  readonly actRows?: number;
}

/** @throws RangeError naming the first field that is wrong. */
export function checkSpec(spec: ActorCriticSpec): void {
  const { head, hiddenSizes, rolloutSize, minibatchSize, numValueHeads = 1, threads = 1, actRows = 64 } = spec;
  oneOf('activation', spec.activation, ['tanh', 'relu']);
  oneOf('trunk', spec.trunk, ['separate', 'shared']);
  oneOf('head', head.kind, ['categorical', 'gaussian']);
  positiveInteger('observationSize', spec.observationSize);
  for (const size of hiddenSizes) positiveInteger('hiddenSizes', size);
  if (head.kind === 'categorical') positiveInteger('numActions', head.numActions);
  else positiveInteger('actionSize', head.actionSize);
  positiveInteger('numValueHeads', numValueHeads);
  positiveInteger('rolloutSize', rolloutSize);
  positiveInteger('minibatchSize', minibatchSize);
  positiveInteger('threads', threads);
  positiveInteger('actRows', actRows);
  if (minibatchSize > rolloutSize) throw new RangeError(`invalid minibatchSize: ${minibatchSize}; expected at most rolloutSize (${rolloutSize})`);
  if (spec.hasActionMasks && head.kind !== 'categorical') throw new RangeError(`invalid hasActionMasks: true; expected false with head ${head.kind}`);
}

function positiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`invalid ${name}: ${value}; expected a positive integer`);
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new RangeError(`invalid ${name}: ${value}; expected one of ${allowed.join(', ')}`);
}

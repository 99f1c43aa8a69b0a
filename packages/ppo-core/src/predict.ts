import type { AgentParts } from './agent-parts.ts';
import { estimateValues } from './estimate-values.ts';
import { logStandardDeviations } from './reference-policy.ts';

/** What the policy is about to do, for each row of observations. */
export type ActionDistribution =
  /** `[rows × numActions]`, 0 where masked. */
  | { readonly kind: 'categorical'; readonly probabilities: Float32Array }
  /** `[rows × actionSize]` each, before actions are clipped to their bounds. */
  | { readonly kind: 'gaussian'; readonly means: Float32Array; readonly stds: Float32Array };

/** What an agent thinks of observations. */
export interface Prediction {
  readonly distribution: ActionDistribution;
  /** The critic's estimates `[rows]` of the return to come, in the units of the rewards trained on; null where no critic is trained. */
  readonly values: Float32Array | null;
}

/** Settings of `PpoAgent.predict`. */
export interface PredictOptions {
  /** `[rows × numActions]`, 1 where allowed; default: every action is. */
  readonly actionMasks?: Uint8Array | undefined;
  /** Task id of each row, for agents with a value normaliser; default: 0. */
  readonly tasks?: Int32Array | undefined;
}

/** @param observations as the network takes them. */
export function predict(
  { engine, envs, stage, options }: AgentParts,
  observations: Float32Array,
  { actionMasks, tasks }: PredictOptions,
): Prediction {
  const rows = observations.length / envs.observationSize;
  const space = envs.actionSpace;
  const numOutputs = space.kind === 'Discrete' ? space.n : space.low.length;
  if (actionMasks && actionMasks.length !== rows * numOutputs) {
    throw new RangeError(`invalid length of actionMasks: ${actionMasks.length}; expected ${rows * numOutputs}`);
  }
  if (tasks && tasks.length !== rows) throw new RangeError(`invalid number of tasks: ${tasks.length}; expected ${rows}, one per observation`);
  const unknown = tasks?.find((task) => !(task >= 0 && task < envs.tasks.length));
  if (unknown !== undefined) throw new RangeError(`invalid task: ${unknown}; expected less than ${envs.tasks.length}`);
  const outputs = new Float32Array(rows * numOutputs);
  engine.policyOutputs(observations, rows, outputs);
  const { usesCritic = true } = stage;
  const values = usesCritic ? new Float32Array(rows) : null;
  if (values) estimateValues(engine, options.valueNormalizer, observations, tasks ?? new Int32Array(rows), values);
  if (space.kind === 'Discrete') return { distribution: { kind: 'categorical', probabilities: softmax(outputs, numOutputs, actionMasks) }, values };
  const stds = logStandardDeviations(engine).map(Math.exp);
  return { distribution: { kind: 'gaussian', means: outputs, stds: outputs.map((_, i) => stds[i % numOutputs]!) }, values };
}

/** Of each row of logits; masked ones get 0. */
function softmax(logits: Float32Array, size: number, masks: Uint8Array | undefined): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += size) {
    const allowed = Array.from({ length: size }, (_, i) => at + i).filter((i) => !masks || masks[i] === 1);
    const largest = Math.max(...allowed.map((i) => logits[i]!));
    const sum = allowed.reduce((total, i) => total + Math.exp(logits[i]! - largest), 0);
    for (const i of allowed) probabilities[i] = Math.exp(logits[i]! - largest) / sum;
  }
  return probabilities;
}

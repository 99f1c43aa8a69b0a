import type { ObservationNormalizer } from '@cohort-rl/envs';
import type { Engine } from './engine.ts';
import { packSafetensors, SafetensorsError, unpackSafetensors, type SafetensorsTensor } from './safetensors.ts';

const normalizerNames = ['normalizer.mean', 'normalizer.variance'] as const;

/**
 * The parameters of an actor-critic as a safetensors file: matrices `[inputs, outputs]`, biases `[outputs]`, under the names of
 * `engine.layers`; with a normaliser also `normalizer.mean` and `normalizer.variance`, float64, its epsilon and clip in the metadata.
 */
export function toSafetensors(
  { engine, normalizer = null }: { readonly engine: Engine; readonly normalizer?: ObservationNormalizer | null },
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parameters = engine.readParameters();
  const tensors = new Map<string, SafetensorsTensor>();
  for (const layer of engine.layers) {
    tensors.set(layer.name, { shape: shapeOf(layer), values: parameters.slice(layer.offset, layer.offset + layer.rows * layer.columns) });
  }
  if (normalizer) {
    normalizerNames.forEach((name, i) => tensors.set(name, { shape: [normalizer.mean.length], values: i === 0 ? normalizer.mean : normalizer.variance }));
  }
  return packSafetensors({ tensors, metadata: { ...metadata, ...(normalizer && { epsilon: String(normalizer.epsilon), clip: String(normalizer.clip) }) } });
}

/**
 * The parameters that a safetensors file has for the layers of an engine, for its `writeParameters`; a normaliser in it is left aside.
 * @throws SafetensorsError for a damaged file, tensors missing or left over, of another shape or type, or with numbers that are not finite.
 */
export function fromSafetensors(bytes: Uint8Array, { layers, parameterCount }: Engine): Float32Array {
  const { tensors } = unpackSafetensors(bytes);
  const extra = [...tensors.keys()].find((name) => !layers.some((layer) => layer.name === name) && !(normalizerNames as readonly string[]).includes(name));
  if (extra !== undefined) throw new SafetensorsError(`unknown tensor: ${extra}; expected ${layers.map(({ name }) => name).join(', ')}`);
  const parameters = new Float32Array(parameterCount);
  for (const layer of layers) {
    const tensor = tensors.get(layer.name);
    if (!tensor) throw new SafetensorsError(`missing tensor: ${layer.name}; the file has ${[...tensors.keys()].join(', ') || 'none'}`);
    const expected = shapeOf(layer).join(', ');
    if (tensor.shape.join(', ') !== expected) throw new SafetensorsError(`invalid shape of ${layer.name}: [${tensor.shape.join(', ')}]; expected [${expected}]`);
    if (!(tensor.values instanceof Float32Array)) throw new SafetensorsError(`invalid dtype of ${layer.name}: F64; expected F32`);
    const bad = tensor.values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new SafetensorsError(`invalid number in ${layer.name}: ${bad}; expected finite ones`);
    parameters.set(tensor.values, layer.offset);
  }
  return parameters;
}

const shapeOf = ({ name, rows, columns }: Engine['layers'][number]): number[] => (rows === 1 && !name.endsWith('.weight') ? [columns] : [rows, columns]);

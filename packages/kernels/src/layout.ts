import type { KernelLibrary } from './library.ts';
import { layerToWords, layerWords, planBytes, type LayerPlan, type PlanValues } from './plan.ts';
import type { ActorCriticSpec } from './spec.ts';

/** Rows that a network is run on at a time, so that a block's activations stay in the first-level cache. */
const blockRows = 64;

const maxShards = 8;
/** As `REDUCED` in `c/minibatch.c` and `NUM_STATISTICS` in `c/plan.h`. */
const reducedVectors = 4;
const numStatistics = 6;
const activationCodes = { linear: 0, tanh: 1, relu: 2 } as const;
const headCodes = { categorical: 0, gaussian: 1 } as const;

/**
 * Number of shards of a minibatch: a function of its size alone, so that neither threads nor machines change the order in which
 * gradients are added.
 */
export function shardCount(rows: number): number {
  return Math.min(maxShards, Math.max(1, Math.floor(rows / 64)));
}

/** A matrix of the logical parameter vector and where it lies in the padded one. */
export interface ParameterBlock {
  readonly name: string;
  readonly kind: 'hidden' | 'policy' | 'value' | 'bias' | 'logStandardDeviation';
  /** First number in the logical vector. */
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  /** The padded matrix that holds it: its first number, its columns, and the first of them that is this block's. */
  readonly paddedOffset: number;
  readonly paddedColumns: number;
  readonly firstColumn: number;
  /** The padded matrix is transposed, a row for each column of the logical one, and lies in no panels. */
  readonly isTransposed: boolean;
}

/** Byte offsets of everything in the arena. */
export interface Layout {
  /** Where the arena ends. */
  readonly bytes: number;
  readonly plan: number;
  readonly planValues: PlanValues;
  /** Words to write at byte offsets. */
  readonly layerTables: readonly { readonly at: number; readonly words: readonly number[] }[];
  readonly blocks: readonly ParameterBlock[];
  readonly parameterCount: number;
  readonly paddedCount: number;
  readonly numOutputs: number;
  readonly actionSize: number;
  readonly numValueHeads: number;
  readonly actRows: number;
  /** Threads that have scratch of their own. */
  readonly threads: number;
  /** Buffers for arguments from outside the arena, `actRows` rows each. */
  readonly buffers: Readonly<Record<'observations' | 'noise' | 'masks' | 'outputs' | 'actions' | 'scalars' | 'heads', number>>;
}

interface NetworkShape {
  readonly prefix: 'policy' | 'value' | 'trunk';
  readonly sizes: readonly number[];
}

/** Lays out an actor-critic in an arena. */
export function computeLayout(spec: ActorCriticSpec, library: KernelLibrary): Layout {
  const { observationSize, hiddenSizes, head, rolloutSize, minibatchSize, numValueHeads = 1, actRows = 64 } = spec;
  const { vectorWidth } = library;
  const threads = Math.min(spec.threads ?? 1, library.maxThreads, shardCount(minibatchSize));
  const numOutputs = head.kind === 'categorical' ? head.numActions : head.actionSize;
  const actionSize = head.kind === 'categorical' ? 1 : head.actionSize;
  const shared = spec.trunk === 'shared';
  const padded = (columns: number): number => roundUp(columns, vectorWidth);

  const arena = allocator(library.firstByte);
  const scratch = allocator(0);
  const scratchRows = padded(roundUp(blockRows, library.tileRows));

  const shapes: NetworkShape[] = shared
    ? [{ prefix: 'trunk', sizes: [observationSize, ...hiddenSizes, numOutputs + numValueHeads] }]
    : [
        { prefix: 'policy', sizes: [observationSize, ...hiddenSizes, numOutputs] },
        { prefix: 'value', sizes: [observationSize, ...hiddenSizes, numValueHeads] },
      ];

  const plan = arena(planBytes);
  const blocks: ParameterBlock[] = [];
  let logical = 0;
  let paddedCount = 0;
  const addBlock = (block: Omit<ParameterBlock, 'offset'>): void => {
    blocks.push({ ...block, offset: logical });
    logical += block.rows * block.columns;
  };

  const row = (at: number, columns: number) => ({ paddedOffset: at, paddedColumns: padded(columns), isTransposed: false });

  const input = scratch(4 * scratchRows * padded(observationSize));

  const layerTables: { at: number; words: number[] }[] = [];
  const networks = shapes.map(({ prefix, sizes }) => {
    const numLayers = sizes.length - 1;
    const table = { at: arena(4 * layerWords * numLayers), words: [] as number[] };
    for (let l = 0; l < numLayers; l++) {
      const inputs = sizes[l]!;
      const outputs = sizes[l + 1]!;
      const isLast = l === numLayers - 1; // whose weights and outputs lie by output
      const weights = paddedCount;
      const biases = weights + (isLast ? outputs * padded(inputs) : inputs * padded(outputs));
      paddedCount = biases + padded(outputs);
      const layer: LayerPlan = {
        inputs,
        outputs,
        inputStride: padded(inputs),
        outputStride: isLast ? scratchRows : padded(outputs),
        weights,
        biases,
        transposed: l > 0 && !isLast ? arena(4 * padded(inputs) * outputs) : 0,
        output: scratch(4 * scratchRows * (isLast ? outputs : padded(outputs))),
        activation: activationCodes[isLast ? 'linear' : spec.activation],
      };
      table.words.push(...layerToWords(layer));
      const matrix = isLast
        ? { paddedOffset: weights, paddedColumns: padded(inputs), isTransposed: true }
        : { paddedOffset: weights, paddedColumns: padded(outputs), isTransposed: false };
      const pieces: [name: string, kind: ParameterBlock['kind'], firstColumn: number, columns: number][] = !isLast
        ? [[`${prefix}.${l}`, 'hidden', 0, outputs]]
        : shared
          ? [['policy.output', 'policy', 0, numOutputs], ['value.output', 'value', numOutputs, numValueHeads]]
          : [[`${prefix}.output`, prefix === 'value' ? 'value' : 'policy', 0, outputs]];
      for (const [name, kind, firstColumn, columns] of pieces) {
        addBlock({ name: `${name}.weight`, kind, rows: inputs, columns, firstColumn, ...matrix });
        addBlock({ name: `${name}.bias`, kind: 'bias', rows: 1, columns, firstColumn, ...row(biases, outputs) });
      }
    }
    layerTables.push(table);
    return { numLayers, layers: table.at, outputGradient: scratch(4 * scratchRows * sizes[numLayers]!) };
  });
  const logStd = paddedCount;
  if (head.kind === 'gaussian') {
    addBlock({ name: 'policy.logStandardDeviation', kind: 'logStandardDeviation', rows: 1, columns: numOutputs, firstColumn: 0, ...row(logStd, numOutputs) });
    paddedCount += padded(numOutputs);
  }

  const lanes = scratch(4 * numOutputs * vectorWidth);
  const scratchSize = scratch(0);
  paddedCount = roundUp(paddedCount, reducedVectors * vectorWidth);
  const shard = allocator(0);
  shard(4 * paddedCount);
  const statistics = shard(8 * numStatistics);
  const shardSize = shard(0);

  const parameters = arena(4 * paddedCount);
  const gradient = arena(4 * paddedCount);
  const firstMoment = arena(4 * paddedCount);
  const secondMoment = arena(4 * paddedCount);
  const [policy, value] = networks;
  const planValues: PlanValues = {
    transposedIsStale: 1,
    numParameters: paddedCount,
    parameters,
    gradient,
    firstMoment,
    secondMoment,
    indices: arena(4 * minibatchSize),
    observationSize,
    head: headCodes[head.kind],
    numOutputs,
    actionSize,
    logStd,
    firstValue: shared ? numOutputs : 0,
    numValueHeads,
    policyNumLayers: policy!.numLayers,
    policyLayers: policy!.layers,
    policyOutputGradient: policy!.outputGradient,
    valueNumLayers: value?.numLayers ?? 0,
    valueLayers: value?.layers ?? 0,
    valueOutputGradient: value?.outputGradient ?? 0,
    observations: arena(4 * rolloutSize * observationSize),
    actions: arena(4 * rolloutSize * actionSize),
    logProbabilities: arena(4 * rolloutSize),
    values: arena(4 * rolloutSize),
    advantages: arena(4 * rolloutSize),
    returns: arena(4 * rolloutSize),
    stepWeights: arena(4 * rolloutSize),
    actionMasks: spec.hasActionMasks ? arena(rolloutSize * numOutputs) : 0,
    valueHeads: numValueHeads > 1 ? arena(4 * rolloutSize) : 0,
    referenceLogProbabilities: spec.hasReference ? arena(4 * rolloutSize) : 0,
    scratch: arena(threads * scratchSize),
    scratchSize,
    blockRows,
    input,
    lanes,
    shards: arena((threads > 1 ? shardCount(minibatchSize) : 1) * shardSize),
    shardSize,
    statistics,
  };
  const buffers = {
    observations: arena(4 * actRows * observationSize),
    noise: arena(4 * actRows * actionSize),
    masks: arena(actRows * numOutputs),
    outputs: arena(4 * actRows * numOutputs),
    actions: arena(4 * actRows * actionSize),
    scalars: arena(4 * actRows),
    heads: numValueHeads > 1 ? arena(4 * actRows) : 0,
  };
  return {
    bytes: arena(0), plan, planValues, layerTables, blocks, parameterCount: logical, paddedCount, numOutputs, actionSize, numValueHeads,
    actRows, buffers, threads,
  };
}

/** For each number of the logical vector, its place in the padded one: weights lie in panels (see `c/gemm.c`), those of a last layer by output. */
export function paddedPlaces(blocks: readonly ParameterBlock[], count: number, tileColumns: number): Int32Array {
  const places = new Int32Array(count);
  for (const { offset, rows, columns, paddedOffset, paddedColumns, firstColumn, isTransposed } of blocks) {
    for (let j = 0; j < columns; j++) {
      const column = firstColumn + j;
      const panel = column - (column % tileColumns);
      const width = Math.min(tileColumns, paddedColumns - panel);
      const [first, step] = isTransposed ? [column * paddedColumns, 1] : [panel * rows + column - panel, width];
      for (let k = 0; k < rows; k++) places[offset + k * columns + j] = paddedOffset + first + k * step;
    }
  }
  return places;
}

/** Hands out consecutive pieces on 64-byte boundaries: a size in, an offset out. */
function allocator(start: number): (bytes: number) => number {
  let next = roundUp(start, 64);
  return (bytes) => {
    const at = next;
    next = roundUp(next + bytes, 64);
    return at;
  };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

import { loadKernels, type KernelChoice } from '@cohort-rl/kernels';
import { settingUp } from '../errors.ts';
import { createPeakMeter } from './peak.ts';
import { millisecondsBeside, millisecondsPerCall } from './segments.ts';

/** Speed of one matrix product [rows x inputs] [inputs x outputs] with biases, on one thread. */
export interface GemmThroughput {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernels: string;
  readonly notes: readonly string[];
  /** Of the product alone: what a call without rows takes is taken off. */
  readonly milliseconds: number;
  readonly callMilliseconds: number;
  readonly gflops: number;
  readonly peakGflops: number;
  /** gflops / peakGflops */
  readonly share: number;
}

const linear = 0;

/** `size` inputs and outputs. */
export async function measureGemm(size: number, kernels: KernelChoice, seconds: number): Promise<GemmThroughput> {
  const library = await settingUp(async () => loadKernels(kernels));
  const rows = Math.ceil(256 / library.tileRows) * library.tileRows;
  const columns = Math.ceil(size / library.vectorWidth) * library.vectorWidth;
  const bytes = { x: 4 * rows * columns, weights: 4 * size * columns, biases: 4 * columns, y: 4 * rows * columns };
  const x = Math.ceil(library.firstByte / 64) * 64;
  const weights = x + bytes.x;
  const biases = weights + bytes.weights;
  const y = biases + bytes.biases;
  const { buffer, base, kernels: functions } = library.allocate(y + bytes.y);
  // any numbers of the usual size do: the work does not depend on them
  const numbers = new Float32Array(buffer, x, (y - x) / 4);
  for (let i = 0; i < numbers.length; i++) numbers[i] = Math.sin((i + 1) * 12.9898);
  const product = (count: number) => () => functions.layer_forward(base, count, size, columns, x, columns, weights, biases, y, columns, linear);

  const peak = await createPeakMeter(library.build, 1);
  const { milliseconds: whole, other: peakGflops } = await millisecondsBeside(product(rows), async () => peak.burst(), seconds);
  const callMilliseconds = millisecondsPerCall(product(0), seconds / 10);
  const milliseconds = whole - callMilliseconds;
  const gflops = (2 * rows * size * columns) / milliseconds / 1e6;
  return { rows, inputs: size, outputs: columns, kernels: library.build, notes: library.fallback === null ? [] : [library.fallback], milliseconds, callMilliseconds, gflops, peakGflops, share: gflops / peakGflops };
}

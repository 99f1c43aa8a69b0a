import { median, sensSlope, type SlopeInterval } from './sens-slope.fixture.ts';

/** What a process held, had used and had done, so many seconds after its start. */
export interface ProcessSample {
  readonly seconds: number;
  /** Of the processor, in all threads: other processes take nothing from it. */
  readonly cpuSeconds: number;
  readonly step: number;
  readonly update: number;
  /** JavaScript's heap and what hangs on it outside, array buffers too, once garbage is collected. */
  readonly liveBytes: number;
  readonly rssBytes: number;
  /** What keeps the event loop alive, by kind. */
  readonly resources: readonly string[];
  /** Open file descriptors. */
  readonly files: number;
}

/**
 * Blocks of time after the warm-up. Few and long: memory that is taken once and kept, as an allocator keeps a page, is one step between two
 * of them and no slope, while a leak is in each; and neighbouring samples are alike, blocks are not.
 */
const numBlocks = 6;

/** The share of its speed that a run may seem to lose from its first quarter to its last. */
const tolerance = 0.05;

/** Without the first sixth: code is compiled, episodes get longer, buffers find their size. */
const afterWarmUp = (samples: readonly ProcessSample[]): readonly ProcessSample[] => samples.slice(Math.ceil(samples.length / 6));

function cut(samples: readonly ProcessSample[], parts: number): (readonly ProcessSample[])[] {
  const edge = (part: number): number => Math.round((part * (samples.length - 1)) / parts);
  return Array.from({ length: parts }, (_, part) => samples.slice(edge(part), edge(part + 1) + 1));
}

interface Memory {
  /** Medians of the blocks. */
  readonly bytes: readonly number[];
  /** Bytes an hour. */
  readonly slope: SlopeInterval;
}

function memoryOf(samples: readonly ProcessSample[], of: (sample: ProcessSample) => number): Memory {
  const blocks = cut(afterWarmUp(samples), numBlocks);
  const bytes = blocks.map((block) => median(block.map(of)));
  return { bytes, slope: sensSlope(blocks.map((block) => median(block.map(({ seconds }) => seconds / 3600))), bytes) };
}

/** Steps in a second of the processor's time, in each quarter. */
function speedsOf(samples: readonly ProcessSample[]): number[] {
  return cut(afterWarmUp(samples), 4).map((quarter) => {
    const [first, last] = [quarter[0]!, quarter.at(-1)!];
    return (last.step - first.step) / (last.cpuSeconds - first.cpuSeconds);
  });
}

/** The most of something in each half. */
const mostOf = (samples: readonly ProcessSample[], of: (sample: ProcessSample) => number): number[] =>
  cut(afterWarmUp(samples), 2).map((half) => Math.max(...half.map(of)));

const live = ({ liveBytes }: ProcessSample): number => liveBytes;
const resident = ({ rssBytes }: ProcessSample): number => rssBytes;
const openFiles = ({ files }: ProcessSample): number => files;
const numResources = ({ resources }: ProcessSample): number => resources.length;

/**
 * What did not stay as it was after the warm-up, by name: memory whose slope is greater than 0 (Sen's, 99%), a last quarter slower than the
 * first by more than 5%, more open files or resources in the second half than in the first.
 */
export function driftsOf(samples: readonly ProcessSample[]): string[] {
  const speeds = speedsOf(samples);
  const grows = ([before, after]: number[]): boolean => after! > before!;
  const drifts = {
    liveBytes: memoryOf(samples, live).slope.low > 0,
    rssBytes: memoryOf(samples, resident).slope.low > 0,
    stepsPerCpuSecond: speeds.at(-1)! < (1 - tolerance) * speeds[0]!,
    files: grows(mostOf(samples, openFiles)),
    resources: grows(mostOf(samples, numResources)),
  };
  return Object.entries(drifts).filter(([, drifted]) => drifted).map(([name]) => name);
}

/** The figures behind it, for people. */
export function describeSamples(samples: readonly ProcessSample[]): string {
  const last = samples.at(-1)!;
  const figure = (value: number, digits = 0): string => value.toLocaleString('en', { maximumFractionDigits: digits });
  const inMegabytes = (bytes: number): string => figure(bytes / 1e6, 2);
  const memory = (name: string, { bytes, slope: { slope, low, high } }: Memory): string =>
    `${name}, MB: ${bytes.map(inMegabytes).join(' ')}; slope ${inMegabytes(slope)} an hour (99%: ${inMegabytes(low)} to ${inMegabytes(high)})`;
  return [
    `${figure(last.seconds)} s, ${figure(last.cpuSeconds)} s of them the processor's: ${figure(last.step)} steps, ${figure(last.update)} updates; after the warm-up`,
    memory('live memory', memoryOf(samples, live)),
    memory('resident memory', memoryOf(samples, resident)),
    `steps a second of the processor, in each quarter: ${speedsOf(samples).map((speed) => figure(speed)).join(' ')}`,
    `most open files, in each half: ${mostOf(samples, openFiles).join(' ')}; resources: ${mostOf(samples, numResources).join(' ')}`,
  ].join('\n');
}

import { renderSvg, type ChartOption } from '@cohort-rl/viz-components';
import type { CsvTable } from './csv.ts';

/** One or several pictures that answer one question, with what they show in words and in numbers. */
export interface Figure {
  /** Of its file of numbers. */
  readonly name: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly panels: readonly Panel[];
  /** What the lines of the panels are, by the number of their look; empty where the pictures say it. */
  readonly legend: readonly LegendEntry[];
  readonly data: CsvTable;
}

/** A picture beside others. */
export interface Panel {
  /** Null where the figure is this picture alone. */
  readonly title: string | null;
  readonly svg: string;
  readonly legend: readonly LegendEntry[];
}

export interface LegendEntry {
  readonly name: string;
  /** Number of its look, as `seriesStyle` has it. */
  readonly look: number;
}

/** Narrow enough for two pictures a line, and to stay legible on a phone. */
const singleWidth = 480;

/** Of a picture with a row for each of some names. */
export const rowsHeight = (rows: number): number => (rows > 8 ? 25 : 36) * rows + 70;

/** A figure that is one picture. */
export function singleFigure(
  about: Pick<Figure, 'name' | 'title' | 'caption' | 'data'>,
  chart: ChartOption,
  { height, width = singleWidth }: { readonly height: number; readonly width?: number },
): Figure {
  const svg = drawing(chart, { title: about.title, description: about.caption, width, height });
  return { ...about, panels: [{ title: null, svg, legend: [] }], legend: [] };
}

/** A small picture, of the figure with a title. */
export function panel(chart: ChartOption, figureTitle: string, title: string, options: { readonly height?: number; readonly legend?: readonly LegendEntry[] } = {}): Panel {
  const { height = 170, legend = [] } = options;
  return { title, svg: drawing(chart, { title: `${figureTitle}: ${title}`, width: 300, height }), legend };
}

/** Inside a page of HTML, which needs no namespace. */
const drawing = (chart: ChartOption, options: Parameters<typeof renderSvg>[1]): string => renderSvg(chart, options).replace(/ xmlns="[^"]*"/, '');

/** Ends of an axis that holds all values, two to four round steps apart, at least from `least` to `most`. */
export function niceRange(values: readonly number[], [least, most]: readonly [number, number] = [Infinity, -Infinity]): [low: number, high: number] {
  let [low, high] = [least, most];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low < high)) return Number.isFinite(low) ? [low, low + 1] : [0, 1];
  const unit = 10 ** Math.floor(Math.log10(high - low));
  const ends = (step: number): [number, number] => [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const step = [0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((size) => ends(size)[1] - ends(size)[0] <= 4)!;
  return ends(step).map((end) => Number((end * step).toPrecision(12))) as [number, number];
}

/** A line with its interval, thinned to at most so many points; the last one stays. */
export function thinLine<T extends { readonly x: readonly number[]; readonly estimate: readonly number[]; readonly lower: readonly number[]; readonly upper: readonly number[] }>(
  line: T,
  most: number,
): T {
  const stride = Math.ceil(line.x.length / most);
  if (stride <= 1) return line;
  const pick = (values: readonly number[]): number[] => values.filter((_, i) => (values.length - 1 - i) % stride === 0);
  return { ...line, x: pick(line.x), estimate: pick(line.estimate), lower: pick(line.lower), upper: pick(line.upper) };
}

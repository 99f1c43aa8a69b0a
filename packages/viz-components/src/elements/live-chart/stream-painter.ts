import type { ColumnValues } from '@cohort-rl/analysis';
import { formatNumber } from '../../axes.ts';
import { pictureMargin as margin, type FocusLine, type LinesPicture, type LivePicture, type StackPicture } from '../../live-picture.ts';
import { faintOpacity } from '../../focus-lines-chart.ts';
import { seriesPalette, seriesStyle } from '../../palette.ts';
import { cancelSlices, scheduleSlices } from './frame-slices.ts';
import { roundTicks } from './ticks.ts';

/** Size and colours, as the page makes them. */
export interface PaintLook {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly isDark: boolean;
  readonly text: string;
  readonly axis: string;
  readonly grid: string;
  readonly font: string;
  /** How often fonts came so far: the same name may stand for another font then. */
  readonly fonts: number;
}

/** Paints a picture that grows at its right end: what changed is drawn anew, not the whole. */
export interface StreamPainter {
  /** @param from first column that changed. A new size, range or number of columns is drawn as a whole, behind the old picture. */
  paint(picture: LivePicture, from: number, look: PaintLook): void;
  dispose(): void;
}

/** What is to be drawn. */
interface Order {
  readonly picture: LivePicture;
  readonly look: PaintLook;
  readonly from: number;
  readonly isWhole: boolean;
}

/** Faint lines that are drawn as one path: to fill each alone takes most of the time. */
const faintBatch = 8;
/** Columns of a stack that are drawn in one go. */
const stackColumns = 16;

/** @param place where the canvases go: axes, and two for the data, of which one is shown. */
export function createStreamPainter(place: HTMLElement): StreamPainter {
  const canvases = Array.from({ length: 3 }, () => document.createElement('canvas'));
  place.append(...canvases);
  // small parts are drawn often: that is done fastest where the pixels are
  const contextsOf = new Map(canvases.map((canvas) => [canvas, canvas.getContext('2d', { willReadFrequently: true })!]));
  const axes = canvases[0]!;
  let [, front, back] = canvases as [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement];
  back.hidden = true;
  let job: (Order & { unit: number }) | null = null;
  let next: Order | null = null;
  let painted: Order | null = null;
  const contextOf = ({ isWhole }: Order): CanvasRenderingContext2D => contextsOf.get(isWhole ? back : front)!;

  const slice = (): boolean => {
    if (!job) {
      if (!next) return false;
      job = { ...next, from: next.isWhole ? 0 : joinColumn(next.picture, next.from), unit: 0 };
      next = null;
      begin(job);
      return true;
    }
    const { picture, look, from, isWhole } = job;
    const isDone =
      picture.kind === 'lines' ? drawLines(contextOf(job), picture, look, from, job.unit) : drawStack(contextOf(job), picture, look, from + job.unit * stackColumns);
    job.unit += 1;
    // what is only recorded would be drawn all at once, with the frame that shows it
    if (isWhole) contextOf(job).getImageData(0, 0, 1, 1);
    if (!isDone) return true;
    end(job);
    job = null;
    return next !== null;
  };

  function begin(order: Order): void {
    const { picture, look, from, isWhole } = order;
    const context = contextOf(order);
    if (isWhole) resize(back, context, look);
    context.save();
    context.beginPath();
    const left = isWhole ? 0 : columnEdge(picture, look, from);
    context.rect(left, 0, look.width, look.height);
    context.clip();
    context.clearRect(0, 0, look.width, look.height);
  }

  function end(order: Order): void {
    const { picture, look, isWhole } = order;
    contextOf(order).restore();
    if (isWhole) {
      [front, back] = [back, front];
      front.hidden = false;
      back.hidden = true;
      resize(axes, contextsOf.get(axes)!, look);
      drawAxes(contextsOf.get(axes)!, picture, look);
    }
    painted = order;
  }

  return {
    paint(picture, from, look) {
      const last = next ?? job ?? painted;
      const isWhole = !last || !isSameScale(last.picture, picture) || !isSameLook(last.look, look);
      if (isWhole && job) {
        // its columns are of another scale now
        contextOf(job).restore();
        job = null;
      }
      const isAllNew = isWhole || (next?.isWhole ?? false);
      next = { picture, look, from: isAllNew ? 0 : Math.min(from, next?.from ?? from), isWhole: isAllNew };
      scheduleSlices(slice);
    },
    dispose() {
      cancelSlices(slice);
      for (const canvas of canvases) {
        // frees its memory now
        canvas.width = 0;
        canvas.remove();
      }
    },
  };
}

function resize(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, { width, height, pixelRatio }: PaintLook): void {
  canvas.width = Math.round(width * pixelRatio);
  canvas.height = Math.round(height * pixelRatio);
  context.scale(pixelRatio, pixelRatio);
}

const rangeOf = (picture: LivePicture): readonly [number, number] => (picture.kind === 'lines' ? picture.range : [0, 1]);

function isSameScale(a: LivePicture, b: LivePicture): boolean {
  if (a.columns.maxStep !== b.columns.maxStep || a.columns.numColumns !== b.columns.numColumns) return false;
  if (a.kind === 'stack') return b.kind === 'stack' && a.layers.length === b.layers.length && a.layers.every(({ shares }, i) => shares === b.layers[i]!.shares);
  if (b.kind === 'stack' || a.faint.length !== b.faint.length) return false;
  return a.range.every((end, i) => end === b.range[i]) && a.faint.every((values, i) => values === b.faint[i]);
}

/** Whether nothing of how it is drawn changed. */
export const isSameLook = (a: PaintLook, b: PaintLook): boolean => (Object.keys(a) as (keyof PaintLook)[]).every((key) => a[key] === b[key]);

const plotWidth = ({ width }: PaintLook): number => width - margin.left - margin.right;
const columnX = ({ columns }: LivePicture, look: PaintLook, column: number): number => margin.left + (column / columns.numColumns) * plotWidth(look);

/** Left edge of a column on whole pixels of the canvas: neighbours neither overlap nor leave a seam, however often one of them is drawn anew. */
const columnEdge = (picture: LivePicture, look: PaintLook, column: number): number =>
  Math.round(columnX(picture, look, column) * look.pixelRatio) / look.pixelRatio;

function valueY(picture: LivePicture, { height }: PaintLook): (value: number) => number {
  const [low, high] = rangeOf(picture);
  const scale = (height - margin.top - margin.bottom) / (high - low);
  return (value) => height - margin.bottom - (value - low) * scale;
}

const lookColor = (look: number, isDark: boolean): string => seriesPalette[look % seriesPalette.length]![isDark ? 'dark' : 'light'];

/** Some faint lines, or, after all of them, a line in focus, from the column before `from` on; true after the last. */
function drawLines(context: CanvasRenderingContext2D, picture: LinesPicture, look: PaintLook, from: number, unit: number): boolean {
  const { faint, focus, hasExtremes } = picture;
  const numBatches = Math.ceil(faint.length / faintBatch);
  if (unit < numBatches) {
    context.strokeStyle = look.axis;
    context.globalAlpha = faintOpacity(faint.length);
    context.lineWidth = 1;
    context.beginPath();
    for (const values of faint.slice(unit * faintBatch, (unit + 1) * faintBatch)) trace(context, picture, look, values, from, hasExtremes);
    context.stroke();
  } else if (unit - numBatches < focus.length) drawFocus(context, picture, look, focus[unit - numBatches]!, from);
  return unit + 1 >= numBatches + focus.length;
}

/** Where drawing begins, so that what changed from a column on is joined to what is there: the last value before it of any line that goes on. */
function joinColumn(picture: LivePicture, from: number): number {
  const series = picture.kind === 'lines' ? [...picture.faint, ...picture.focus.map(({ values }) => values)].map(({ mean }) => mean) : picture.layers.slice(0, 1).map(({ shares }) => shares);
  let start = from;
  for (const values of series) {
    for (let column = from; column < values.length; column++) {
      if (Number.isNaN(values[column]!)) continue;
      start = Math.min(start, columnBefore(values, from));
      break;
    }
  }
  return start;
}

/** The last column before `from` that has a value, or the first. */
function columnBefore(mean: Float64Array, from: number): number {
  let start = from - 1;
  while (start > 0 && Number.isNaN(mean[start]!)) start -= 1;
  return Math.max(0, start);
}

/** A line through the columns; with extremes through the smallest and the largest value of each. */
function trace(context: CanvasRenderingContext2D, picture: LinesPicture, look: PaintLook, { mean, low, high }: ColumnValues, from: number, hasExtremes: boolean): void {
  const y = valueY(picture, look);
  let [last, isBegun] = [0, false];
  for (let column = columnBefore(mean, from); column < mean.length; column++) {
    if (Number.isNaN(mean[column]!)) continue;
    const x = columnX(picture, look, column + 0.5);
    const [bottom, top] = hasExtremes ? [y(low[column]!), y(high[column]!)] : [y(mean[column]!), y(mean[column]!)];
    // the nearer end first
    const isTopFirst = Math.abs(top - last) < Math.abs(bottom - last);
    if (isBegun) context.lineTo(x, isTopFirst ? top : bottom);
    else context.moveTo(x, isTopFirst ? top : bottom);
    isBegun = true;
    if (top !== bottom) context.lineTo(x, isTopFirst ? bottom : top);
    last = isTopFirst ? bottom : top;
  }
}

/** Its band, and above it its line, whose dashes lie at fixed places, so that a part of it can be drawn anew. */
function drawFocus(context: CanvasRenderingContext2D, picture: LinesPicture, look: PaintLook, { values, look: index }: FocusLine, from: number): void {
  const color = lookColor(index, look.isDark);
  const y = valueY(picture, look);
  const { low, high, mean } = values;
  const start = columnBefore(mean, from);
  const x = (column: number): number => columnX(picture, look, column + 0.5);
  context.fillStyle = color;
  context.globalAlpha = 0.18;
  context.beginPath();
  for (let column = start; column < mean.length; column++) if (!Number.isNaN(low[column]!)) context.lineTo(x(column), y(high[column]!));
  for (let column = mean.length - 1; column >= start; column--) if (!Number.isNaN(low[column]!)) context.lineTo(x(column), y(low[column]!));
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.beginPath();
  const lengths = dashLengths(index);
  let last = -1;
  for (let column = start; column < mean.length; column++) {
    if (Number.isNaN(mean[column]!)) continue;
    if (last >= 0) dashTo(context, lengths, x(last), y(mean[last]!), x(column), y(mean[column]!));
    last = column;
  }
  context.stroke();
}

/** Lengths along x of dashes and gaps, by turns; none for a solid line. */
function dashLengths(index: number): readonly number[] {
  const { dash } = seriesStyle(index);
  return dash === 'solid' ? [] : dash === 'dashed' ? [8, 4] : dash === 'dotted' ? [3, 3] : dash;
}

/** The dashes of a piece of a line that lie between its ends. */
function dashTo(context: CanvasRenderingContext2D, lengths: readonly number[], x1: number, y1: number, x2: number, y2: number): void {
  context.moveTo(x1, y1);
  const period = lengths.reduce((sum, length) => sum + length, 0);
  if (period === 0) context.lineTo(x2, y2);
  for (let x = x1; period > 0 && x < x2; ) {
    let [at, turn] = [x % period, 0];
    while (at >= lengths[turn]!) at -= lengths[turn++]!;
    // a length of rounding would go nowhere
    const end = Math.min(x2, x + Math.max(0.01, lengths[turn]! - at));
    const y = y1 + ((end - x1) / (x2 - x1)) * (y2 - y1);
    if (turn % 2 === 0) context.lineTo(end, y);
    else context.moveTo(end, y);
    x = end;
  }
}

/** Some columns of a stack, from `from` on; true after the last. Before the next update the shares stay. */
function drawStack(context: CanvasRenderingContext2D, picture: StackPicture, look: PaintLook, from: number): boolean {
  const { layers } = picture;
  const y = valueY(picture, look);
  const isKnown = (column: number): boolean => layers.length > 0 && !Number.isNaN(layers[0]!.shares[column]!);
  let last = picture.columns.numColumns - 1;
  while (last >= 0 && !isKnown(last)) last -= 1;
  let known = from;
  while (known >= 0 && !isKnown(known)) known -= 1;
  for (let column = from; column < from + stackColumns && column <= last; column++) {
    if (isKnown(column)) known = column;
    if (known < 0) continue;
    const x = columnEdge(picture, look, column);
    const width = columnEdge(picture, look, column + 1) - x;
    let below = 0;
    for (const { shares, look: index } of layers) {
      const share = shares[known]!;
      if (!(share > 0)) continue;
      context.fillStyle = index === null ? look.axis : lookColor(index, look.isDark);
      context.globalAlpha = index === null ? 0.25 : 0.7;
      context.fillRect(x, y(below + share), width, y(below) - y(below + share));
      below += share;
    }
  }
  return from + stackColumns > last;
}

function drawAxes(context: CanvasRenderingContext2D, picture: LivePicture, look: PaintLook): void {
  const { width, height } = look;
  const [low, high] = rangeOf(picture);
  const y = valueY(picture, look);
  context.font = look.font;
  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const unit = picture.kind === 'stack' ? 100 : 1;
  for (const tick of roundTicks(low, high, Math.max(2, Math.floor(height / 45)))) {
    const at = Math.round(y(tick)) + 0.5;
    context.strokeStyle = look.grid;
    line(context, margin.left, at, width - margin.right, at);
    context.fillStyle = look.text;
    context.fillText(formatNumber(unit * tick), margin.left - 6, at);
  }
  context.strokeStyle = look.axis;
  line(context, margin.left, height - margin.bottom + 0.5, width - margin.right, height - margin.bottom + 0.5);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const { maxStep } = picture.columns;
  for (const tick of roundTicks(0, maxStep, Math.max(2, Math.floor(width / 110)))) {
    const at = Math.round(margin.left + (tick / maxStep) * plotWidth(look)) + 0.5;
    line(context, at, height - margin.bottom, at, height - margin.bottom + 5);
    context.fillText(formatNumber(tick), at, height - margin.bottom + 8);
  }
  context.fillText('environment steps', margin.left + plotWidth(look) / 2, height - 14);
  context.textAlign = 'left';
  context.fillText(picture.valueName, margin.left, 2);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

import type { ColumnValues } from '@cohort-rl/analysis';
import { faintOpacity } from '../../focus-lines-chart.ts';
import type { FocusLine, LinesPicture } from '../../live-picture.ts';
import { seriesStyle } from '../../palette.ts';
import { lookColor, type PaintLook } from './paint-look.ts';
import { columnX, valueY } from './paint-scale.ts';

/** Faint lines that are drawn as one path: to fill each alone takes most of the time. */
const faintBatch = 8;

/** Some faint lines, or, after all of them, a line in focus, from the column before `from` on; true after the last. */
export function drawLines(context: CanvasRenderingContext2D, picture: LinesPicture, look: PaintLook, from: number, unit: number): boolean {
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

/** The last column before `from` that has a value, or the first. */
export function columnBefore(mean: Float64Array, from: number): number {
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

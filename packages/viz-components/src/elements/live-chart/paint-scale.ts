import { pictureMargin as margin, type LivePicture } from '../../live-picture.ts';
import type { PaintLook } from './paint-look.ts';

/** From the bottom to the top of the picture. */
export const rangeOf = (picture: LivePicture): readonly [number, number] => (picture.kind === 'lines' ? picture.range : [0, 1]);

/** Whether what is drawn of one picture is at its place in the other. */
export function isSameScale(a: LivePicture, b: LivePicture): boolean {
  if (a.columns.maxStep !== b.columns.maxStep || a.columns.numColumns !== b.columns.numColumns) return false;
  if (a.kind === 'stack') return b.kind === 'stack' && a.layers.length === b.layers.length && a.layers.every(({ shares }, i) => shares === b.layers[i]!.shares);
  if (b.kind === 'stack' || a.faint.length !== b.faint.length) return false;
  return a.range.every((end, i) => end === b.range[i]) && a.faint.every((values, i) => values === b.faint[i]);
}

/** CSS pixels from the first column to the last. */
export const plotWidth = ({ width }: PaintLook): number => width - margin.left - margin.right;

/** Left edge of a column. */
export const columnX = ({ columns }: LivePicture, look: PaintLook, column: number): number => margin.left + (column / columns.numColumns) * plotWidth(look);

/** The same on whole pixels of the canvas: neighbours neither overlap nor leave a seam, however often one of them is drawn anew. */
export const columnEdge = (picture: LivePicture, look: PaintLook, column: number): number =>
  Math.round(columnX(picture, look, column) * look.pixelRatio) / look.pixelRatio;

/** Where a value stands. */
export function valueY(picture: LivePicture, { height }: PaintLook): (value: number) => number {
  const [low, high] = rangeOf(picture);
  const scale = (height - margin.top - margin.bottom) / (high - low);
  return (value) => height - margin.bottom - (value - low) * scale;
}

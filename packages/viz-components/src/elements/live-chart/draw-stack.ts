import type { StackPicture } from '../../live-picture.ts';
import { lookColor, type PaintLook } from './paint-look.ts';
import { columnEdge, valueY } from './paint-scale.ts';

/** Columns of a stack that are drawn in one go. */
const stackColumns = 16;

/** Some columns of a stack, from the column `from` on; true after the last. Before the next update the shares stay. */
export function drawStack(context: CanvasRenderingContext2D, picture: StackPicture, look: PaintLook, from: number, unit: number): boolean {
  const { layers } = picture;
  const y = valueY(picture, look);
  const isKnown = (column: number): boolean => layers.length > 0 && !Number.isNaN(layers[0]!.shares[column]!);
  let last = picture.columns.numColumns - 1;
  while (last >= 0 && !isKnown(last)) last -= 1;
  const first = from + unit * stackColumns;
  let known = first;
  while (known >= 0 && !isKnown(known)) known -= 1;
  for (let column = first; column < first + stackColumns && column <= last; column++) {
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
  return first + stackColumns > last;
}

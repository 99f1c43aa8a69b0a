import { formatNumber } from '../../axes.ts';
import { pictureMargin as margin, type LivePicture } from '../../live-picture.ts';
import type { PaintLook } from './paint-look.ts';
import { plotWidth, rangeOf, valueY } from './paint-scale.ts';
import { roundTicks } from './ticks.ts';

/** The axes with their ticks, and what they say. */
export function drawAxes(context: CanvasRenderingContext2D, picture: LivePicture, look: PaintLook): void {
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

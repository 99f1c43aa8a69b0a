import type { LivePicture } from '../../live-picture.ts';
import { drawAxes } from './draw-axes.ts';
import { columnBefore, drawLines } from './draw-lines.ts';
import { drawStack } from './draw-stack.ts';
import { cancelSlices, scheduleSlices } from './frame-slices.ts';
import { isSameLook, type PaintLook } from './paint-look.ts';
import { columnEdge, isSameScale } from './paint-scale.ts';

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
    const context = contextOf(job);
    const isDone = picture.kind === 'lines' ? drawLines(context, picture, look, from, job.unit) : drawStack(context, picture, look, from, job.unit);
    job.unit += 1;
    // what is only recorded would be drawn all at once, with the frame that shows it
    if (isWhole) context.getImageData(0, 0, 1, 1);
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

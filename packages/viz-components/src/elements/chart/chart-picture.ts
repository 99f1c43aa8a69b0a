import type { EChartsType } from 'echarts/core';
import type { ChartOption } from '../../chart-option.ts';
import type { ChartTableRow } from './chart-table.ts';
import type * as Drawing from './drawing.ts';
import { thinLines } from './long-lines.ts';

/** Pixels within which the pointer means a point. */
const reach = 30;

/** What is drawn, and who is told of the pointer. */
export interface ChartPictureOptions {
  readonly place: () => HTMLElement;
  /** In the colours of the page; null while there is none. */
  readonly option: () => ChartOption | null;
  readonly rows: () => readonly ChartTableRow[];
  /** Row under the pointer, −1 without one. */
  readonly focus: (row: number) => void;
  readonly select: () => void;
  readonly drawn: () => void;
  readonly failed: (error: unknown) => void;
}

/** A picture by ECharts, which is loaded with the first one, and the rows of a table in it. */
export function createChartPicture({ place, option, rows, focus, select, drawn, failed }: ChartPictureOptions) {
  let library: typeof Drawing | null = null;
  let drawing: EChartsType | null = null;
  let frame = 0;
  let isDrawn = Promise.resolve();
  let settle = (): void => {};
  /** Boxes of all rows, and bands of those that are bars, made when the pointer first needs them. */
  let places: readonly { readonly box: Drawing.DrawnBox | null; readonly band: Drawing.DrawnBox | null }[] | null = null;

  /** Where a row is drawn; null when it is not. */
  const boxOf = ({ mark }: ChartTableRow): Drawing.DrawnBox | null =>
    drawing && library && mark ? library.drawnBox(drawing, mark.seriesIndex, mark.dataIndex) : null;

  const bandOf = ({ mark }: ChartTableRow): Drawing.DrawnBox | null =>
    drawing && library && mark ? library.drawnBand(drawing, mark.seriesIndex, mark.dataIndex) : null;

  /** The nearest bar of the band that the pointer is in, else what is nearest within reach. */
  function nearestRow(x: number, y: number): number {
    places ??= rows().map((row) => ({ box: boxOf(row), band: bandOf(row) }));
    const isMeant = places.map(({ band }) => band !== null && distanceTo(band, x, y) === 0);
    const hasBand = isMeant.includes(true);
    let [nearest, least] = [-1, hasBand ? Infinity : reach];
    places.forEach(({ box }, row) => {
      if (!box || (hasBand && !isMeant[row])) return;
      const distance = distanceTo(box, x, y);
      if (distance < least) [nearest, least] = [row, distance];
    });
    return nearest;
  }

  function listen(to: EChartsType): void {
    let hovered = -1;
    const rowAt = (x: number, y: number): number => (hovered >= 0 ? hovered : nearestRow(x, y));
    to.on('mouseover', ({ seriesIndex, dataIndex }) => {
      hovered = rows().findIndex(({ mark }) => mark?.seriesIndex === seriesIndex && mark?.dataIndex === dataIndex);
      if (hovered >= 0) focus(hovered);
    });
    to.on('mouseout', () => {
      hovered = -1;
    });
    to.getZr().on('mousemove', ({ offsetX, offsetY }) => focus(rowAt(offsetX, offsetY)));
    to.getZr().on('globalout', () => focus(-1));
    to.getZr().on('click', ({ offsetX, offsetY }) => {
      focus(rowAt(offsetX, offsetY));
      select();
    });
  }

  async function draw(): Promise<void> {
    try {
      library ??= await import('./drawing.ts');
      frame = 0;
      const canvas = place();
      const shown = option();
      // while it was loaded the element may have gone; hidden, it has no size and is drawn when it gets one
      if (!shown || canvas.clientWidth === 0) return;
      if (!drawing) {
        drawing = library.createDrawing(canvas);
        listen(drawing);
      } else if (drawing.getWidth() !== canvas.clientWidth || drawing.getHeight() !== canvas.clientHeight) {
        drawing.resize();
      }
      places = null;
      // in one go: what is drawn bit by bit goes on after the picture is gone, and throws
      drawing.setOption({ ...thinLines(shown), progressive: 0 }, { notMerge: true });
      library.keepEnds(drawing);
      // ECharts draws with its own next frame otherwise
      drawing.getZr().flush();
      drawn();
    } catch (error) {
      frame = 0;
      failed(error);
    }
  }

  return {
    boxOf,
    /** When what was asked for is drawn. */
    get isDrawn() {
      return isDrawn;
    },
    /** Draws with the next frame, once however often it is asked for. */
    schedule(): void {
      if (frame !== 0) return;
      isDrawn = new Promise((resolve) => (settle = resolve));
      const done = settle;
      frame = requestAnimationFrame(() => void draw().finally(done));
    },
    /** The picture on a canvas of its own, of twice its size; null where nothing is drawn. */
    toCanvas: (backgroundColor: string): HTMLCanvasElement | null => drawing && drawing.renderToCanvas({ pixelRatio: 2, backgroundColor }),
    dispose(): void {
      cancelAnimationFrame(frame);
      frame = 0;
      settle();
      drawing?.dispose();
      drawing = null;
      places = null;
    },
  };
}

const distanceTo = ({ x, y, width, height }: Drawing.DrawnBox, toX: number, toY: number): number =>
  Math.hypot(Math.max(x - toX, 0, toX - x - width), Math.max(y - toY, 0, toY - y - height));

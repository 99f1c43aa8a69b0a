// The part of a chart that is loaded with the first one drawn: ECharts.
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useChartParts } from '../../chart-parts.ts';

export { renderSvg } from '../../render-svg.ts';

/** A live chart in an element of the page. */
export function createDrawing(place: HTMLElement): EChartsType {
  useChartParts();
  use([CanvasRenderer]);
  return init(place, null, { renderer: 'canvas' });
}

/** Where something is drawn, in CSS pixels of the chart. */
export interface DrawnBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What ECharts knows of a series after drawing, and does not declare. */
interface SeriesModel {
  readonly subType: string;
  readonly coordinateSystem?: { getBaseAxis(): BaseAxis };
  getData(): {
    getLayout(name: 'points'): ArrayLike<number> | undefined;
    getItemLayout(index: number): unknown;
    /** −1 for an item that was left out where a line was thinned. */
    indexOfRawIndex(index: number): number;
    getItemGraphicEl(index: number): { getBoundingRect(): Rect; getComputedTransform(): ArrayLike<number> | null } | undefined;
  };
}
interface BaseAxis {
  readonly type: string;
  isHorizontal(): boolean;
  getBandWidth(): number;
  dataToCoord(value: number): number;
  toGlobalCoord(coord: number): number;
}
interface Rect {
  clone(): Rect & { applyTransform(matrix: ArrayLike<number> | null): void };
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where an item of a series is drawn; null when it is not. */
export function drawnBox(drawing: EChartsType, seriesIndex: number, dataIndex: number): DrawnBox | null {
  const { getSeriesByIndex } = bound(drawing);
  const data = getSeriesByIndex(seriesIndex)?.getData();
  const at = data?.indexOfRawIndex(dataIndex) ?? -1;
  if (!data || at < 0) return null;
  const item = data.getItemGraphicEl(at);
  if (item) {
    const box = item.getBoundingRect().clone();
    box.applyTransform(item.getComputedTransform());
    return { x: box.x, y: box.y, width: box.width, height: box.height };
  }
  const points = data.getLayout('points');
  const layout = points ? [points[2 * at], points[2 * at + 1]] : data.getItemLayout(at);
  if (!Array.isArray(layout)) return null;
  const [x, y] = layout as unknown[];
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number, width: 0, height: 0 } : null;
}

/** Lets areas and their lines reach the last point: ECharts leaves out a point within two pixels of the one before it, there too. */
export function keepEnds(drawing: EChartsType): void {
  const shapes = drawing.getZr().storage.getDisplayList(true);
  if (!shapes.some(({ type }) => type === 'ec-polygon')) return;
  const drawn = shapes.filter(({ type }) => type === 'ec-polygon' || type === 'ec-polyline');
  for (const shape of drawn as unknown as { segmentIgnoreThreshold: number; dirtyShape(): void }[]) {
    // 0 would leave it as it was
    shape.segmentIgnoreThreshold = 0.01;
    shape.dirtyShape();
  }
}

/** What a bar has of the picture to itself, or shares with the others of its category: all at its height, its name too; null for what is no bar. */
export function drawnBand(drawing: EChartsType, seriesIndex: number, dataIndex: number): DrawnBox | null {
  const series = bound(drawing).getSeriesByIndex(seriesIndex);
  const axis = series?.subType === 'bar' ? series.coordinateSystem?.getBaseAxis() : undefined;
  if (axis?.type !== 'category') return null;
  const breadth = axis.getBandWidth();
  const start = axis.toGlobalCoord(axis.dataToCoord(dataIndex)) - breadth / 2;
  return axis.isHorizontal() ? { x: start, y: 0, width: breadth, height: drawing.getHeight() } : { x: 0, y: start, width: drawing.getWidth(), height: breadth };
}

function bound(drawing: EChartsType): { getSeriesByIndex(index: number): SeriesModel | undefined } {
  const model = (drawing as unknown as { getModel(): { getSeriesByIndex(index: number): SeriesModel | undefined } }).getModel();
  return { getSeriesByIndex: (index) => model.getSeriesByIndex(index) };
}

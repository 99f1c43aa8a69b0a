import type { ChartOption } from '../../chart-option.ts';

/** Points of a line, far more than a picture is wide: drawn one by one they would take seconds. */
const mostPoints = 20_000;

type Series = { readonly type?: string; readonly data?: unknown; readonly sampling?: unknown };

const isLong = ({ type, data, sampling }: Series): boolean => type === 'line' && Array.isArray(data) && data.length > mostPoints && sampling === undefined;

const seriesOf = ({ series }: ChartOption): readonly Series[] => [series ?? []].flat();

/** Whether {@link thinLines} changes anything. */
export const hasLongLine = (option: ChartOption): boolean => seriesOf(option).some(isLong);

/** Long lines through the smallest and the largest value in each column of pixels: no extreme is lost. */
export const thinLines = (option: ChartOption): ChartOption =>
  hasLongLine(option) ? ({ ...option, series: seriesOf(option).map((one) => (isLong(one) ? { ...one, sampling: 'minmax' } : one)) } as ChartOption) : option;

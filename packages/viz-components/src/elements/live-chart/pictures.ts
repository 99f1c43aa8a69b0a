import type { StepColumns } from '@cohort-rl/analysis';
import type { LinesPicture, StackPicture } from '../../live-picture.ts';
import type { Focus } from './focus.ts';
import type { LinesView, SharesView } from './series-views.ts';

/** A series: what it is kept by, and its name to show. */
export interface Named {
  readonly key: string;
  readonly name: string;
}

/** The series in focus before all others. */
export function linesPicture(
  { values, range }: LinesView,
  columns: StepColumns,
  series: readonly Named[],
  focus: Pick<Focus, 'lookOf'>,
  about: Pick<LinesPicture, 'valueName' | 'hasExtremes'>,
): LinesPicture {
  const drawn = series.filter(({ key }) => values.has(key)).map((one) => ({ ...one, values: values.get(one.key)!, look: focus.lookOf(one.key) }));
  return {
    kind: 'lines',
    columns,
    range,
    ...about,
    focus: drawn.flatMap(({ name, values: own, look }) => (look === null ? [] : [{ name, values: own, look }])),
    faint: drawn.flatMap(({ values: own, look }) => (look === null ? [own] : [])),
  };
}

/** The shares of the series in focus, and of all others together above them. */
export function stackPicture({ shares, rest }: SharesView, columns: StepColumns, series: readonly Named[], focus: Pick<Focus, 'lookOf'>): StackPicture {
  const shown = series.filter(({ key }) => shares.has(key));
  const numOthers = series.length - shown.length;
  return {
    kind: 'stack',
    columns,
    valueName: 'share of the policy loss (%)',
    layers: [
      ...shown.map(({ key, name }) => ({ name, shares: shares.get(key)!, look: focus.lookOf(key) })),
      ...(numOthers > 0 ? [{ name: numOthers === 1 ? '1 other' : `${numOthers} others`, shares: rest, look: null }] : []),
    ],
  };
}

import type { CohortChart } from '@cohort-rl/viz-components/elements';
import { download } from './download.ts';

export const figureFormats = ['PNG', 'SVG', 'CSV'] as const;

export type FigureFormat = (typeof figureFormats)[number];

/** Every chart of a part of the page, those inside other elements too. */
function chartsWithin(root: ParentNode): CohortChart[] {
  return Array.from(root.querySelectorAll('*')).flatMap((element) => [
    ...(element.localName === 'cohort-chart' ? [element as CohortChart] : []),
    ...(element.shadowRoot ? chartsWithin(element.shadowRoot) : []),
  ]);
}

/** Saves the charts of a part of the page, a file each; those that are not shown are left out. Resolves to how many there were. */
export async function saveFigures(root: ParentNode, format: FigureFormat): Promise<number> {
  const charts = chartsWithin(root).filter((chart) => chart.option && chart.clientWidth > 0 && (format !== 'CSV' || chart.table));
  for (const chart of charts) {
    const name = `${(chart.label || 'chart').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}.${format.toLowerCase()}`;
    if (format === 'PNG') download(name, await chart.toPng());
    else if (format === 'SVG') download(name, await chart.toSvg(), 'image/svg+xml');
    else download(name, chart.toCsv(), 'text/csv');
  }
  return charts.length;
}

import type { CohortChart } from '@cohort-rl/viz-components/elements';
import type { LitElement } from 'lit';
import { download } from './download.ts';

export const figureFormats = ['PNG', 'SVG', 'CSV'] as const;

export type FigureFormat = (typeof figureFormats)[number];

/** Every element of a part of the page, those inside other elements too. */
function elementsWithin(root: ParentNode): Element[] {
  return Array.from(root.querySelectorAll('*')).flatMap((element) => [element, ...(element.shadowRoot ? elementsWithin(element.shadowRoot) : [])]);
}

const updated = async (elements: readonly Element[]): Promise<unknown> => Promise.all(elements.map(async (element) => (element as LitElement).updateComplete));

/** Holds the pictures that move, whose charts have numbers only then. Resolves to what lets them go on. */
async function holdPictures(root: ParentNode): Promise<() => void> {
  const pauses = (isHeld: boolean): HTMLElement[] => elementsWithin(root).filter((element) => element.matches(`button.pause[aria-pressed=${isHeld}]`)) as HTMLElement[];
  const moving = pauses(false);
  for (const pause of moving) pause.click();
  await updated(moving.map((pause) => (pause.getRootNode() as ShadowRoot).host));
  // one whose run ended meanwhile stands still by itself
  return () => pauses(true).filter((pause) => moving.includes(pause)).forEach((pause) => pause.click());
}

/** Saves the charts of a part of the page, a file each; those that are not shown are left out. */
export async function saveFigures(root: ParentNode, format: FigureFormat): Promise<void> {
  const goOn = await holdPictures(root);
  try {
    const charts = elementsWithin(root)
      .filter((element) => element.localName === 'cohort-chart')
      .map((element) => element as CohortChart)
      .filter((chart) => chart.option && chart.clientWidth > 0 && (format !== 'CSV' || chart.table));
    await updated(charts);
    for (const chart of charts) {
      const name = `${(chart.label || 'chart').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}.${format.toLowerCase()}`;
      if (format === 'PNG') download(name, await chart.toPng());
      else if (format === 'SVG') download(name, await chart.toSvg(), 'image/svg+xml');
      else download(name, chart.toCsv(), 'text/csv');
    }
  } finally {
    goOn();
  }
}

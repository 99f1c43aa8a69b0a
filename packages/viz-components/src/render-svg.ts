import { init } from 'echarts/core';
import { fontFamily } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { useChartParts } from './chart-parts.ts';
import { ink, seriesPalette } from './palette.ts';

/** Size, text and theme of {@link renderSvg}. */
export interface RenderSvgOptions {
  /** What the picture shows, for those who do not see it; also its tooltip. */
  readonly title: string;
  /** What is to be read from it, in a sentence or two. */
  readonly description?: string;
  /** Width and height in CSS pixels, default 720 × 360; a picture wider than its place shrinks. */
  readonly width?: number;
  readonly height?: number;
  /** `auto` (default) follows the reader's `prefers-color-scheme` and prints light; `light` and `dark` are fixed. */
  readonly theme?: 'auto' | 'light' | 'dark';
}

/**
 * Draws a chart as static SVG text, without a DOM. The background is transparent. The same input gives the same text, and
 * several pictures may share one page: ids inside come from a hash of the content.
 */
export function renderSvg(option: ChartOption, { title, description, width = 720, height = 360, theme = 'auto' }: RenderSvgOptions): string {
  if (theme !== 'auto' && theme !== 'light' && theme !== 'dark') {
    throw new RangeError(`invalid theme: ${String(theme)}; expected one of auto, light, dark`);
  }
  useChartParts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  let drawing: string;
  try {
    chart.setOption(option);
    drawing = chart.renderToSVGString();
  } finally {
    chart.dispose();
  }

  // What serves only the pointer in a live chart goes; ids lose ECharts' counter; alpha leaves the colour, which themes replace.
  let content = drawing
    .replace(/^<svg[^>]*>/, '')
    .replace(/<style\s*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>/g, '')
    .replace(/ (?:class="zr\d+-cls-\d+"|pointer-events="visible"|ecmeta_[a-z_]+="[^"]*")/g, '')
    .replace(/(fill|stroke)="(#[0-9a-f]{6})([0-9a-f]{2})"/g, (_, name: string, color: string, alpha: string) =>
      `${name}="${color}" ${name}-opacity="${(parseInt(alpha, 16) / 255).toFixed(2)}"`,
    )
    // one family, and a size for most text, on the root
    .replaceAll(`font-family:${fontFamily};`, '')
    .replace(/ style="(?:font-size:12px;)?"/g, '')
    .replace(/(<text[^>]* transform="translate\()(-?[\d.]+) (-?[\d.]+)\)/g, (_, start: string, x: string, y: string) => `${start}${Math.round(10 * Number(x)) / 10} ${Math.round(10 * Number(y)) / 10})`)
    .replace(/(id="|url\(#)zr\d+-/g, '$1@-');
  content = oneClipPathEach(content);
  const id = `chart-${hash(`${width} ${height} ${theme} ${title} ${description ?? ''} ${content}`)}`;
  content = content.replace(/(id="|url\(#)@-/g, `$1${id}-`);
  if (theme === 'dark') {
    content = content.replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (_, name: string, color: string) => `${name}="${darkOf.get(color) ?? color}"`);
  }

  const described = description === undefined ? '' : `<desc id="${id}-description">${escapeXml(description)}</desc>`;
  const labelledBy = `aria-labelledby="${id}-title"${description === undefined ? '' : ` aria-describedby="${id}-description"`}`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" class="cohort-chart" role="img" ${labelledBy} width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" style="max-width:100%;height:auto;font-family:${fontFamily};font-size:12px">` +
    `<title id="${id}-title">${escapeXml(title)}</title>${described}${theme === 'auto' ? darkStyle(content) : ''}${content}`;
  // Characters that XML does not allow, escaped or not.
  // eslint-disable-next-line no-control-regex
  return svg.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}

const darkOf = new Map([...seriesPalette, ...Object.values(ink)].map(({ light, dark }) => [light, dark]));

/** Rules that outrank the light colours, which stand in attributes. */
function darkStyle(content: string): string {
  const rules = [...darkOf].flatMap(([light, dark]) =>
    (['fill', 'stroke'] as const)
      .filter((property) => content.includes(`${property}="${light}"`))
      .map((property) => `.cohort-chart [${property}="${light}"]{${property}:${dark}}`),
  );
  return `<style>@media screen and (prefers-color-scheme:dark){${rules.join('')}}</style>`;
}

/** ECharts makes a clip path for every series, most of them the same. */
function oneClipPathEach(content: string): string {
  const firstOf = new Map<string, string>();
  const sameAs = new Map<string, string>();
  const kept = content.replace(/<clipPath id="([^"]+)">([\s\S]*?)<\/clipPath>\n?/g, (clip, id: string, shape: string) => {
    const first = firstOf.get(shape);
    if (first === undefined) firstOf.set(shape, id);
    else sameAs.set(id, first);
    return first === undefined ? clip : '';
  });
  return kept.replace(/url\(#([^)]+)\)/g, (reference, id: string) => (sameAs.has(id) ? `url(#${sameAs.get(id)!})` : reference));
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

/** FNV-1a, 32 bits, in hex (Fowler, Noll, Vo). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

import { seriesPalette, seriesStyle } from '@cohort-rl/viz-components';

/** The page's style sheet, with the rules that the pictures have for dark pages, each once. */
export function pageStyle(drawings: readonly string[]): string {
  const rules = new Set(drawings.flatMap((svg) => /<style>@media screen and \(prefers-color-scheme:dark\)\{(.*?)\}<\/style>/.exec(svg)?.[1]?.match(/[^{}]+\{[^{}]*\}/g) ?? []));
  return `${style}${looks()}@media screen and (prefers-color-scheme:dark){${[...rules].sort().join('')}${darkLooks()}}\n`;
}

/** The page's look: system fonts, both colour schemes, wide tables scroll in their own box, printing without cut figures. */
const style = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #57606a; --line: #d5d9df; --page: #fff; --box: #f5f7f9; --accent: #0072b2; --warn: #b35c00; --better: #e3f4ea; --worse: #fbe9e4; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e4e6ea; --quiet: #9aa4b0; --line: #3a414b; --page: #15181d; --box: #1e232a; --accent: #4ea3e0; --warn: #ffa657; --better: #16352a; --worse: #42241d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
footer { padding-block: 1rem 3rem; color: var(--quiet); font-size: .875rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 2.5rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p { margin: .5rem 0; max-width: 70ch; }
.quiet { color: var(--quiet); }
.verdict { margin: 1rem 0; padding: .5rem 1rem; background: var(--box); border-left: 4px solid var(--accent); }
.verdict li { margin: .25rem 0; max-width: 70ch; }
.caution { font-weight: 600; }
/* shadows at the edges that hide columns: those of the page's colour move with the table and cover them at its ends */
.scroll { overflow-x: auto; margin: 1rem 0; background: linear-gradient(90deg, var(--page) 50%, transparent) left / 2rem 100% local no-repeat, linear-gradient(270deg, var(--page) 50%, transparent) right / 2rem 100% local no-repeat, linear-gradient(90deg, var(--quiet), transparent) left / .75rem 100% scroll no-repeat, linear-gradient(270deg, var(--quiet), transparent) right / .75rem 100% scroll no-repeat; }
.hint { display: none; margin: 0 0 .25rem; color: var(--quiet); font-size: .875rem; font-weight: 400; }
@media screen and (max-width: 40rem) { .hint { display: block; } }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9375rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .375rem; }
caption span { display: block; position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
th, td { padding: .375rem .875rem .375rem 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; white-space: nowrap; }
th:first-child, .words th, .words td { text-align: left; }
.words th, .words td { white-space: normal; }
thead th { font-weight: 600; vertical-align: bottom; white-space: normal; min-width: 4.5rem; max-width: 9rem; overflow-wrap: anywhere; }
.matrix thead th { text-align: left; padding-left: .5rem; overflow-wrap: anywhere; }
.matrix thead th:first-child { padding-left: 0; }
tbody th { font-weight: 500; }
figure { margin: 1.5rem 0; }
figcaption { font-size: .9375rem; margin-top: .5rem; }
figcaption strong { display: block; }
svg { display: block; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem; align-items: start; }
.multiple { grid-column: 1 / -1; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem 1.5rem; }
.panel p { margin: 0 0 .125rem; font-size: .875rem; font-weight: 600; overflow-wrap: anywhere; }
.legend { list-style: none; margin: .25rem 0 .5rem; padding: 0; display: flex; flex-wrap: wrap; gap: .125rem 1rem; font-size: .8125rem; overflow-wrap: anywhere; }
.legend li::before { content: ''; display: inline-block; width: 1.75rem; margin-right: .375rem; vertical-align: .25em; border-top: 3px var(--dash) var(--look); }
.panel .legend li::before { width: .75rem; border-top-width: .625rem; border-top-style: solid; vertical-align: -.05em; opacity: .75; }
a { color: var(--accent); }
.csv { white-space: nowrap; }
.csv .file { display: none; }
td small { display: block; color: var(--quiet); font-size: .8125rem; }
.verdict p { margin: .25rem 0; }
.verdict ul { margin: .5rem 0 .25rem; padding-left: 1.25rem; }
.missing { margin: 1rem 0; padding: .5rem 1rem; background: var(--box); border-left: 4px solid var(--warn); }
.matrix td { text-align: left; vertical-align: top; padding-left: .5rem; }
.matrix .outcome { display: block; }
.matrix th, .matrix td { padding-right: .5rem; }
.matrix td small { font-size: .75rem; }
@media screen and (max-width: 40rem) { .scroll th:first-child { max-width: 7.5rem; white-space: normal; overflow-wrap: anywhere; } }
.matrix .better { background: var(--better); }
.matrix .worse { background: var(--worse); }
.matrix .better .outcome, .matrix .worse .outcome { font-weight: 700; }
.scroll th:first-child { position: sticky; left: 0; background: var(--page); padding-right: .875rem; }
section h4 { font-size: 1.0625rem; margin: 2rem 0 .5rem; }
.suite { border-top: 1px solid var(--line); margin: 0; }
.suite > summary { padding: .75rem 0; }
.suite > summary h3 { display: inline; font-size: 1.125rem; }
pre { background: var(--box); padding: .75rem 1rem; overflow-x: auto; font-size: .875rem; }
code { font-family: ui-monospace, monospace; }
details { margin: 1rem 0; }
summary { cursor: pointer; }
@media print {
  @page { margin: 15mm 14mm; }
  :root { color-scheme: light; }
  body { font-size: 10pt; }
  main, footer { max-width: none; padding: 0; }
  h1 { margin-top: 0; }
  h2, h3, h4, summary { break-after: avoid; }
  figure, .panel, tr, .verdict, .missing { break-inside: avoid; }
  .multiple { break-inside: auto; }
  .pictures { grid-template-columns: 1fr 1fr; }
  .panels { grid-template-columns: repeat(3, 1fr); }
  .scroll { overflow: visible; background: none; }
  .scroll th:first-child { position: static; }
  table { font-size: 8pt; }
  th, td { padding: .2rem .4rem .2rem 0; white-space: normal; }
  thead th { min-width: 0; }
  .words td { overflow-wrap: anywhere; }
  table:has(th:nth-child(10)) { font-size: 6pt; table-layout: fixed; width: 100%; }
  .matrix td { min-width: 0; }
  td small { font-size: 7pt; }
  thead { display: table-header-group; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
  details::details-content { content-visibility: visible; block-size: auto; overflow: visible; }
  .csv .file { display: inline; }
  .csv { color: inherit; text-decoration: none; }
}
`;

/** Lines of the legends, as the series of the pictures look; a double line stands for dashes and dots. */
const looks = (): string =>
  Array.from({ length: 32 }, (_, look) => {
    const { color, dash } = seriesStyle(look);
    return `.look-${look}{--look:${color};--dash:${typeof dash === 'string' ? dash : 'double'}}`;
  }).join('');

const darkLooks = (): string =>
  Array.from({ length: 32 }, (_, look) => `.look-${look}{--look:${seriesPalette[look % seriesPalette.length]!.dark}}`).join('');

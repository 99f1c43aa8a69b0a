import type { SuiteComparison } from '@cohort-rl/analysis';
import { primaryOf, type RunAnalysis, type SuiteAnalysis } from './analyze-runs.ts';
import { csvAddress, csvText } from './csv.ts';
import { configurationTables, extentOf, provenanceTable, titleOf, typedCommandsOf } from './describe-runs.ts';
import type { Figure, LegendEntry } from './figure.ts';
import { allFigures, type SuiteFigures } from './figures.ts';
import type { LoadedRuns } from './load-runs.ts';
import { html, raw, type Markup } from './markup.ts';
import * as tables from './report-tables.ts';
import { pageStyle } from './style.ts';

/** What the page is made of. */
export interface ReportParts {
  readonly loaded: LoadedRuns;
  readonly analysis: RunAnalysis;
  /** In the order of `analysis.suites`. */
  readonly figures: readonly SuiteFigures[];
}

/** Runs that stand in a table, each in a row; of more there is a file. */
const mostRuns = 40;

/** The report as one page that needs nothing else: no network, no script. The same runs give the same bytes. */
export function htmlReport({ loaded, analysis, figures }: ReportParts): string {
  const title = titleOf(loaded);
  const commands = typedCommandsOf(loaded);
  const caution = tables.seedCaution(analysis);
  const configuration = configurationTables(loaded);
  const isOne = analysis.suites.length === 1;
  const drawings = figures.flatMap(allFigures).flatMap(({ panels }) => panels.map(({ svg }) => svg));
  const sections = analysis.suites.map((suite, i) => suiteSection(analysis, suite, figures[i]!, configuration));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(pageStyle(drawings))}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="quiet">${extentOf(loaded)}.</p>
${missingRuns(loaded, analysis.notes)}

<h2>Verdict</h2>
${verdict(analysis)}
${caution && html`<p class="caution">${tables.capitalized(caution)}.</p>`}
${isOne ? null : matrix(analysis)}
<p class="quiet">${explainVerdict(analysis)}</p>

${isOne ? sections : html`<h2>Suite by suite</h2>
${analysis.suites.map(({ env, tasks }, i) => html`<details class="suite">
<summary><h3>${env}</h3> <span class="quiet">${tasks.length === 1 ? 'one task' : `${tasks.length} tasks`}: the four measures, curves, groups, cost</span></summary>
${sections[i]!}
</details>
`)}`}

<h2>How it was made</h2>
<p>${commands.overall === null ? "The run, from the repository's root:" : "Everything, from the repository's root:"}</p>
<pre tabindex="0" role="region" aria-label="command"><code>${commands.overall ?? commands.each[0]!}</code></pre>
${commands.overall === null ? null : html`<details>
<summary>${commands.isOfFirstSeeds ? 'The first run of each algorithm and environment alone, every option spelled out' : 'Each run alone, every option spelled out'}</summary>
<pre tabindex="0" role="region" aria-label="commands of the runs"><code>${commands.each.join('\n')}</code></pre>
</details>`}
${table(configuration.shared, 'words')}
${table(provenanceTable(loaded), 'words')}
${loaded.runs.length > mostRuns ? html`<p>The ${loaded.runs.length} runs, with their times: ${csvLink('runs', csvText(runData(loaded)))}</p>` : table(tables.runTable(loaded.runs))}
</main>
<footer>Made by cohort report. The numbers behind each figure are in the page itself and in data/ beside it; report.json has all of them.</footer>
</body>
</html>
`;
  return page.markup;
}

/** One row per run, for a file. */
export function runData({ runs }: LoadedRuns): Parameters<typeof csvText>[0] {
  return {
    head: ['run', 'algorithm', 'environment', 'seed', 'steps', 'seconds', 'kernels'],
    rows: runs.map(({ name, description: { algorithm, env, seed, kernels }, result: { step, wallSeconds } }) => [name, algorithm, env, seed, step, wallSeconds, kernels]),
  };
}

function missingRuns({ missing, runs }: LoadedRuns, notes: readonly string[]): Markup | null {
  if (missing.length + notes.length === 0) return null;
  const total = missing.length + runs.length;
  const lead = missing.length === 0 ? 'Not everything is in here' : `${missing.length} of ${total} ${total === 1 ? 'run' : 'runs'} ${missing.length === 1 ? 'is' : 'are'} missing; verdicts are from complete pairs only`;
  const isFailed = ({ reason }: (typeof missing)[number]): boolean => reason.startsWith('failed');
  const item = ({ name, reason }: (typeof missing)[number]): Markup => html`<li>run ${name}: ${reason}</li>`;
  const [failed, others] = [missing.filter(isFailed), missing.filter((run) => !isFailed(run))];
  return html`<div class="missing" role="note"><p><strong>${lead}.</strong></p>
${failed.length + notes.length === 0 ? null : html`<ul>${failed.map(item)}${notes.map((text) => html`<li>${text}</li>`)}</ul>`}
${others.length === 0 ? null : others.length <= 8 ? html`<ul>${others.map(item)}</ul>` : html`<details><summary>${others.length} runs that are not finished</summary><ul>${others.map(item)}</ul></details>`}</div>`;
}

function verdict(analysis: RunAnalysis): Markup {
  const summary = tables.verdictSummary(analysis);
  if (summary === null) return html`<p>One algorithm (${analysis.algorithms[0]!}): there is nothing to compare it with here.</p>`;
  const verdicts = tables.verdictsOf(analysis);
  return html`<div class="verdict"><p><strong>${tables.capitalized(summary)}.</strong></p>
${verdicts.length === 0 ? null : html`<ul>${verdicts.map((text) => html`<li>${text}</li>`)}</ul>`}</div>`;
}

const marks = { better: '▲', worse: '▼', 'no evidence': '·' } as const;

/** Algorithms × suites: difference, interval, verdict, and what the seeds could have shown. */
function matrix(analysis: RunAnalysis): Markup | null {
  const found = tables.verdictMatrix(analysis);
  if (found === null) return null;
  const cell = (comparison: SuiteComparison | undefined): Markup => {
    if (comparison === undefined) return html`<td class="quiet">no complete pair</td>`;
    const { outcome, difference, detectableDifference, seedsNeeded } = comparison;
    const [estimate, bounds] = tables.intervalParts(difference, 2);
    const need = Number.isFinite(seedsNeeded) ? `, needs ${seedsNeeded}` : '';
    const power = Number.isNaN(detectableDifference) ? 'one pair shows nothing' : `shows ≥ ${detectableDifference.toFixed(2)}${need}`;
    return html`<td class="${outcome.replace(' ', '-')}"><b>${estimate}</b> <small>${bounds}</small><span class="outcome"><span aria-hidden="true">${marks[outcome]}</span> ${outcome}</span><small>${power}</small></td>`;
  };
  const rows = analysis.algorithms.filter((algorithm) => algorithm !== analysis.baseline);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${found.caption}"><table class="matrix">
<caption><span>${found.caption}${hint(found.head.length)}</span></caption>
<thead><tr>${found.head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map((algorithm) => html`<tr><th scope="row">${algorithm}</th>${analysis.suites.map(({ env }) => cell(primaryOf(analysis, algorithm, env)))}</tr>
`)}</tbody>
</table></div>
`;
}

function suiteSection(analysis: RunAnalysis, suite: SuiteAnalysis, figures: SuiteFigures, configuration: ReturnType<typeof configurationTables>): Markup {
  const level = analysis.suites.length === 1 ? 2 : 4;
  const heading = (text: string): Markup => raw(`<h${level}>${html`${text}`.markup}</h${level}>`);
  const pictures = (list: readonly Figure[]): Markup | null => (list.length === 0 ? null : html`<div class="pictures">${list.map(figure)}</div>`);
  const maybe = (found: tables.ReportTable | null, kind?: 'numbers' | 'words'): Markup | null => found && table(found, kind);
  const own = configuration.perEnv.find(({ env }) => env === suite.env);
  return html`<section>
${heading('Final performance')}
${maybe(tables.resultTable(analysis, suite))}
${maybe(tables.differenceTable(analysis, suite))}
${pictures(figures.performance)}
${maybe(tables.taskTable(analysis, suite))}
${maybe(tables.improvementTable(suite))}
<p class="quiet">${explainScores(suite)}</p>
${heading('Sample efficiency')}
${maybe(tables.efficiencyTable(analysis, suite))}
${pictures(figures.efficiency)}
${heading('Training stability')}
${maybe(tables.stabilityTable(analysis, suite))}
${pictures(figures.stability)}
${suite.tasks.length === 1 ? null : html`${heading('Group fairness')}
${maybe(tables.fairnessTable(analysis, suite))}
${pictures(figures.fairness)}`}
${figures.groups.length === 0 ? null : html`${heading('Groups')}
${pictures(figures.groups)}`}
${figures.diagnostics.length === 0 ? null : html`${heading('What the normalisation did')}
${pictures(figures.diagnostics)}`}
${heading('What it cost')}
${maybe(tables.costTable(analysis, suite))}
${pictures(figures.cost)}
${own === undefined ? null : html`${heading('Hyperparameters')}
${own.tables.map((found) => table(found, 'words'))}`}
</section>
`;
}

/** How a verdict comes about, and how far it can be trusted. */
export function explainVerdict({ comparisons: { primary, secondary }, confidence, power }: RunAnalysis): string {
  if (primary.length === 0) return 'Intervals are over seeds.';
  const tests = primary.length === 1 ? '' : `, Holm-corrected over all ${primary.length} algorithm × environment tests`;
  const others = secondary.length === 0 ? '' : ` Sample efficiency, long-term risk and the worst task are second questions, corrected over their own ${secondary.length} tests.`;
  return (
    `A verdict is on the final performance, the mean over tasks of the final scores, by a paired t-test over seeds at the level ${(1 - confidence).toFixed(2)}${tests}. ` +
    `“No evidence” (of a difference) does not say that there is none: with it stands the true difference that these seeds would have shown in ${Math.round(100 * power)} % of studies, and how many pairs of runs the observed one would need.${others}`
  );
}

/** What the numbers are. */
export function explainScores({ scoreSource, curveSource, study, references }: SuiteAnalysis): string {
  const scores =
    scoreSource === 'evaluation'
      ? 'Final scores are mean returns of the last evaluation of each run (most probable actions, the same episodes for every run).'
      : 'Final scores are mean returns of the episodes in the last tenth of training.';
  const normalized = study.isNormalized ? ' Normalised scores are 0 for a random policy and 1 for an expert, task by task. The interquartile mean (IQM) leaves out the best and the worst quarter of runs and tasks, the mean leaves out nothing.' : '';
  const curves = curveSource === 'training' ? 'the episodes of training (sampled actions)' : 'the evaluations during training';
  const learned = references ? '' : ' Without reference returns learned means half-way between the least and the most return that was seen.';
  return `${scores}${normalized} Sample efficiency, stability and fairness over training are measured on ${curves}.${learned}`;
}

const hint = (columns: number): Markup | null => (columns > 3 ? html`<small class="hint">Scroll sideways for all ${columns} columns →</small>` : null);

/** The first column names its row; a wide table scrolls by itself; an interval stands below its estimate. */
function table({ caption, head, rows }: tables.ReportTable, kind: 'numbers' | 'words' = 'numbers'): Markup {
  const cell = (text: string): Markup => {
    const [, estimate, bounds] = /^(\S+) (\(.+ to .+\))$/.exec(text) ?? [];
    return estimate === undefined || kind === 'words' ? html`<td>${text}</td>` : html`<td>${estimate} <small>${bounds!}</small></td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${kind}">
<caption><span>${caption}${hint(head.length)}</span></caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name!}</th>${cells.map(cell)}</tr>
`)}</tbody>
</table></div>
`;
}

function figure({ name, title, caption, panels, legend, data }: Figure): Markup {
  const isSingle = panels.length === 1 && panels[0]!.title === null;
  return html`<figure${isSingle ? null : raw(' class="multiple"')}>${legendList(legend)}${isSingle ? picture(panels[0]!.svg) : html`<div class="panels">${panels.map(
    (own) => html`<div class="panel"><p>${own.title}</p>${picture(own.svg)}${legendList(own.legend)}</div>`,
  )}</div>`}<figcaption><strong>${title}</strong>${caption} ${csvLink(name, csvText(data))}</figcaption></figure>
`;
}

/** Its style sheet is part of the page's. */
const picture = (svg: string): Markup => raw(svg.replace(/<style>.*?<\/style>/, ''));

const legendList = (entries: readonly LegendEntry[]): Markup | null =>
  entries.length === 0 ? null : html`<ul class="legend">${entries.map(({ name, look }) => html`<li class="look-${look % 32}">${name}</li>`)}</ul>`;

const csvLink = (name: string, text: string): Markup => html`<a class="csv" download="${name}.csv" href="${csvAddress(text)}">Numbers (CSV)<span class="file"> data/${name}.csv</span></a>`;

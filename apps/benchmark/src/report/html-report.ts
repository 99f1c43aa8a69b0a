import type { RunAnalysis } from './analyze-runs.ts';
import { configurationTable, extentOf, provenanceTable, titleOf, typedCommandsOf } from './describe-runs.ts';
import { groupFigures, learningCurveFigures, scoreFigures, type Figure } from './figures.ts';
import type { LoadedRuns } from './load-runs.ts';
import { html, raw, type Markup } from './markup.ts';
import { differenceTable, resultTable, runTable, seedCaution, taskDifferenceTable, taskTable, type ReportTable } from './report-tables.ts';
import { style } from './style.ts';

/** The report as one page that needs nothing else: no network, no script. The same runs give the same bytes. */
export function htmlReport(loaded: LoadedRuns, analysis: RunAnalysis): string {
  const title = titleOf(loaded);
  const { comparison, scoreSource, notes } = analysis;
  const differences = differenceTable(analysis);
  const tasks = taskTable(analysis);
  const taskDifferences = taskDifferenceTable(analysis);
  const groups = groupFigures(analysis);
  const commands = typedCommandsOf(loaded);
  const caution = seedCaution(analysis);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="quiet">${extentOf(loaded)}.</p>

<h2>Result</h2>
${verdict(analysis)}
${caution && html`<p class="caution">${capitalized(caution)}.</p>`}
${notes.length + loaded.missing.length === 0 ? null : left(loaded, notes)}
${table(resultTable(analysis))}
${tasks && table(tasks)}
<div class="pictures">${scoreFigures(analysis).map(figure)}</div>
${differences && table(differences)}
${taskDifferences && table(taskDifferences)}
<p class="quiet">${explain(comparison, scoreSource)}</p>

<h2>Learning curves</h2>
<div class="pictures">${learningCurveFigures(analysis).map(figure)}</div>

${groups.length === 0 ? null : html`<h2>Groups</h2>
<p>How the group-relative stage treated its groups, in one run of each algorithm.</p>
<div class="pictures">${groups.map(figure)}</div>`}

<h2>How it was made</h2>
<p>${commands.overall === null ? "The run, from the repository's root:" : "Everything, from the repository's root:"}</p>
<pre tabindex="0" role="region" aria-label="command"><code>${commands.overall ?? commands.each[0]!}</code></pre>
${commands.overall === null ? null : html`<details>
<summary>Each run alone, every option spelled out</summary>
<pre tabindex="0" role="region" aria-label="commands of the runs"><code>${commands.each.join('\n')}</code></pre>
</details>`}
${table(configurationTable(loaded), 'words')}
${table(runTable(loaded.runs))}
${table(provenanceTable(loaded), 'words')}
</main>
<footer>Made by cohort report from run.json and records.jsonl of each run; report.json beside this page has the numbers.</footer>
</body>
</html>
`;
  return page.markup;
}

function verdict({ comparison }: RunAnalysis): Markup {
  const { differences, algorithms } = comparison;
  if (differences.length === 0) {
    return html`<p>One algorithm (${algorithms[0]!.algorithm}): there is nothing to compare it with here.</p>`;
  }
  return html`<ul class="verdict">${differences.map(({ verdict: text }) => html`<li>${text}</li>`)}</ul>`;
}

function left({ missing }: LoadedRuns, notes: readonly string[]): Markup {
  return html`<p><strong>Not everything is in here:</strong></p>
<ul>${missing.map(({ name, reason }) => html`<li>run ${name}: ${reason}</li>`)}${notes.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** What the numbers are, and how far they can be trusted. */
export function explain({ isNormalized, differences }: RunAnalysis['comparison'], scoreSource: RunAnalysis['scoreSource']): string {
  const scores =
    scoreSource === 'evaluation'
      ? 'Final scores are mean returns of the last evaluation of each run (most probable actions, the same episodes for every run).'
      : 'Final scores are mean returns of the episodes in the last tenth of training.';
  const normalized = isNormalized ? ' Normalised scores are 0 for a random policy and 1 for an expert, task by task. The interquartile mean (IQM) leaves out the best and the worst quarter of runs and tasks, the mean leaves out nothing.' : '';
  const test =
    differences.length === 0
      ? ''
      : ' An algorithm wins only where the interval of the difference leaves out 0 and a paired t-test over seeds, Holm-corrected, agrees; "no difference shown" does not say that there is none. With fewer than about ten seeds intervals are too narrow.';
  return `${scores}${normalized}${test}`;
}

/** A sentence's beginning. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The first column names its row; a wide table scrolls by itself. */
function table({ caption, head, rows }: ReportTable, kind: 'numbers' | 'words' = 'numbers'): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="${kind}">
<caption><span>${caption}${head.length > 3 ? html`<small class="hint">Scroll sideways for all ${head.length} columns →</small>` : null}</span></caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name!}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`)}</tbody>
</table></div>
`;
}

function figure({ title, caption, svg }: Figure): Markup {
  return html`<figure>${raw(svg)}<figcaption><strong>${title}</strong>${caption}</figcaption></figure>
`;
}

import { html, nothing, type TemplateResult } from 'lit';
import { chosenFiles, droppedFiles } from '../files/dropped-files.ts';
import { readFiles, type NamedFile } from '../files/read-files.ts';
import { download } from '../page/download.ts';
import { formatNumber } from '../page/format-number.ts';
import type { ChapterContext } from '../story/chapter.ts';
import { nameOf } from '../story/learning-figure.ts';
import { stepsPerSecond, type Run } from '../training/run.ts';
import { commandLine } from './command-line.ts';
import { experimentForm } from './experiment-form.ts';
import type { Laboratory } from './laboratory.ts';
import { laboratoryViews } from './views.ts';

export function renderLaboratory(laboratory: Laboratory, context: ChapterContext, saveButtons: TemplateResult): TemplateResult {
  const load = async (files: Promise<readonly NamedFile[]>): Promise<void> => {
    try {
      laboratory.show(await readFiles(await files));
    } catch (error) {
      laboratory.report([`the files could not be read: ${error instanceof Error ? error.message : String(error)}`]);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    if (event.dataTransfer) void load(droppedFiles(event.dataTransfer));
  };
  return html`
    <article id="laboratory" aria-labelledby="laboratory-title" tabindex="-1" @dragover=${(event: Event) => event.preventDefault()} @drop=${drop}>
      <h2 id="laboratory-title">Laboratory</h2>
      <p>
        Everything that decides a run is here, and in the address of the page: copy it, and somebody else trains the same two runs to the same bits.
      </p>
      ${laboratory.problems.length === 0
        ? nothing
        : html`<ul class="problem" role="alert">
            ${laboratory.problems.map((problem) => html`<li>${problem}</li>`)}
          </ul>`}
      <div class="bench">
        ${experimentForm(laboratory, context.theme)}
        <div class="results">${runButtons(laboratory)} ${runTable(laboratory)} ${tabs(laboratory, context)} ${laboratory.view === 'policy' ? nothing : saveButtons}</div>
      </div>
      ${fileParts(load)} ${commands(laboratory)}
    </article>
  `;
}

function runButtons(laboratory: Laboratory): TemplateResult {
  const { pair } = laboratory;
  const isActive = pair?.isActive === true;
  return html`
    <div class="run-bar">
      <button class="primary" @click=${() => laboratory.train()}>Train</button>
      <button ?disabled=${!isActive} @click=${() => laboratory.pauseOrResume()}>${pair?.isPaused ? 'Go on' : 'Pause'}</button>
      <button ?disabled=${!isActive} @click=${() => laboratory.takeOneUpdate()}>One update</button>
      <button ?disabled=${!isActive} @click=${() => laboratory.stop()}>Stop</button>
      <button title="Every setting as the environment’s own recipe has it" @click=${() => laboratory.reset()}>Reset settings</button>
      <button ?disabled=${laboratory.runs.length === 0} @click=${() => saveRecords(laboratory.runs)}>Save records</button>
    </div>
  `;
}

function saveRecords(runs: readonly Run[]): void {
  for (const { algorithm, records, snapshots } of runs) {
    const lines = [...records, ...snapshots].sort((a, b) => a.step - b.step).map((record) => `${JSON.stringify(record)}\n`);
    download(`${algorithm}-records.jsonl`, lines.join(''), 'application/x-ndjson');
  }
}

function runTable({ runs }: Laboratory): TemplateResult | typeof nothing {
  if (runs.length === 0) return nothing;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Runs">
      <table class="runs">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">environment</th>
            <th scope="col">seed</th>
            <th scope="col">steps</th>
            <th scope="col">return, last 100 episodes</th>
            <th scope="col">steps/s</th>
            <th scope="col">state</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map((run) => {
            const speed = stepsPerSecond(run);
            return html`<tr>
              <th scope="row">${nameOf(run)}</th>
              <td>${run.experiment.env}</td>
              <td>${run.experiment.seed}</td>
              <td>${formatNumber(run.step)}</td>
              <td>${formatNumber(run.updates.at(-1)?.metrics['charts/episodic_return'] ?? NaN)}</td>
              <td>${speed === null ? '–' : formatNumber(Math.round(speed / 100) * 100)}</td>
              <td>${run.message ?? run.status}${run.description ? `, ${run.description.kernels}, ${run.description.threads === 1 ? 'one thread' : `${run.description.threads} threads`}` : ''}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${[...new Set(runs.flatMap(({ description }) => description?.notes ?? []))].map((note) => html`<p class="note">${note}</p>`)}
  `;
}

function tabs(laboratory: Laboratory, context: ChapterContext): TemplateResult {
  const views = laboratoryViews.filter(({ isOffered }) => isOffered(laboratory));
  const shown = views.find(({ id }) => id === laboratory.view) ?? views[0]!;
  const walk = (event: KeyboardEvent): void => {
    const at = views.indexOf(shown);
    const targets: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const { id } = views[(target + views.length) % views.length]!;
    laboratory.chooseView(id);
    document.getElementById(`laboratory-tab-${id}`)?.focus();
  };
  return html`
    <div role="tablist" class="tabs" aria-label="What to see of the runs" @keydown=${walk}>
      ${views.map(
        ({ id, name }) => html`<button
          role="tab"
          id="laboratory-tab-${id}"
          aria-selected=${id === shown.id}
          aria-controls="laboratory-view"
          tabindex=${id === shown.id ? 0 : -1}
          @click=${() => laboratory.chooseView(id)}
        >
          ${name}
        </button>`,
      )}
    </div>
    <div role="tabpanel" id="laboratory-view" aria-labelledby="laboratory-tab-${shown.id}">${shown.render(laboratory, context)}</div>
  `;
}

function fileParts(load: (files: Promise<readonly NamedFile[]>) => Promise<void>): TemplateResult {
  const choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = chosenFiles(input.files);
    if (files.length > 0) void load(Promise.resolve(files));
  };
  return html`
    <section class="drop" aria-labelledby="files-title">
      <h3 id="files-title">See runs of your own</h3>
      <p>
        Drop a run’s folder or a <code>report.json</code> anywhere on the laboratory, or choose them. They are read in the page and go nowhere.
      </p>
      <label class="file">Files <input type="file" multiple accept=".json,.jsonl" @change=${choose} /></label>
      <label class="file">A folder <input type="file" webkitdirectory @change=${choose} /></label>
    </section>
  `;
}

function commands({ experiment }: Laboratory): TemplateResult {
  const lines = [...(experiment.compare === 'yes' ? [commandLine(experiment, 'ppo')] : []), commandLine(experiment, 'grpo')];
  return html`
    <details class="commands">
      <summary>The same in Node</summary>
      <pre tabindex="0" aria-label="Commands">${lines.join('\n')}</pre>
    </details>
  `;
}

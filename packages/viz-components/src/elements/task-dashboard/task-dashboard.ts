import type { ColumnValues, StepColumns, StreamedBins, TaskBalance } from '@cohort-rl/analysis';
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { formatNumber } from '../../axes.ts';
import type { LinesPicture } from '../../live-picture.ts';
import { baseStyle } from '../base-style.ts';
import { defineElement } from '../define-element.ts';
import { createFocus, spread, type Focus } from '../live-chart/focus.ts';
import { focusLegend, legendStyle, lineLegend, mostFocused } from '../live-chart/focus-legend.ts';
import { changedStep, LiveElement } from '../live-chart/live-element.ts';
import { linesPicture, stackPicture, type Named } from '../live-chart/pictures.ts';
import { createBalanceView, createLinesView, createSharesView } from '../live-chart/series-views.ts';
import { roundRange } from '../live-chart/ticks.ts';
import type { TrainingState } from '../live-chart/training-records.ts';

const style = css`
  .panels {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr));
    gap: 12px 24px;
  }
  .panels > * {
    min-width: 0;
  }
  .wide {
    grid-column: 1 / -1;
  }
`;

/** From this width on, weights and balance stand side by side. */
const wide = 720;
/** The measures cost more the more tasks there are, and columns of a pixel would only show noise. */
const mostBalanceColumns = 200;

const measureNames: TaskBalance<string> = { worstTaskScore: 'worst-task score', jainIndex: 'Jain’s index', giniCoefficient: 'Gini coefficient' };
const measures = Object.keys(measureNames) as (keyof TaskBalance<unknown>)[];

/**
 * How a policy does on each of its tasks while it learns them: a learning curve of each, from the episodes of training, with its band, the share of the policy loss that each group has,
 * and how evenly the tasks are learned: the worst task's score, Jain's index and the Gini coefficient. From records (`data`), or live:
 * `appendRecords(records)` takes them as they come. Balance needs the tasks' reference returns: returns of several tasks cannot be compared.
 *
 * @prop focused - tasks that have a look of their own, at most eight; default all, or some from the best to the worst
 * @fires cohort-focus-change - `{ focused }`, when the reader put a task in focus or took it out
 * @csspart summary, legend, controls, message, and those of the charts
 */
export class CohortTaskDashboard extends LiveElement {
  static override properties: PropertyDeclarations = { ...LiveElement.properties };
  static override styles = [baseStyle, legendStyle, style];

  readonly #focus = createFocus();
  #isFocusChosen = false;
  #lines = createLinesView();
  #shares = createSharesView();
  #balance = createBalanceView();
  /** In order of appearance. */
  #tasks: readonly Named[] = [];
  #groups: readonly Named[] = [];
  #groupFocus = createFocus();
  #areGroupsTasks = false;

  get focused(): readonly string[] {
    return this.#focus.keys;
  }

  set focused(tasks: readonly string[]) {
    this.#focus.set(tasks);
    this.#isFocusChosen = true;
    this.requestUpdate();
  }

  protected override get emptyMessage(): string {
    return 'No episodes yet.';
  }

  protected override lastStep({ monitors }: TrainingState): number {
    return monitors.reduce((last, { taskReturns }) => Math.max(last, taskReturns.lastStep), 0);
  }

  protected override dataChanged(): void {
    this.#lines = createLinesView();
    this.#shares = createSharesView();
    this.#balance = createBalanceView();
    this.#tasks = [];
    this.#groups = [];
  }

  get #returns(): readonly StreamedBins[] {
    return this.state.monitors.map(({ taskReturns }) => taskReturns);
  }

  get #weights(): readonly StreamedBins[] {
    return this.state.monitors.map(({ groupShares }) => groupShares);
  }

  /** Balance is of several tasks, all with references. */
  get #hasBalance(): boolean {
    return this.state.references !== undefined && this.#tasks.length > 1;
  }

  /** @returns whether there are other tasks or groups than before. */
  #readNames(): boolean {
    const { monitors, references } = this.state;
    const tasks = new Set(monitors.flatMap(({ taskReturns }) => [...taskReturns.names]));
    const groups = new Map(monitors.flatMap(({ groupNames }) => [...groupNames]));
    const isChanged = tasks.size !== this.#tasks.length || groups.size !== this.#groups.length;
    if (!isChanged) return false;
    const missing = references ? [...tasks].filter((task) => !Object.hasOwn(references, task)) : [];
    if (missing.length > 0) throw new RangeError(`missing references of ${missing.join(', ').slice(0, 80)}`);
    this.#tasks = [...tasks].map((name) => ({ key: name, name }));
    this.#groups = [...groups].sort(([a], [b]) => a - b).map(([label, name]) => ({ key: String(label), name }));
    this.#areGroupsTasks = this.#groups.every(({ name }) => tasks.has(name));
    const isInFocus = this.#tasks.some(({ key }) => this.#focus.lookOf(key) !== null);
    if (!(this.#isFocusChosen && isInFocus)) this.#focus.set(spread([...tasks], this.#returns, mostFocused));
    this.#groupFocus.set(spread(this.#groups.map(({ key }) => key), this.#weights, mostFocused));
    return true;
  }

  /** Groups that are tasks have the looks of the tasks. */
  get #groupLooks(): Pick<Focus, 'keys' | 'lookOf'> {
    if (!this.#areGroupsTasks) return this.#groupFocus;
    const nameOf = new Map(this.#groups.map(({ key, name }) => [key, name]));
    const lookOf = (key: string): number | null => this.#focus.lookOf(nameOf.get(key)!);
    return { lookOf, keys: this.#groups.map(({ key }) => key).filter((key) => lookOf(key) !== null) };
  }

  protected override refresh(): readonly (() => void)[] {
    // legends need the new ones
    if (this.#readNames()) this.requestUpdate();
    const changed = changedStep(this.#returns);
    return [() => this.#refreshTasks(changed), () => this.#refreshWeights(), () => this.#refreshBalance(changed)];
  }

  #refreshTasks(changed: number): void {
    const chart = this.liveChart('tasks');
    if (!chart) return;
    const columns = this.columns(chart.numColumns);
    const from = this.#lines.refresh(this.#returns, this.#tasks.map(({ key }) => key), columns, changed);
    chart.paint(this.#taskPicture(columns), from);
  }

  #refreshWeights(): void {
    const chart = this.liveChart('weights');
    if (!chart) return;
    const columns = this.columns(chart.numColumns);
    const looks = this.#groupLooks;
    const from = this.#shares.refresh(this.#weights, looks.keys, columns, changedStep(this.#weights));
    chart.paint(stackPicture(this.#shares, columns, this.#groups, looks), from);
  }

  #refreshBalance(changed: number): void {
    const chart = this.liveChart('balance');
    if (!chart) return;
    const columns = this.#balanceColumns(this.columns(chart.numColumns));
    const from = this.#balance.refresh(this.#returns, this.#tasks.map(({ key }) => key), columns, changed);
    chart.paint(this.#balancePicture(columns), from);
  }

  #balanceColumns({ maxStep, numColumns }: StepColumns): StepColumns {
    return { maxStep, numColumns: Math.min(mostBalanceColumns, numColumns) };
  }

  #taskPicture(columns: StepColumns): LinesPicture {
    return linesPicture(this.#lines, columns, this.#tasks, this.#focus, {
      valueName: this.state.references ? 'normalised score' : 'episode return',
      hasExtremes: this.state.monitors.length === 1,
    });
  }

  #balancePicture(columns: StepColumns): LinesPicture {
    const { balance } = this.#balance;
    const [low, high] = balance.worstTaskScore.mean.reduce(([least, most], value) => (Number.isNaN(value) ? [least, most] : [Math.min(least, value), Math.max(most, value)]), [0, 1]);
    return {
      kind: 'lines',
      columns,
      range: roundRange(low, high),
      valueName: 'score or index',
      faint: [],
      focus: measures.map((measure, look) => ({ name: measureNames[measure], values: balance[measure], look })),
      hasExtremes: false,
    };
  }

  protected override renderData(): TemplateResult {
    this.#readNames();
    const toggle = (key: string): void => {
      this.#focus.toggle(key);
      this.#isFocusChosen = true;
      this.requestUpdate();
      this.tell('cohort-focus-change', { focused: this.focused });
    };
    const toggleGroup = (key: string): void => {
      this.#groupFocus.toggle(key);
      this.requestUpdate();
    };
    const share = this.clientWidth >= wide ? 0.5 : 1;
    const tasks = this.#renderTasks();
    return html`
      ${this.#hasBalance ? this.#renderSummary() : nothing}
      <div class="panels">
        <div class="wide">${tasks}${focusLegend('Tasks in focus', this.#tasks, (key) => this.#focus.lookOf(key), toggle)}</div>
        ${this.#groups.length === 0
          ? nothing
          : html`<div>
              ${this.#renderWeights(share)}
              ${this.#areGroupsTasks ? nothing : focusLegend('Groups in focus', this.#groups, (key) => this.#groupFocus.lookOf(key), toggleGroup)}
            </div>`}
        <div>${this.#renderBalance(share)}</div>
      </div>
      ${this.renderPause()}
    `;
  }

  #renderTasks(): TemplateResult {
    const columns = this.shareColumns();
    const description = this.describe(columns, this.#tasks.length - this.#focus.keys.length);
    return this.renderPicture({ id: 'tasks', label: 'Learning curves of the tasks', description, seriesName: 'task' }, () => {
      this.#lines.refresh(this.#returns, this.#tasks.map(({ key }) => key), columns, 0);
      return this.#taskPicture(columns);
    });
  }

  #renderWeights(share: number): TemplateResult {
    const columns = this.shareColumns(share);
    const description = 'Share that each group has of all weights, mean over the updates in each column; grey: all groups that are not in focus.';
    return this.renderPicture({ id: 'weights', label: 'Weights of the groups', description, seriesName: 'group' }, () => {
      this.#shares.refresh(this.#weights, this.#groupLooks.keys, columns, 0);
      return stackPicture(this.#shares, columns, this.#groups, this.#groupLooks);
    });
  }

  #renderBalance(share: number): TemplateResult {
    if (this.#tasks.length < 2) return html`<div part="message" class="message">One task has no balance.</div>`;
    if (!this.#hasBalance) {
      return html`<div part="message" class="message">No balance without reference returns: returns of several tasks cannot be compared.</div>`;
    }
    const columns = this.#balanceColumns(this.shareColumns(share));
    const runs = this.state.monitors.length;
    const description = `Of the mean scores in ${formatNumber(columns.numColumns)} columns${
      runs > 1 ? `, mean over ${runs} runs with its 95 % interval (Student’s t)` : ''
    }. Jain’s index is 1 and the Gini coefficient 0 where all tasks do the same, be it badly: read the worst task first.`;
    return html`${this.renderPicture({ id: 'balance', label: 'Balance of the tasks', description, seriesName: 'measure' }, () => {
      this.#fillBalance(columns);
      return this.#balancePicture(columns);
    })}${lineLegend(measures.map((measure) => measureNames[measure]))}`;
  }

  #fillBalance(columns: StepColumns): void {
    this.#balance.refresh(this.#returns, this.#tasks.map(({ key }) => key), columns, 0);
  }

  /** What is so now, in words. */
  #renderSummary(): TemplateResult {
    // the live chart has filled them otherwise
    if (!this.isMoving) {
      const columns = this.shareColumns();
      this.#fillBalance(this.#balanceColumns(columns));
      this.#lines.refresh(this.#returns, this.#tasks.map(({ key }) => key), columns, 0);
    }
    const { balance } = this.#balance;
    const scores = this.#tasks.map(({ key, name }) => ({ name, score: lastOf(this.#lines.values.get(key)) })).filter(({ score }) => !Number.isNaN(score));
    const worst = scores.reduce<(typeof scores)[number] | null>((least, one) => (least && least.score <= one.score ? least : one), null);
    const number = (value: number): string => (Number.isNaN(value) ? '–' : formatNumber(Number(value.toFixed(2))));
    return html`<div part="summary" class="description">
      Now: worst task ${worst ? html`<b>${worst.name}</b>, score ${number(worst.score)}` : '–'}; Jain’s index ${number(lastOf(balance.jainIndex))}; Gini coefficient
      ${number(lastOf(balance.giniCoefficient))}.
    </div>`;
  }
}

/** The last mean; NaN without one. */
function lastOf(values: ColumnValues | undefined): number {
  return values?.mean.findLast((value) => !Number.isNaN(value)) ?? NaN;
}

defineElement('cohort-task-dashboard', CohortTaskDashboard);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-task-dashboard': CohortTaskDashboard;
  }
}

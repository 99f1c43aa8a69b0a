import { createColumnValues, fillColumns, settlingPoint, type SettlingPoint, type StepColumns } from '@cohort-rl/analysis';
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { convergenceChart } from '../../convergence-chart.ts';
import { columnStep } from '../../focus-lines-chart.ts';
import type { LinesPicture } from '../../live-picture.ts';
import { checkChoice } from '../check.ts';
import '../chart/chart.ts';
import { baseStyle } from '../base-style.ts';
import { defineElement } from '../define-element.ts';
import { createFocus, spread } from '../live-chart/focus.ts';
import { focusLegend, legendStyle, mostFocused } from '../live-chart/focus-legend.ts';
import { changedStep, LiveElement } from '../live-chart/live-element.ts';
import { linesPicture, stackPicture, type Named } from '../live-chart/pictures.ts';
import { createLinesView, createSharesView } from '../live-chart/series-views.ts';
import type { TrainingState } from '../live-chart/training-records.ts';
import { viewTabs } from '../view-tabs.ts';

export type TrainingDynamicsView = 'performance' | 'weights' | 'convergence';

const views = [
  { id: 'performance', name: 'Performance' },
  { id: 'weights', name: 'Weights' },
  { id: 'convergence', name: 'Convergence' },
] as const satisfies readonly { readonly id: TrainingDynamicsView; readonly name: string }[];

/** Bins in which curves are looked at for their convergence. */
const settlingBins = 50;

/**
 * How the groups of a run learn: mean return of each over training with its band, the share of the policy loss that each has, and when each converged.
 * From records (`data`), or live: `appendRecords(records)` takes them as they come.
 *
 * @attr view - `performance` (default), `weights` or `convergence`
 * @prop focused - labels of the groups that have a look of their own, at most eight; default the first eight
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 * @fires cohort-focus-change - `{ focused }`, when the reader put a group in focus or took it out
 * @csspart controls, legend, message, and those of the charts
 */
export class CohortTrainingDynamics extends LiveElement {
  static override properties: PropertyDeclarations = { ...LiveElement.properties, view: { reflect: true } };
  static override styles = [baseStyle, legendStyle];

  declare view: TrainingDynamicsView;

  readonly #focus = createFocus();
  #isFocusChosen = false;
  #lines = createLinesView();
  #shares = createSharesView();
  /** The groups by ascending label. */
  #groups: readonly Named[] = [];

  constructor() {
    super();
    this.view = 'performance';
  }

  get focused(): readonly string[] {
    return this.#focus.keys;
  }

  set focused(labels: readonly string[]) {
    this.#focus.set(labels.map(String));
    this.#isFocusChosen = true;
    this.requestUpdate();
  }

  protected override lastStep({ monitors }: TrainingState): number {
    return monitors.reduce((last, { groupReturns, groupShares }) => Math.max(last, groupReturns.lastStep, groupShares.lastStep), 0);
  }

  protected override get emptyMessage(): string {
    return 'No groups yet: runs with groups write group records.';
  }

  protected override dataChanged(): void {
    this.#lines = createLinesView();
    this.#shares = createSharesView();
    this.#groups = [];
  }

  get #returns() {
    return this.state.monitors.map(({ groupReturns }) => groupReturns);
  }

  get #weights() {
    return this.state.monitors.map(({ groupShares }) => groupShares);
  }

  get #valueName(): string {
    const { references } = this.state;
    return references && this.#groups.every(({ name }) => Object.hasOwn(references, name)) ? 'normalised score' : 'mean return of the group';
  }

  /** @returns whether there are others than before. */
  #readGroups(): boolean {
    const names = new Map<number, string>();
    for (const { groupNames } of this.state.monitors) for (const [label, name] of groupNames) names.set(label, name);
    const isChanged = names.size !== this.#groups.length;
    if (isChanged || !this.isMoving) this.#groups = [...names].sort(([a], [b]) => a - b).map(([label, name]) => ({ key: String(label), name }));
    const isInFocus = this.#groups.some(({ key }) => this.#focus.lookOf(key) !== null);
    if (isChanged && !(this.#isFocusChosen && isInFocus)) this.#focus.set(spread(this.#groups.map(({ key }) => key), this.#returns, mostFocused));
    return isChanged;
  }

  protected override refresh(): readonly (() => void)[] {
    // the legend needs the new ones
    if (this.#readGroups()) this.requestUpdate();
    return [this.#refreshPerformance, this.#refreshWeights];
  }

  readonly #refreshPerformance = (): void => {
    const chart = this.liveChart('performance');
    if (!chart) return;
    const columns = this.columns(chart.numColumns);
    const from = this.#lines.refresh(this.#returns, this.#groups.map(({ key }) => key), columns, changedStep(this.#returns));
    chart.paint(this.#picture(columns), from);
  };

  readonly #refreshWeights = (): void => {
    const chart = this.liveChart('weights');
    if (!chart) return;
    const columns = this.columns(chart.numColumns);
    const from = this.#shares.refresh(this.#weights, this.#focus.keys, columns, changedStep(this.#weights));
    chart.paint(stackPicture(this.#shares, columns, this.#groups, this.#focus), from);
  };

  #picture(columns: StepColumns): LinesPicture {
    return linesPicture(this.#lines, columns, this.#groups, this.#focus, { valueName: this.#valueName, hasExtremes: this.state.monitors.length === 1 });
  }

  protected override renderData(): TemplateResult {
    this.#readGroups();
    const view = checkChoice(this.view, 'view', views.map(({ id }) => id));
    const toggle = (key: string): void => {
      this.#focus.toggle(key);
      this.#isFocusChosen = true;
      this.requestUpdate();
      this.tell('cohort-focus-change', { focused: this.focused });
    };
    const panels = { performance: () => this.#renderPerformance(), weights: () => this.#renderWeights(), convergence: () => this.#renderConvergence() };
    return html`${viewTabs(this, views, view, html`${panels[view]()}${focusLegend('Groups in focus', this.#groups, (key) => this.#focus.lookOf(key), toggle)}`)}
    ${this.renderPause()}`;
  }

  #renderPerformance(): TemplateResult {
    const columns = this.shareColumns();
    const description = this.describe(columns, this.#groups.length - this.#focus.keys.length);
    return this.renderPicture({ id: 'performance', label: 'Performance of the groups', description, seriesName: 'group' }, () => {
      this.#lines.refresh(this.#returns, this.#groups.map(({ key }) => key), columns, 0);
      return this.#picture(columns);
    });
  }

  #renderWeights(): TemplateResult {
    const columns = this.shareColumns();
    const description = `Share that each group has of all weights, mean over the updates in each column${this.state.monitors.length > 1 ? ' and over runs' : ''}; grey: all groups that are not in focus.`;
    return this.renderPicture({ id: 'weights', label: 'Weights of the groups', description, seriesName: 'group' }, () => {
      this.#shares.refresh(this.#weights, this.#focus.keys, columns, 0);
      return stackPicture(this.#shares, columns, this.#groups, this.#focus);
    });
  }

  #renderConvergence(): TemplateResult {
    const maxStep = this.lastStep(this.state);
    const rows = this.#settled(maxStep);
    const description =
      `A group has converged at the first step from which on its mean return (in ${settlingBins} bins) stays within 5 % of its range, or three standard deviations of its noise, ` +
      'of its final level, the mean of the last fifth. To converge is not to have learned: the level says what it came to.';
    return html`<cohort-chart
      .option=${convergenceChart(rows.map(({ key, name, point }) => ({ name, look: this.#focus.lookOf(key), point })), { maxStep })}
      .table=${{
        columns: ['group', 'converged at step', 'final level', 'tolerance'],
        rows: rows.map(({ name, point }, i) => ({ cells: [name, point?.step ?? null, point?.level ?? null, point?.tolerance ?? null], mark: { seriesIndex: 0, dataIndex: i } })),
      }}
      .label=${'Convergence of the groups'}
      .description=${description}
      .height=${60 + (rows.length > 40 ? 10 : 24) * rows.length}
      theme=${this.theme}
    ></cohort-chart>`;
  }

  /** The groups by the step at which they converged; those that have not come last. */
  #settled(maxStep: number): (Named & { readonly point: SettlingPoint | null })[] {
    const columns = { maxStep, numColumns: settlingBins };
    const steps = Array.from({ length: settlingBins }, (_, column) => columnStep(columns, column));
    const values = createColumnValues(settlingBins);
    return this.#groups
      .map((group) => {
        fillColumns(values, this.#returns, group.key, columns);
        return { ...group, point: settlingPoint(steps, values.mean) };
      })
      .sort((a, b) => (a.point?.step ?? Infinity) - (b.point?.step ?? Infinity) || 0);
  }
}

defineElement('cohort-training-dynamics', CohortTrainingDynamics);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-training-dynamics': CohortTrainingDynamics;
  }
  interface HTMLElementEventMap {
    'cohort-focus-change': CustomEvent<{ readonly focused: readonly string[] }>;
  }
}

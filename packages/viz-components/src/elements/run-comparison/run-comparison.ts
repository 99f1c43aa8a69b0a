import { readReport, reportProfiles, type PerformanceProfile, type ReportComparison, type ReportSuite } from '@cohort-rl/analysis';
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ChartOption } from '../../chart-option.ts';
import { improvementChart } from '../../improvement-chart.ts';
import { performanceProfilesChart } from '../../performance-profiles-chart.ts';
import { scoreIntervalsChart } from '../../score-intervals-chart.ts';
import { baseStyle } from '../base-style.ts';
import type { ChartTable } from '../chart/chart-table.ts';
import '../chart/chart.ts';
import { checkArray, checkChoice, checkLength, checkObject } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { focusLegend, legendStyle } from '../live-chart/focus-legend.ts';
import { viewTabs } from '../view-tabs.ts';

export type RunComparisonView = 'scores' | 'profiles' | 'improvement';

const views = [
  { id: 'scores', name: 'Scores' },
  { id: 'profiles', name: 'Profiles' },
  { id: 'improvement', name: 'Improvement' },
] as const satisfies readonly { readonly id: RunComparisonView; readonly name: string }[];

/** What a picture, a list of choices and a page that stays responsive have room for. */
const most = { suites: 100, algorithms: 100, improvements: 10_000, scores: 20_000 };
/** Profiles that are drawn at first: of more, lines could hardly be told apart. */
const firstProfiles = 6;
/** Below this width numbers beside the rows leave the marks no room. */
const narrow = 520;

const style = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 4px 0;
  }
  .choices label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
  }
  .choices select {
    min-width: 0;
  }
`;

interface Picture {
  readonly label: string;
  readonly description: string;
  readonly option: ChartOption;
  readonly table: ChartTable;
  readonly height: number;
}

type Profiles = readonly { readonly algorithm: string; readonly profile: PerformanceProfile }[];

/**
 * Algorithms compared over many runs, from a `report.json` of `cohort report`: interquartile means with intervals, performance profiles, and the
 * probability that a run of one algorithm is above a run of another.
 *
 * @attr data - the `report.json`; as a property, the object that it holds
 * @attr view - `scores` (default), `profiles` or `improvement`
 * @attr suite - the environment or suite that is shown; default the first of the report
 * @attr over - the algorithm that the others are compared with in `improvement`; default the report's baseline
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 * @fires cohort-suite-change - `{ suite }`, when the reader chose another suite
 * @csspart title, controls, legend, message, and those of the chart
 */
export class CohortRunComparison extends CohortElement<object> {
  static override properties: PropertyDeclarations = {
    ...CohortElement.properties,
    view: { reflect: true },
    suite: { reflect: true },
    over: { reflect: true },
  };
  static override styles = [baseStyle, legendStyle, style];

  declare view: RunComparisonView;
  declare suite: string | null;
  declare over: string | null;

  #report: ReportComparison | null = null;
  /** Algorithms whose profile is drawn. */
  #drawn = new Set<string>();
  /** Null while they are computed. */
  #profiles = new Map<ReportSuite, Profiles | null>();
  #computing: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.view = 'scores';
    this.suite = null;
    this.over = null;
  }

  protected override checkData(value: unknown): object {
    checkSizes(value);
    const report = readReport(value);
    this.#report = report;
    this.#profiles = new Map();
    this.#drawn = new Set(report.suites[0]?.algorithms.slice(0, firstProfiles).map(({ algorithm }) => algorithm));
    return report;
  }

  protected override isEmpty(): boolean {
    return this.#report!.suites.every(({ algorithms }) => algorithms.length === 0);
  }

  protected override get emptyMessage(): string {
    return 'No report yet: cohort report writes report.json.';
  }

  protected override renderData(): TemplateResult {
    const report = this.#report!;
    const view = checkChoice(this.view, 'view', views.map(({ id }) => id));
    const env = checkChoice(this.suite ?? report.suites[0]!.env, 'suite', report.suites.map((suite) => suite.env));
    const suite = report.suites.find((one) => one.env === env)!;
    return html`
      <div part="title" class="title">${report.title}</div>
      ${this.#renderChoices(report, suite, view)}
      ${viewTabs(this, views, view, html`${this.#renderPicture(report, suite, view)}${view === 'profiles' ? this.#renderLegend(suite) : nothing}`)}
    `;
  }

  #renderChoices({ suites, baseline }: ReportComparison, suite: ReportSuite, view: RunComparisonView): TemplateResult {
    const choice = (name: string, values: readonly string[], value: string, choose: (value: string) => void): TemplateResult | typeof nothing =>
      values.length < 2
        ? nothing
        : html`<label
            >${name}
            <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
              ${values.map((one) => html`<option .value=${one} ?selected=${one === value}>${one}</option>`)}
            </select></label
          >`;
    const chooseSuite = (env: string): void => {
      this.suite = env;
      // not every suite has the algorithm that the reader chose in the other
      if (!suites.find((one) => one.env === env)!.algorithms.some(({ algorithm }) => algorithm === this.over)) this.over = null;
      this.dispatchEvent(new CustomEvent('cohort-suite-change', { detail: { suite: env }, bubbles: true, composed: true }));
    };
    return html`<div part="controls" class="choices">
      ${choice('Suite', suites.map(({ env }) => env), suite.env, chooseSuite)}
      ${view === 'improvement' ? choice('Compared with', suite.algorithms.map(({ algorithm }) => algorithm), this.#overOf(suite, baseline), (over) => (this.over = over)) : nothing}
    </div>`;
  }

  #overOf({ algorithms }: ReportSuite, baseline: string): string {
    const names = algorithms.map(({ algorithm }) => algorithm);
    return checkChoice(this.over ?? (names.includes(baseline) ? baseline : names[0]!), 'over', names);
  }

  #renderPicture(report: ReportComparison, suite: ReportSuite, view: RunComparisonView): TemplateResult {
    const isNarrow = this.clientWidth < narrow;
    const confidence = `${Number((100 * report.confidence).toPrecision(4))} %`;
    const profiles = view === 'profiles' ? this.#profiles.get(suite) : undefined;
    if (view === 'profiles' && !profiles) {
      if (profiles === undefined) this.#computing = this.#compute(suite, report.confidence);
      return html`<div part="message" class="message" role="status">Computing the profiles …</div>`;
    }
    const { label, description, option, table, height } = profiles
      ? profilesPicture(suite, profiles.filter(({ algorithm }) => this.#drawn.has(algorithm)), confidence)
      : view === 'scores'
        ? scoresPicture(suite, confidence, isNarrow)
        : improvementPicture(suite, this.#overOf(suite, report.baseline), confidence, isNarrow);
    return html`<cohort-chart .option=${option} .table=${table} .label=${label} .description=${description} .height=${height} theme=${this.theme}></cohort-chart>`;
  }

  #renderLegend({ algorithms }: ReportSuite): TemplateResult {
    const names = algorithms.map(({ algorithm }) => algorithm);
    const toggle = (name: string): void => {
      if (!this.#drawn.delete(name)) this.#drawn.add(name);
      this.requestUpdate();
    };
    return focusLegend('Profiles that are drawn', names.map((name) => ({ key: name, name })), (name) => (this.#drawn.has(name) ? names.indexOf(name) : null), toggle);
  }

  /** One algorithm a task of the page's, which stays responsive. */
  async #compute(suite: ReportSuite, confidence: number): Promise<void> {
    const found: Profiles[number][] = [];
    const all = this.#profiles;
    all.set(suite, null);
    for (const profile of reportProfiles(suite, confidence)) {
      found.push(profile);
      await new Promise((resolve) => setTimeout(resolve));
      if (all !== this.#profiles) return;
    }
    all.set(suite, found);
    this.requestUpdate();
  }

  /** Resolves when profiles that were asked for are computed, too. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#computing;
    return super.getUpdateComplete();
  }
}

function checkSizes(value: unknown): void {
  const { suites = [] } = checkObject(value, 'report');
  checkLength(suites, 'number of suites', most.suites);
  checkArray(suites, 'suites', (suite, at) => {
    const fields = checkObject(suite, at);
    for (const name of ['algorithms', 'improvements', 'scores'] as const) checkLength(fields[name], `number of ${name} in ${at}`, most[name]);
    const pairs = checkArray(fields['improvements'] ?? [], `${at}.improvements`, (pair, where) => JSON.stringify([checkObject(pair, where)['algorithm'], checkObject(pair, where)['over']]));
    if (new Set(pairs).size < pairs.length) throw new RangeError(`invalid ${at}.improvements: a pair of algorithms is in them twice`);
  });
}

const boundNames = ['lower bound', 'upper bound'] as const;
const cell = (value: number): number | null => (Number.isFinite(value) ? value : null);
const scoreName = ({ isNormalized }: ReportSuite): string => (isNormalized ? 'normalised score' : 'return');

function scoresPicture(suite: ReportSuite, confidence: string, isNarrow: boolean): Picture {
  const { algorithms, tasks, env } = suite;
  const measure = `IQM of the ${scoreName(suite)}`;
  return {
    label: `Final performance on ${env}`,
    description: `Interquartile mean over runs${tasks.length > 1 ? ` and ${tasks.length} tasks` : ''}, with ${confidence} bootstrap intervals; further right is better.${
      suite.isNormalized ? ' 0 is a random policy, 1 an expert.' : ''
    }`,
    option: scoreIntervalsChart(
      algorithms.map(({ algorithm, interquartileMean }) => ({ name: algorithm, interval: interquartileMean })),
      { scoreName: measure, hasNumbers: !isNarrow },
    ),
    table: {
      columns: ['algorithm', 'runs', measure, ...boundNames],
      rows: algorithms.map(({ algorithm, seeds, interquartileMean: { estimate, lower, upper } }, i) => ({
        cells: [algorithm, seeds, estimate, cell(lower), cell(upper)],
        mark: { seriesIndex: 0, dataIndex: i },
      })),
    },
    height: 60 + 30 * algorithms.length,
  };
}

function profilesPicture(suite: ReportSuite, profiles: Profiles, confidence: string): Picture {
  const algorithms = suite.algorithms.map(({ algorithm }) => algorithm);
  const axis = `${scoreName(suite)} τ`;
  return {
    label: `Performance profiles on ${suite.env}`,
    description: `Share of runs × tasks whose final score is above τ, with pointwise ${confidence} bootstrap bands. A line that is nowhere below another is better.`,
    option: profiles.length === 0 ? {} : withoutLegend(performanceProfilesChart(profiles, { algorithms, scoreName: axis })),
    table: {
      columns: ['algorithm', axis, 'above τ (%)', ...boundNames],
      rows: profiles.flatMap(({ algorithm, profile: { thresholds, estimate, lower, upper } }, seriesIndex) =>
        thresholds.map((threshold, dataIndex) => ({
          cells: [algorithm, threshold, 100 * estimate[dataIndex]!, cell(100 * lower[dataIndex]!), cell(100 * upper[dataIndex]!)],
          mark: { seriesIndex, dataIndex },
        })),
      ),
    },
    height: 320,
  };
}

/** The buttons below are the legend. */
function withoutLegend({ legend: _, ...option }: ChartOption): ChartOption {
  return { ...option, grid: { left: 12, right: 32, top: 36, bottom: 40, outerBounds: { left: 12, right: 0, top: 0, bottom: 0 } } };
}

function improvementPicture(suite: ReportSuite, over: string, confidence: string, isNarrow: boolean): Picture {
  const algorithms = suite.algorithms.map(({ algorithm }) => algorithm);
  const rows = suite.improvements.filter((one) => one.over === over);
  return {
    label: `Probability of improvement over ${over} on ${suite.env}`,
    description: `How likely a run of the algorithm is above a run of ${over}, mean over tasks, with ${confidence} bootstrap intervals; at 0.5 (dashed) neither is better.`,
    option: rows.length === 0 ? {} : improvementChart(rows, { algorithms, isShort: isNarrow || rows.length > 8 }),
    table: {
      columns: ['algorithm', 'over', 'probability', ...boundNames],
      rows: rows.map(({ algorithm, probability: { estimate, lower, upper } }, i) => ({
        cells: [algorithm, over, estimate, cell(lower), cell(upper)],
        mark: { seriesIndex: 0, dataIndex: i },
      })),
    },
    height: 60 + 30 * Math.max(1, rows.length),
  };
}

defineElement('cohort-run-comparison', CohortRunComparison);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-run-comparison': CohortRunComparison;
  }
  interface HTMLElementEventMap {
    'cohort-suite-change': CustomEvent<{ readonly suite: string }>;
  }
}

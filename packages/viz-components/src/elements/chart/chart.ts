import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ChartOption } from '../../chart-option.ts';
import { baseStyle } from '../base-style.ts';
import type { Theme } from '../cohort-element.ts';
import { colorScheme } from '../color-scheme.ts';
import { defineElement } from '../define-element.ts';
import { createChartPicture } from './chart-picture.ts';
import { chartStyle } from './chart-style.ts';
import { formatCell, rowText, toCsv, type ChartTable, type ChartTableRow } from './chart-table.ts';
import { hasLongLine } from './long-lines.ts';
import { recolor } from './recolor.ts';
import { placeMark } from './row-mark.ts';
import { tableView } from './table-view.ts';

/**
 * A chart of a builder's option, drawn on a canvas, with the same numbers as a table. Arrow keys, Home and End walk the rows of the table, Enter
 * selects one; the pointer does the same. ECharts is loaded with the first chart.
 *
 * The chart takes its colours from the custom properties when it is drawn; `requestUpdate()` draws it anew after they changed.
 *
 * @attr label - what the picture shows: its title and its accessible name
 * @attr description - what is to be read from it, below
 * @attr height - of the picture, in CSS pixels, default 320
 * @attr theme - `auto` (default), `light` or `dark`
 * @csspart title, chart, mark, tooltip, description, controls, table, message
 * @fires cohort-point-focus - `{ row, cells }`
 * @fires cohort-point-select - `{ row, cells }`
 * @fires cohort-error - `{ message }`, when the picture could not be drawn
 */
export class CohortChart extends LitElement {
  static override properties: PropertyDeclarations = {
    option: { attribute: false },
    table: { attribute: false },
    label: {},
    description: {},
    height: { type: Number },
    theme: { reflect: true },
    row: { state: true },
    isTableShown: { state: true },
    problem: { state: true },
  };
  static override styles = [baseStyle, chartStyle];

  declare option: ChartOption | null;
  declare table: ChartTable | null;
  declare label: string;
  declare description: string;
  declare height: number;
  declare theme: Theme;

  /** Row in focus, −1 without one. */
  private declare row: number;
  private declare isTableShown: boolean;
  private declare problem: string | null;

  #sizes: ResizeObserver | null = null;
  readonly #picture = createChartPicture({
    place: () => this.#canvas,
    option: () => this.option && this.#inked(this.option),
    rows: () => this.#rows,
    focus: (row) => this.#focusRow(row),
    select: () => this.#selectRow(),
    drawn: () => this.#placeMark(),
    failed: (error) => this.#fail(error),
  });
  /** How often fonts came so far. */
  #fonts = 0;
  readonly #scheme = colorScheme(this);
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

  constructor() {
    super();
    this.option = null;
    this.table = null;
    this.label = '';
    this.description = '';
    this.height = 320;
    this.theme = 'auto';
    this.row = -1;
    this.isTableShown = false;
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.fonts.addEventListener('loadingdone', this.#fontsCame);
    this.#sizes ??= new ResizeObserver(this.#schedule);
    if (this.hasUpdated) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.fonts.removeEventListener('loadingdone', this.#fontsCame);
    this.#sizes?.disconnect();
    this.#picture.dispose();
  }

  protected override firstUpdated(): void {
    this.#watch();
  }

  #watch(): void {
    this.#sizes?.observe(this.#canvas);
    this.#schedule();
  }

  get #canvas(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>('.canvas')!;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('table') && this.row >= (this.table?.rows.length ?? 0)) this.row = -1;
    if (changed.has('option')) this.problem = null;
  }

  protected override updated(changed: PropertyValues): void {
    this.renderRoot.querySelector<HTMLElement>('.picture')!.style.height = `${this.height}px`;
    if (changed.size === 0 || ['option', 'table', 'height', 'theme'].some((name) => changed.has(name))) this.#schedule();
    if (changed.has('row')) this.#placeMark();
  }

  /** A canvas does not notice that its font has come. */
  readonly #fontsCame = (): void => {
    this.#fonts += 1;
    this.#schedule();
  };

  readonly #schedule = (): void => {
    if (this.isConnected && this.option) this.#picture.schedule();
  };

  #fail(error: unknown): void {
    const message = `the picture could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
    this.problem = message;
    this.dispatchEvent(new CustomEvent('cohort-error', { detail: { message }, bubbles: true, composed: true }));
  }

  /** As the page's style and the reader want it. */
  #inked(option: ChartOption): ChartOption {
    const { color, columnRuleColor, borderTopColor, fontFamily } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    // ECharts keeps the widths of texts by the name of their font, which another one has now
    const family = `${fontFamily}, fonts-${this.#fonts}`;
    const inked = recolor(option, { isDark: this.#scheme.isDark, text: color, axis: columnRuleColor, grid: borderTopColor, fontFamily: family });
    return this.#reducedMotion.matches ? { ...inked, animation: false } : inked;
  }

  get #rows(): readonly ChartTableRow[] {
    return this.table?.rows ?? [];
  }

  #focusRow(row: number): void {
    if (row === this.row) return;
    this.row = row;
    if (row >= 0) this.#tell('cohort-point-focus');
  }

  #selectRow(): void {
    if (this.row >= 0) this.#tell('cohort-point-select');
  }

  #tell(type: 'cohort-point-focus' | 'cohort-point-select'): void {
    const detail: PointDetail = { row: this.row, cells: this.#rows[this.row]!.cells };
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  readonly #walk = (event: KeyboardEvent): void => {
    const last = this.#rows.length - 1;
    if (last < 0) return;
    const targets: Record<string, number> = {
      ArrowRight: Math.min(this.row + 1, last),
      ArrowDown: Math.min(this.row + 1, last),
      ArrowLeft: Math.max(this.row - 1, 0),
      ArrowUp: Math.max(this.row - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#focusRow(target);
    else if (event.key === 'Enter') this.#selectRow();
    else return;
    event.preventDefault();
  };

  #placeMark(): void {
    const row = this.#rows[this.row];
    placeMark(this.renderRoot.querySelector<HTMLElement>('.picture')!, row !== undefined, row ? this.#picture.boxOf(row) : null);
  }

  protected override render(): TemplateResult {
    const row = this.#rows[this.row];
    const text = this.table && row ? rowText(this.table, row) : '';
    const thinned = this.option && hasLongLine(this.option) ? 'Lines show the smallest and the largest value in each column of pixels.' : '';
    const description = [this.description, thinned].filter((part) => part !== '').join(' ');
    return html`<div class="root">
      ${this.label === '' ? nothing : html`<div part="title" class="title" aria-hidden="true">${this.label}</div>`}
      <div
        part="chart"
        class="picture"
        role="application"
        aria-roledescription="chart"
        aria-label=${this.label === '' ? 'chart' : this.label}
        aria-describedby="description"
        tabindex="0"
        @keydown=${this.#walk}
        @blur=${() => this.#focusRow(-1)}
      >
        <div class="canvas" aria-hidden="true"></div>
        <div part="mark" class="mark" hidden></div>
        <div part="tooltip" class="tooltip" aria-hidden="true" hidden>
          ${row ? this.table!.columns.map((column, i) => html`<div>${column}: ${formatCell(row.cells[i] ?? null)}</div>`) : nothing}
        </div>
      </div>
      <div class="visually-hidden" aria-live="polite">${text}</div>
      <div part="description" class="description" id="description" ?hidden=${description === ''}>${description}</div>
      ${this.problem === null ? nothing : html`<div part="message" class="message error" role="alert">${this.problem}</div>`}
      ${this.table ? tableView(this.table, this.label, this.isTableShown, () => (this.isTableShown = !this.isTableShown)) : nothing}
    </div>`;
  }

  /** Resolves when the picture is drawn. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await this.#picture.isDrawn;
    return isDone;
  }

  /** The picture as SVG text, in the palette's own colours. @throws Error when there is no picture. */
  async toSvg(): Promise<string> {
    const option = this.#requireOption();
    const { renderSvg } = await import('./drawing.ts');
    const width = this.#canvas.clientWidth;
    const description = this.description === '' ? {} : { description: this.description };
    return renderSvg(option, { title: this.label, ...description, ...(width > 0 && { width }), height: this.height, theme: this.theme });
  }

  /** The picture as a PNG of twice its size, on the background of its theme. @throws Error when there is no picture. */
  async toPng(): Promise<Blob> {
    this.#requireOption();
    await this.updateComplete;
    const canvas = this.#picture.toCanvas(getComputedStyle(this.renderRoot.querySelector('.root')!).backgroundColor);
    if (!canvas) throw new Error('no picture: the element is not shown');
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture: the canvas could not be read'))), 'image/png');
    });
  }

  /** The numbers of the picture as CSV. @throws Error when there is no table. */
  toCsv(): string {
    if (!this.table) throw new Error('no table: the chart has none');
    return toCsv(this.table);
  }

  #requireOption(): ChartOption {
    if (!this.option) throw new Error('no picture: the chart has no option');
    return this.option;
  }
}

/** The row that is meant, and its cells. */
export interface PointDetail {
  readonly row: number;
  readonly cells: readonly (string | number | null)[];
}

defineElement('cohort-chart', CohortChart);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-chart': CohortChart;
  }
  interface HTMLElementEventMap {
    'cohort-point-focus': CustomEvent<PointDetail>;
    'cohort-point-select': CustomEvent<PointDetail>;
  }
}

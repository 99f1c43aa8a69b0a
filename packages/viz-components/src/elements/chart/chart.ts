import type { EChartsType } from 'echarts/core';
import { css, html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ChartOption } from '../../chart-option.ts';
import { baseStyle } from '../base-style.ts';
import type { Theme } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { formatCell, rowText, toCsv, type ChartTable, type ChartTableRow } from './chart-table.ts';
import type * as Drawing from './drawing.ts';
import { recolor } from './recolor.ts';


/** Rows that the table shows; a page of a million would not move any more. */
const shownRows = 1000;
/** Pixels within which the pointer means a point. */
const reach = 30;

const style = css`
  .picture {
    position: relative;
    touch-action: pan-y;
  }
  .canvas {
    width: 100%;
    height: 100%;
  }
  .mark {
    position: absolute;
    left: 0;
    top: 0;
    box-sizing: border-box;
    border: 2px solid var(--accent);
    border-radius: 4px;
    pointer-events: none;
  }
  .tooltip {
    position: absolute;
    left: 0;
    top: 0;
    z-index: 1;
    max-width: 90%;
    width: max-content;
    box-sizing: border-box;
    padding: 4px 8px;
    border: 1px solid var(--muted);
    border-radius: 4px;
    background: var(--background);
    font-size: 0.9em;
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .table {
    max-height: 320px;
    overflow: auto;
    margin-top: 4px;
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 2px 10px;
    text-align: left;
    border-bottom: 1px solid var(--border);
  }
  td.number {
    text-align: right;
  }
  [hidden] {
    display: none;
  }
`;

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
  static override styles = [baseStyle, style];

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

  #library: typeof Drawing | null = null;
  #drawing: EChartsType | null = null;
  #frame = 0;
  #drawn: Promise<void> = Promise.resolve();
  #settle: () => void = () => {};
  #sizes: ResizeObserver | null = null;
  #hovered = -1;
  /** Boxes of all rows, made when the pointer first needs them. */
  #boxes: readonly (Drawing.DrawnBox | null)[] | null = null;
  readonly #colorScheme = matchMedia('(prefers-color-scheme: dark)');
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
    this.#colorScheme.addEventListener('change', this.#schedule);
    // a canvas does not notice that its font has come
    document.fonts.addEventListener('loadingdone', this.#schedule);
    this.#sizes ??= new ResizeObserver(this.#schedule);
    if (this.hasUpdated) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#colorScheme.removeEventListener('change', this.#schedule);
    document.fonts.removeEventListener('loadingdone', this.#schedule);
    this.#sizes?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#settle();
    this.#drawing?.dispose();
    this.#drawing = null;
    this.#boxes = null;
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

  /** Draws with the next frame, once however often it is asked for. */
  readonly #schedule = (): void => {
    if (this.#frame !== 0 || !this.isConnected || !this.option) return;
    const { promise, resolve } = deferred();
    this.#drawn = promise;
    this.#settle = resolve;
    this.#frame = requestAnimationFrame(() => {
      void this.#draw().finally(resolve);
    });
  };

  async #draw(): Promise<void> {
    try {
      this.#library ??= await import('./drawing.ts');
      this.#frame = 0;
      const canvas = this.#canvas;
      // while it was loaded the element may have gone; hidden, it has no size and is drawn when it gets one
      if (!this.isConnected || !this.option || canvas.clientWidth === 0) return;
      if (!this.#drawing) {
        this.#drawing = this.#library.createDrawing(canvas);
        this.#listen(this.#drawing);
      } else if (this.#drawing.getWidth() !== canvas.clientWidth || this.#drawing.getHeight() !== canvas.clientHeight) {
        this.#drawing.resize();
      }
      this.#boxes = null;
      const motion = this.#reducedMotion.matches ? { animation: false } : {};
      this.#drawing.setOption({ ...recolor(this.option, this.#ink()), ...motion }, { notMerge: true });
      // ECharts draws with its own next frame otherwise
      this.#drawing.getZr().flush();
      this.#placeMark();
    } catch (error) {
      this.#frame = 0;
      const message = `the picture could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
      this.problem = message;
      this.dispatchEvent(new CustomEvent('cohort-error', { detail: { message }, bubbles: true, composed: true }));
    }
  }

  get #isDark(): boolean {
    return this.theme === 'dark' || (this.theme !== 'light' && this.#colorScheme.matches);
  }

  #ink() {
    const { color, columnRuleColor, borderTopColor, fontFamily } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    return { isDark: this.#isDark, text: color, axis: columnRuleColor, grid: borderTopColor, fontFamily };
  }

  #listen(drawing: EChartsType): void {
    const rowOf = ({ seriesIndex, dataIndex }: { seriesIndex?: number; dataIndex?: number }): number =>
      this.#rows.findIndex(({ mark }) => mark?.seriesIndex === seriesIndex && mark?.dataIndex === dataIndex);
    drawing.on('mouseover', (item) => {
      this.#hovered = rowOf(item);
      if (this.#hovered >= 0) this.#focusRow(this.#hovered);
    });
    drawing.on('mouseout', () => {
      this.#hovered = -1;
    });
    drawing.getZr().on('mousemove', ({ offsetX, offsetY }) => this.#focusRow(this.#hovered >= 0 ? this.#hovered : this.#nearestRow(offsetX, offsetY)));
    drawing.getZr().on('globalout', () => this.#focusRow(-1));
    drawing.getZr().on('click', ({ offsetX, offsetY }) => {
      this.#focusRow(this.#hovered >= 0 ? this.#hovered : this.#nearestRow(offsetX, offsetY));
      this.#selectRow();
    });
  }

  get #rows(): readonly ChartTableRow[] {
    return this.table?.rows ?? [];
  }

  #boxOf({ mark }: ChartTableRow): Drawing.DrawnBox | null {
    if (!this.#drawing || !this.#library || !mark) return null;
    return this.#library.drawnBox(this.#drawing, mark.seriesIndex, mark.dataIndex);
  }

  #nearestRow(x: number, y: number): number {
    this.#boxes ??= this.#rows.map((row) => this.#boxOf(row));
    let nearest = -1;
    let least = reach;
    this.#boxes.forEach((box, row) => {
      if (!box) return;
      const dx = Math.max(box.x - x, 0, x - box.x - box.width);
      const dy = Math.max(box.y - y, 0, y - box.y - box.height);
      const distance = Math.hypot(dx, dy);
      if (distance < least) {
        least = distance;
        nearest = row;
      }
    });
    return nearest;
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

  /** Puts the mark around the row's item and the tooltip beside it, within the picture. */
  #placeMark(): void {
    const mark = this.renderRoot.querySelector<HTMLElement>('.mark')!;
    const tooltip = this.renderRoot.querySelector<HTMLElement>('.tooltip')!;
    const row = this.#rows[this.row];
    const box = row ? this.#boxOf(row) : null;
    mark.hidden = !box;
    tooltip.hidden = !row;
    if (!row) return;
    const { width, height } = this.#canvas.getBoundingClientRect();
    const { x, y, width: boxWidth, height: boxHeight } = box ?? { x: 0, y: 0, width: 0, height: 0 };
    mark.style.transform = `translate(${x - 5}px, ${y - 5}px)`;
    mark.style.width = `${boxWidth + 10}px`;
    mark.style.height = `${boxHeight + 10}px`;
    const beside = x + boxWidth + 10;
    const left = beside + tooltip.offsetWidth <= width ? beside : Math.max(0, x - 10 - tooltip.offsetWidth);
    const top = Math.max(0, Math.min(y + boxHeight / 2 - tooltip.offsetHeight / 2, height - tooltip.offsetHeight));
    tooltip.style.transform = `translate(${left}px, ${top}px)`;
  }

  protected override render(): TemplateResult {
    const row = this.#rows[this.row];
    const text = this.table && row ? rowText(this.table, row) : '';
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
      <div part="description" class="description" id="description" ?hidden=${this.description === ''}>${this.description}</div>
      ${this.problem === null ? nothing : html`<div part="message" class="message error" role="alert">${this.problem}</div>`}
      ${this.table ? this.#renderTable(this.table) : nothing}
    </div>`;
  }

  #renderTable({ columns, rows }: ChartTable): TemplateResult {
    const toggle = (): void => {
      this.isTableShown = !this.isTableShown;
    };
    return html`
      <div part="controls"><button aria-pressed=${this.isTableShown} @click=${toggle}>Table</button></div>
      ${this.isTableShown
        ? html`<div part="table" class="table" role="region" aria-label="Table of ${this.label}" tabindex="0">
            ${rows.length > shownRows ? html`<div class="description">The first ${formatCell(shownRows)} of ${formatCell(rows.length)} rows.</div>` : nothing}
            <table>
              <thead>
                <tr>
                  ${columns.map((column) => html`<th scope="col">${column}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows
                  .slice(0, shownRows)
                  .map(
                    ({ cells }) =>
                      html`<tr>
                        ${cells.map((cell) => html`<td class=${typeof cell === 'string' ? '' : 'number'}>${formatCell(cell)}</td>`)}
                      </tr>`,
                  )}
              </tbody>
            </table>
          </div>`
        : nothing}
    `;
  }

  /** Resolves when the picture is drawn. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await this.#drawn;
    return isDone;
  }

  /** The picture as SVG text, in the palette's own colours. @throws Error when there is no picture. */
  async toSvg(): Promise<string> {
    const option = this.#requireOption();
    const { renderSvg } = (this.#library ??= await import('./drawing.ts'));
    const width = this.#canvas.clientWidth;
    const description = this.description === '' ? {} : { description: this.description };
    return renderSvg(option, { title: this.label, ...description, ...(width > 0 && { width }), height: this.height, theme: this.theme });
  }

  /** The picture as a PNG of twice its size, on the background of its theme. @throws Error when there is no picture. */
  async toPng(): Promise<Blob> {
    this.#requireOption();
    await this.updateComplete;
    if (!this.#drawing) throw new Error('no picture: the element is not shown');
    const { backgroundColor } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    const canvas = this.#drawing.renderToCanvas({ pixelRatio: 2, backgroundColor });
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

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
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

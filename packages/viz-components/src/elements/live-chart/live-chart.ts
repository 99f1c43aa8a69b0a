import { css, html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { pictureMargin, type LivePicture } from '../../live-picture.ts';
import { baseStyle } from '../base-style.ts';
import { checkNumber, checkText } from '../check.ts';
import type { Theme } from '../cohort-element.ts';
import { colorScheme } from '../color-scheme.ts';
import { defineElement } from '../define-element.ts';
import { isSameLook, type PaintLook } from './paint-look.ts';
import { createStreamPainter, type StreamPainter } from './stream-painter.ts';

const style = css`
  .picture {
    position: relative;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  canvas[hidden] {
    display: none;
  }
`;

const defaultHeight = 280;
/** No canvas is much higher. */
const mostHeight = 10_000;

/**
 * A picture that grows while training runs, drawn column by column: a few milliseconds a frame, however long the run.
 *
 * @attr label - what the picture shows
 * @attr description - what is to be read from it, below
 * @attr height - of the picture, in CSS pixels, default 280
 * @attr theme - `auto` (default), `light` or `dark`
 * @csspart title, chart, description, message
 * @fires cohort-error - `{ message }`, when a property is refused
 */
export class CohortLiveChart extends LitElement {
  static override properties: PropertyDeclarations = { label: {}, description: {}, height: { type: Number }, theme: { reflect: true } };
  static override styles = [baseStyle, style];

  declare label: string;
  declare description: string;
  declare height: number;
  declare theme: Theme;

  #painter: StreamPainter | null = null;
  #look: PaintLook | null = null;
  #picture: LivePicture | null = null;
  #sizes: ResizeObserver | null = null;
  #fonts = 0;
  #reported = '';
  readonly #scheme = colorScheme(this);

  constructor() {
    super();
    this.label = '';
    this.description = '';
    this.height = defaultHeight;
    this.theme = 'auto';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.fonts.addEventListener('loadingdone', this.#fontsCame);
    this.#sizes ??= new ResizeObserver(this.#restyle);
    if (this.hasUpdated) this.#sizes.observe(this.#place);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.fonts.removeEventListener('loadingdone', this.#fontsCame);
    this.#sizes?.disconnect();
    this.#painter?.dispose();
    this.#painter = null;
    this.#look = null;
  }

  protected override firstUpdated(): void {
    this.#sizes?.observe(this.#place);
  }

  protected override updated(): void {
    const { height, problem } = this.#read();
    this.#place.style.height = `${height}px`;
    this.#restyle();
    if (problem !== '' && problem !== this.#reported) {
      this.dispatchEvent(new CustomEvent('cohort-error', { detail: { message: problem }, bubbles: true, composed: true }));
    }
    this.#reported = problem;
  }

  /** The properties, or their defaults and what is wrong with them. */
  #read(): { readonly label: string; readonly description: string; readonly height: number; readonly problem: string } {
    const { label, description, height }: Readonly<Record<'label' | 'description' | 'height', unknown>> = this;
    try {
      return {
        label: checkText(label ?? '', 'label'),
        description: checkText(description ?? '', 'description'),
        height: checkHeight(height ?? defaultHeight),
        problem: '',
      };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { label: '', description: '', height: defaultHeight, problem: error.message };
    }
  }

  get #place(): HTMLElement {
    return this.renderRoot.querySelector('.picture')!;
  }

  /** Columns of a pixel each that there is room for; 0 where the chart is not shown. */
  get numColumns(): number {
    if (!this.hasUpdated) return 0;
    return Math.max(0, Math.floor(this.#place.clientWidth) - pictureMargin.left - pictureMargin.right);
  }

  /** @param from first column that changed. */
  paint(picture: LivePicture, from: number): void {
    this.#picture = picture;
    this.#look ??= this.#readLook();
    if (!this.isConnected || this.#look.width === 0) return;
    this.#painter ??= createStreamPainter(this.#place);
    this.#painter.paint(picture, from, this.#look);
  }

  /** A canvas does not notice that its font has come. */
  readonly #fontsCame = (): void => {
    this.#fonts += 1;
    this.#restyle();
  };

  /** What the page's style says is read when it may have changed, not with every update. */
  readonly #restyle = (): void => {
    const look = this.#readLook();
    if (this.#look && isSameLook(look, this.#look)) return;
    const isResized = look.width !== this.#look?.width;
    this.#look = look;
    // another width is another number of columns, which the owner of the numbers sees to
    if (isResized) this.dispatchEvent(new Event('cohort-live-resize'));
    else if (this.#picture) this.paint(this.#picture, 0);
  };

  #readLook(): PaintLook {
    const { color, columnRuleColor, borderTopColor, fontFamily } = getComputedStyle(this.renderRoot.querySelector('.root')!);
    return {
      width: this.#place.clientWidth,
      height: this.#read().height,
      pixelRatio: devicePixelRatio,
      isDark: this.#scheme.isDark,
      text: color,
      axis: columnRuleColor,
      grid: borderTopColor,
      font: `12px ${fontFamily}`,
      fonts: this.#fonts,
    };
  }

  protected override render(): TemplateResult {
    const { label, description, problem } = this.#read();
    return html`<div class="root">
      <div part="title" class="title" aria-hidden="true">${label}</div>
      <div part="chart" class="picture" role="img" aria-label=${label} aria-describedby="description"></div>
      <div part="description" class="description" id="description" ?hidden=${description === ''}>${description}</div>
      ${problem === '' ? nothing : html`<div part="message" class="message error" role="alert">${problem}</div>`}
    </div>`;
  }
}

function checkHeight(value: unknown): number {
  const height = checkNumber(value, 'height');
  if (height <= 0 || height > mostHeight) throw new RangeError(`invalid height: ${height}; expected pixels, at most ${mostHeight}`);
  return height;
}

defineElement('cohort-live-chart', CohortLiveChart);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-live-chart': CohortLiveChart;
  }
}

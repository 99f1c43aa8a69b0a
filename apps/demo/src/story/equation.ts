import { html, LitElement, mathml, type TemplateResult } from 'lit';
import { formatNumber } from '../page/format-number.ts';

/** A symbol of an equation and the number that it stands for now. */
export interface EquationSymbol {
  readonly id: string;
  /** As it is written. */
  readonly notation: TemplateResult;
  readonly meaning: string;
  /** NaN: none now. */
  readonly value: number;
}

/** Places a symbol in a formula. */
type PlaceSymbol = (id: string) => TemplateResult;

export type Formula = (place: PlaceSymbol) => TemplateResult;

/**
 * An equation whose symbols stand for live numbers: below it with the numbers in their places; all are listed, and the one under the pointer or in
 * focus is told in words.
 * Draws into the page itself, so that the page's style and its headings apply.
 */
export class DemoEquation extends LitElement {
  static override properties = { formula: { attribute: false }, symbols: { attribute: false }, label: {}, active: { state: true } };

  declare formula: Formula;
  /** What the equation gives comes first. */
  declare symbols: readonly EquationSymbol[];
  declare label: string;
  private declare active: string | null;

  constructor() {
    super();
    this.symbols = [];
    this.label = 'equation';
    this.active = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  readonly #show = (event: Event): void => {
    this.active = (event.target as Element).closest<HTMLElement>('[data-symbol]')?.dataset['symbol'] ?? null;
  };

  readonly #hide = (): void => {
    this.active = null;
  };

  protected override render(): TemplateResult {
    const place: PlaceSymbol = (id) => {
      const symbol = this.symbols.find((each) => each.id === id);
      return mathml`<mrow class="symbol" data-symbol=${id} data-active=${id === this.active} tabindex="0">${symbol?.notation ?? ''}</mrow>`;
    };
    /** The same formula with the numbers in their places. */
    const placeNumber: PlaceSymbol = (id) => {
      const value = this.symbols.find((each) => each.id === id)?.value ?? NaN;
      const number = mathml`<mn>${formatNumber(value)}</mn>`;
      return mathml`<mrow class="symbol" data-symbol=${id} data-active=${id === this.active}>${value < 0 && id !== this.symbols[0]?.id ? mathml`<mo stretchy="false">(</mo>${number}<mo stretchy="false">)</mo>` : number}</mrow>`;
    };
    const active = this.symbols.find(({ id }) => id === this.active);
    return html`
      <div class="equation" @pointerover=${this.#show} @pointerleave=${this.#hide} @focusin=${this.#show} @focusout=${this.#hide}>
        <div class="formula" role="group" aria-label=${this.label}><math display="block">${this.formula(place)}</math></div>
        <div class="formula in-numbers" role="group" aria-label="${this.label}, in numbers"><math display="block">${this.formula(placeNumber)}</math></div>
        <p class="reading" role="status">
          ${active ? html`<b>${formatNumber(active.value)}</b>: ${active.meaning}` : html`Point at a symbol, or reach it with Tab, and it tells its number.`}
        </p>
        <dl class="symbols">
          ${this.symbols.map(
            ({ id, notation, meaning, value }) => html`<div data-symbol=${id} data-active=${id === this.active}>
              <dt><math>${notation}</math></dt>
              <dd><b>${formatNumber(value)}</b> <span>${meaning}</span></dd>
            </div>`,
          )}
        </dl>
      </div>
    `;
  }
}

customElements.define('demo-equation', DemoEquation);

declare global {
  interface HTMLElementTagNameMap {
    'demo-equation': DemoEquation;
  }
}

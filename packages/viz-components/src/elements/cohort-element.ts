import { html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { baseStyle } from './base-style.ts';

/** Light, dark, or as the reader's `prefers-color-scheme` says. */
export type Theme = 'auto' | 'light' | 'dark';

/** Stands for the text of an attribute or a script that is no JSON, until it is checked. */
class UnreadableData {}

function parseData(text: string | null): unknown {
  if (text === null || text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return new UnreadableData();
  }
}

/**
 * What all elements that show data have in common: where the data come from, that they are checked before anything is drawn, and the states loading,
 * error and empty.
 *
 * @attr data - the data as JSON text; the same may stand in a child `<script type="application/json">`, and the property takes the object itself; what
 *   changes last counts, and what is set before the element comes into the page stays
 * @attr theme - `auto` (default), `light` or `dark`
 * @attr loading - says that data are on their way, while there are none
 * @fires cohort-error - `{ message }`, when data are refused
 */
export abstract class CohortElement<Data> extends LitElement {
  static override properties: PropertyDeclarations = {
    data: { converter: { fromAttribute: parseData } },
    theme: { reflect: true },
    loading: { type: Boolean, reflect: true },
  };
  static override styles = [baseStyle];

  /** What is shown; replaced, not changed in place, when it changes. */
  declare data: Data | null;
  declare theme: Theme;
  declare loading: boolean;

  #checked: Data | null = null;
  #problem: string | null = null;
  #reported: string | null = null;
  #children: MutationObserver | null = null;

  constructor() {
    super();
    this.data = null;
    this.theme = 'auto';
    this.loading = false;
  }

  /** The data, checked field by field. @throws RangeError with one short sentence. */
  protected abstract checkData(value: unknown): Data;

  /** The picture of checked data that are not empty. */
  protected abstract renderData(data: Data): TemplateResult;

  /** Whether checked data have nothing to show. */
  protected isEmpty(_data: Data): boolean {
    return false;
  }

  protected get emptyMessage(): string {
    return 'No data yet.';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#children) return;
    // goes on while the element is out of the page: what changes in the script counts when it changes
    this.#children = new MutationObserver((changes) => {
      const script = this.#script;
      if (script && changes.some(({ target, addedNodes }) => script.contains(target) || [...addedNodes].includes(script))) this.#readScript();
    });
    this.#children.observe(this, { childList: true, characterData: true, subtree: true });
    // what was set before it came into the page stays
    const read = (): void => {
      const value: unknown = this.data;
      if (value === null || value === undefined) this.#readScript();
    };
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', read, { once: true });
    else read();
  }

  get #script(): Element | null {
    return this.querySelector(':scope > script[type="application/json"]');
  }

  #readScript(): void {
    // a script that is still being parsed is not whole
    if (document.readyState !== 'loading' && this.#script) this.data = parseData(this.#script.textContent) as Data | null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // what went wrong in drawing may go well with other properties
    if (this.#checked !== null) this.#problem = null;
    if (!changed.has('data')) return;
    this.#checked = null;
    this.#problem = null;
    // data come from anywhere, whatever their type says
    const value: unknown = this.data;
    if (value === null || value === undefined) return;
    try {
      if (value instanceof UnreadableData) throw new RangeError('invalid data: not JSON');
      this.#checked = this.checkData(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#problem = error instanceof Error ? error.message : String(error);
    // anything else is a fault of ours, which must not go unseen
    if (!(error instanceof RangeError)) reportError(error);
  }

  protected override render(): TemplateResult {
    return html`<div class="root">${this.#renderState()}</div>`;
  }

  #renderState(): TemplateResult {
    if (this.#problem === null && this.#checked !== null && !this.isEmpty(this.#checked)) {
      try {
        return this.renderData(this.#checked);
      } catch (error) {
        this.#fail(error);
      }
    }
    if (this.#problem !== null) return html`<div part="message" class="message error" role="alert">${this.#problem}</div>`;
    return html`<div part="message" class="message" role="status">${this.loading ? 'Loading …' : this.emptyMessage}</div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const message = this.#problem;
    if (message !== null && message !== this.#reported) {
      this.dispatchEvent(new CustomEvent('cohort-error', { detail: { message }, bubbles: true, composed: true }));
    }
    this.#reported = message;
  }

  /** Resolves when the element and the charts in it are drawn. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await Promise.all(Array.from(this.renderRoot.querySelectorAll('cohort-chart'), (chart) => chart.updateComplete));
    return isDone;
  }
}

declare global {
  interface HTMLElementEventMap {
    'cohort-error': CustomEvent<{ readonly message: string }>;
  }
}

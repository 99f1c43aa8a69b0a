import { html, type TemplateResult } from 'lit';

/** One of several views of an element. */
export interface View<Id extends string> {
  readonly id: Id;
  readonly name: string;
}

/**
 * The views of an element as tabs (arrow keys, Home, End) above the panel of the selected one. A tab that the reader chose becomes the element's `view`,
 * of which `cohort-view-change` tells.
 */
export function viewTabs<Id extends string>(
  element: HTMLElement & { view: Id },
  views: readonly View<Id>[],
  selected: Id,
  panel: TemplateResult,
): TemplateResult {
  const select = (view: Id): void => {
    element.view = view;
    element.dispatchEvent(new CustomEvent('cohort-view-change', { detail: { view }, bubbles: true, composed: true }));
  };
  const walk = (event: KeyboardEvent): void => {
    const at = views.findIndex(({ id }) => id === selected);
    const targets: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const { id } = views[(target + views.length) % views.length]!;
    select(id);
    (event.currentTarget as Element).querySelector<HTMLElement>(`#tab-${id}`)!.focus();
  };
  return html`
    <div role="tablist" part="controls" class="tabs" @keydown=${walk}>
      ${views.map(
        ({ id, name }) => html`<button
          role="tab"
          id="tab-${id}"
          aria-selected=${id === selected}
          aria-controls="panel"
          tabindex=${id === selected ? 0 : -1}
          @click=${() => select(id)}
        >
          ${name}
        </button>`,
      )}
    </div>
    <div role="tabpanel" id="panel" aria-labelledby="tab-${selected}">${panel}</div>
  `;
}

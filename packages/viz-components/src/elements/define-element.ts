/**
 * Defines a custom element unless the page has one of that name: with two copies of this package on one page, the first to come serves both.
 */
export function defineElement(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

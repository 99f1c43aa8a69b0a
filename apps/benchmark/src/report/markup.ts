import { escape } from 'html-escaper';

/** Text that is HTML already. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | string | number | readonly Value[] | null;

/** HTML from a template: every interpolated string is escaped, markup and lists of it are inserted, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: strings.reduce((text, string, i) => text + render(values[i - 1]!) + string) };
}

/** What is trusted to be HTML: a picture of our own. */
export function raw(markup: string): Markup {
  return { markup };
}

function render(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(render).join('');
  return escape(String(value));
}

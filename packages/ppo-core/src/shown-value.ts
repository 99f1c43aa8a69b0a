/** A value as one short piece of an error's line: numbers as they are, what JSON can hold as JSON. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'function' ? String(value) : (JSON.stringify(value) ?? String(value));
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

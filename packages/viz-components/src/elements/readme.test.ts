import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const shown = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
// what others are made of
const inner = ['chart', 'live-chart'];
const elements = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !inner.includes(entry.name))
  .map(({ name }) => name);

test.each(elements)('the README has a section and a screenshot of %s', (name) => {
  expect(readme).toContain(`### \`<cohort-${name}>\``);
  expect(shown.filter((path) => path.startsWith(`src/elements/${name}/`))).not.toEqual([]);
});

test('every picture of the README is there', () => {
  expect(shown.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
});

import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import { report } from './run-comparison.fixture.ts';

const tag = 'cohort-run-comparison';
const withScript = `<${tag}><script type="application/json">${JSON.stringify(report)}</script></${tag}>`;
const [suite] = (
  report as {
    suites: {
      algorithms: { finalPerformance: { interquartileMean: { estimate: number; lower: number } } }[];
      improvements: { algorithm: string; over: string; probability: { estimate: number } }[];
    }[];
  }
).suites;

/** The cells of the chart's table. */
async function rowsOf(element: Locator): Promise<string[][]> {
  const csv = await element.locator('cohort-chart').evaluate((chart) => (chart as HTMLElementTagNameMap['cohort-chart']).toCsv());
  return csv.trim().split('\r\n').slice(1).map((line) => line.split(','));
}

test('shows the interquartile means of a report, accessibly, as they were drawn before', async () => {
  const { page, problems, close } = await openPage({ body: withScript });
  const element = page.locator(tag);
  await expectScreenshot(element, 'run-comparison/scores-light');
  await expectAccessible(page);
  const { estimate, lower } = suite!.algorithms[0]!.finalPerformance.interquartileMean;
  expect((await rowsOf(element))[0]!.slice(0, 4)).toEqual(['ppo', '5', String(estimate), String(lower)]);
  expect(problems).toEqual([]);
  await close();
});

test('keys alone choose the suite, the view, and the profiles that are drawn', async () => {
  const { page, close } = await openPage({ body: withScript, colorScheme: 'dark' });
  const element = page.locator(tag);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await settle(page);
  expect(await element.getAttribute('suite')).toBe('mixed-horizons');

  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  expect(await element.getAttribute('view')).toBe('profiles');
  await expectScreenshot(element, 'run-comparison/profiles-dark');
  await expectAccessible(page);

  const drawn = async (): Promise<string[]> => [...new Set((await rowsOf(element)).map(([name]) => name!))];
  expect(await drawn()).toEqual(['ppo', 'grpo:task', 'grpo:auto']);
  // picture, its table, legend
  for (const key of ['Tab', 'Tab', 'Tab', 'End', 'Space']) await page.keyboard.press(key);
  await settle(page);
  expect(await drawn()).toEqual(['ppo', 'grpo:task']);
  await close();
});

test('the pointer chooses what the others are compared with; a phone has room', async () => {
  const { page, close } = await openPage({ body: withScript, width: 360 });
  const element = page.locator(tag);
  await element.getByRole('tab', { name: 'Improvement' }).click();
  await element.getByLabel('Compared with').selectOption('grpo:auto');
  await settle(page);
  const rows = (await rowsOf(element)).map((cells) => cells.slice(0, 3));
  expect(rows).toEqual(suite!.improvements.filter(({ over }) => over === 'grpo:auto').map(({ algorithm, over, probability }) => [algorithm, over, String(probability.estimate)]));
  expect(rows).toHaveLength(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await close();
});

test('another suite that lacks the algorithm chosen for comparison is compared with the baseline', async () => {
  const { suites } = report as { suites: { env: string; algorithms: { algorithm: string }[]; scores: { algorithm: string }[]; improvements: { algorithm: string; over: string }[] }[] };
  const withoutAuto = suites.map((one, i) => {
    const isOther = ({ algorithm, over }: { algorithm: string; over?: string }): boolean => i === 0 || (algorithm !== 'grpo:auto' && over !== 'grpo:auto');
    return { ...one, algorithms: one.algorithms.filter(isOther), scores: one.scores.filter(isOther), improvements: one.improvements.filter(isOther) };
  });
  const data = JSON.stringify({ ...(report as object), suites: withoutAuto });
  const { page, problems, close } = await openPage({ body: `<${tag} view="improvement"><script type="application/json">${data}</script></${tag}>` });
  const element = page.locator(tag);
  await element.getByLabel('Compared with').selectOption('grpo:auto');
  await element.getByLabel('Suite').selectOption('mixed-horizons');
  await settle(page);
  expect((await rowsOf(element)).map(([algorithm, over]) => [algorithm, over])).toEqual([['grpo:task', 'ppo']]);
  expect(problems).toEqual([]);
  await close();
});

test('the pointer picks an algorithm by its interval, and takes a profile out', async () => {
  const { page, problems, close } = await openPage({ body: withScript, script: "document.addEventListener('cohort-point-select', ({ detail }) => (window.picked = detail.cells));" });
  const element = page.locator(tag);
  const box = (await element.locator('.canvas').boundingBox())!;
  const mark = suite!.algorithms[1]!;
  // the axis is from 0.4 to 0.9, between names and numbers
  const { estimate } = mark.finalPerformance.interquartileMean;
  const [left, right] = [80, 155];
  await page.mouse.click(box.x + left + ((estimate - 0.4) / 0.5) * (box.width - left - right), box.y + 8 + (1.5 / 3) * (box.height - 48));
  expect((await page.evaluate(() => (window as unknown as { picked: unknown[] }).picked)).slice(0, 3)).toEqual(['grpo:task', 5, estimate]);
  await element.getByRole('tab', { name: 'Profiles' }).click();
  await settle(page);
  await element.getByRole('button', { name: 'ppo' }).click();
  await settle(page);
  expect([...new Set((await rowsOf(element)).map(([name]) => name!))]).toEqual(['grpo:task', 'grpo:auto']);
  expect(problems).toEqual([]);
  await close();
});

test.each([
  ['text that is no JSON', '{"schema":', 'invalid data: not JSON'],
  ['another file', '{"schema":1,"runs":[]}', 'invalid confidence: undefined; expected a finite number'],
  ['a report without suites', JSON.stringify({ ...(report as object), suites: [] }), 'No report yet: cohort report writes report.json.'],
])('%s is said', async (_, data, message) => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  await element.evaluate((node, text) => node.setAttribute('data', text), data);
  expect(await element.locator('[part=message]').textContent()).toBe(message);
  expect(problems).toEqual([]);
  await close();
});

import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import type { CohortControls } from './controls.ts';
import { defaultGroupings } from './strategies.ts';

const form = (attributes = '') => `<form><fieldset><cohort-controls name="grpo" ${attributes}></cohort-controls></fieldset></form>`;
const script = `
  globalThis.told = [];
  for (const type of ['input', 'change']) {
    document.querySelector('form').addEventListener(type, ({ type, target }) => told.push([type, target.localName, { ...target.value }]));
  }`;

const sent = (page: Page) => page.evaluate(() => [...new FormData(document.querySelector('form')!)]);
const controls = (page: Page) => page.locator('cohort-controls');
const value = (page: Page) => controls(page).evaluate((element) => (element as CohortControls).value);

test.each(['light', 'dark'] as const)('is accessible and looks as it did, %s', async (colorScheme) => {
  const { page, problems, close } = await openPage({ body: form('grouping="difficulty" comparison'), colorScheme, width: 400 });
  if (colorScheme === 'light') await expectScreenshot(controls(page), 'controls/controls-light');
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
});

test('the mouse chooses; the form has the choice, each change is told once', async () => {
  const { page, close } = await openPage({ body: form(), script });
  expect(await sent(page)).toEqual([
    ['grpo.grouping', 'task'],
    ['grpo.weighting', 'uniform'],
  ]);
  await page.getByLabel('Grouping').selectOption('difficulty');
  await page.getByText('group DRO').click();
  await page.getByText('Compare with PPO').click();
  expect(await sent(page)).toEqual([
    ['grpo.grouping', 'difficulty'],
    ['grpo.numGroups', '4'],
    ['grpo.weighting', 'groupDro'],
    ['grpo.comparison', 'on'],
  ]);
  const chosen = { grouping: 'difficulty', numGroups: 4, weighting: 'groupDro', comparison: true };
  expect(await page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told)).toEqual(
    [{ ...chosen, weighting: 'uniform', comparison: false }, { ...chosen, comparison: false }, chosen].flatMap((now) => [
      ['input', 'cohort-controls', now],
      ['change', 'cohort-controls', now],
    ]),
  );
  await close();
});

test('keys alone do the same', async () => {
  const { page, close } = await openPage({ body: form('num-groups="15"') });
  // by task, clusters of trajectories; then 15 to 16, no further; uniform to balanced; on
  for (const key of ['Tab', 'ArrowDown', 'Tab', 'ArrowRight', 'ArrowRight', 'Tab', 'ArrowDown', 'Tab', 'Space']) {
    await page.keyboard.press(key);
    await settle(page);
  }
  expect(await value(page)).toEqual({ grouping: 'auto', numGroups: 16, weighting: 'balanced', comparison: true });
  await close();
});

test('a reset goes back to the attributes, a disabled fieldset keeps it out of the form', async () => {
  const { page, close } = await openPage({ body: form('grouping="length" num-groups="6"') });
  const first = await sent(page);
  await controls(page).evaluate((element) => {
    (element as CohortControls).value = { numGroups: 3, comparison: true };
  });
  await settle(page);
  expect(await page.locator('input[type=range]').inputValue()).toBe('3');
  expect(await sent(page)).toContainEqual(['grpo.numGroups', '3']);
  await page.evaluate(() => document.querySelector('form')!.reset());
  await settle(page);
  expect(await page.locator('input[type=range]').inputValue()).toBe('6');
  expect(await sent(page)).toEqual(first);

  await page.evaluate(() => (document.querySelector('fieldset')!.disabled = true));
  await settle(page);
  expect(await sent(page)).toEqual([]);
  expect(await controls(page).locator('input:enabled, select:enabled').count()).toBe(0);
  await close();
});

test('is invalid with a choice that its lists do not have, and says so', async () => {
  const { page, close } = await openPage({ body: form('groupings="task mine" grouping="theirs"') });
  const isValid = () => page.evaluate(() => document.querySelector('form')!.checkValidity());
  expect(await isValid()).toBe(false);
  const message = 'unknown grouping: theirs; expected one of task, mine';
  expect(await controls(page).evaluate((element) => (element as CohortControls).validationMessage)).toBe(message);
  expect(await controls(page).locator('[role=alert]').textContent()).toBe(message);
  expect(await sent(page)).toEqual([]);
  await page.getByLabel('Grouping').selectOption('mine');
  expect(await isValid()).toBe(true);
  expect(await sent(page)).toContainEqual(['grpo.grouping', 'mine']);
  await controls(page).evaluate((element) => {
    (element as CohortControls).value = { numGroups: 2.5 };
  });
  await settle(page);
  expect(await isValid()).toBe(false);
  await close();
});

test('attributes that are taken away leave their defaults', async () => {
  const { page, close } = await openPage({ body: form('groupings="mine yours" weightings="ours" num-groups="9" min-groups="8" max-groups="12"') });
  const options = () => page.getByLabel('Grouping').locator('option').allTextContents();
  expect(await options()).toEqual(['mine', 'yours']);
  await controls(page).evaluate((element) => {
    for (const name of ['groupings', 'weightings', 'num-groups', 'min-groups', 'max-groups', 'name']) element.removeAttribute(name);
  });
  await settle(page);
  expect(await options()).toEqual(defaultGroupings.map(({ name }) => name));
  expect(await value(page)).toEqual({ grouping: 'task', numGroups: null, weighting: 'uniform', comparison: false });
  expect(await controls(page).locator('[role=alert]').count()).toBe(0);
  expect(await sent(page)).toEqual([]);
  await page.getByLabel('Grouping').selectOption('auto');
  expect((await value(page)).numGroups).toBe(4);
  expect(await page.locator('input[type=range]').evaluate(({ min, max }: HTMLInputElement) => [min, max])).toEqual(['2', '16']);
  await close();
});

test('takes strategies of the page, by their names', async () => {
  const name = '<b>mine</b>';
  const { page, close } = await openPage({
    body: form(),
    script: `document.querySelector('cohort-controls').groupings = [{ value: 'mine', name: '${name}', hasNumGroups: false }, 'yours'];`,
  });
  expect(await page.getByLabel('Grouping').locator('option').allTextContents()).toEqual([name, 'yours']);
  expect(await value(page)).toEqual({ grouping: 'mine', numGroups: null, weighting: 'uniform', comparison: false });
  await close();
});

import { expect, test } from '@jest/globals';
import { createRunMonitor, fillTaskBalance, createColumnValues } from '@cohort-rl/analysis';
import type { Locator } from 'playwright-core';
import { pictureMargin } from '../../live-picture.ts';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import { taskRecords } from './task-dashboard.fixture.ts';

const tag = 'cohort-task-dashboard';
const references = Object.fromEntries(['standard', 'long', 'heavy', 'short'].map((task) => [task, { randomReturn: 0, expertReturn: 500 }]));
const withScript = `<${tag}><script type="application/json">${JSON.stringify({ runs: [{ seed: 0, records: taskRecords() }], references })}</script></${tag}>`;
/** Records are made in the page: to hand over many takes minutes. */
const script = `globalThis.taskRecords = ${String(taskRecords)};`;

type PageGlobals = { taskRecords: typeof taskRecords };

/** The cells of the tables of all charts, by the chart's label. */
async function tablesOf(element: Locator): Promise<Record<string, string[][]>> {
  const texts = await element.locator('cohort-chart').evaluateAll((charts) =>
    (charts as HTMLElementTagNameMap['cohort-chart'][]).map((chart): [string, string] => [chart.label, chart.toCsv()]),
  );
  return Object.fromEntries(texts.map(([label, csv]) => [label, csv.trim().split('\r\n').map((line) => line.split(','))]));
}

test('shows curves, weights and balance of the records of a script child, accessibly, as they were drawn before', async () => {
  const { page, problems, close } = await openPage({ body: withScript, width: 760 });
  const element = page.locator(tag);
  await expectScreenshot(element, 'task-dashboard/records-light');
  await expectAccessible(page);
  expect((await element.locator('[part=summary]').textContent())!.replace(/\s+/g, ' ').trim()).toMatch(/^Now: worst task short, score 0\.\d+; Jain’s index 0\.9\d?; Gini coefficient 0\.\d+\.$/);
  expect(problems).toEqual([]);
  await close();
});

test('its balance is what analysis computes', async () => {
  const { page, close } = await openPage({ body: withScript });
  const tables = await tablesOf(page.locator(tag));
  const monitor = createRunMonitor({ references });
  for (const record of taskRecords()) monitor.add(record);
  const columns = { maxStep: 2048 * 120, numColumns: 200 };
  const balance = { worstTaskScore: createColumnValues(200), jainIndex: createColumnValues(200), giniCoefficient: createColumnValues(200) };
  fillTaskBalance(balance, [monitor.taskReturns], Object.keys(references), columns);
  const [, ...rows] = tables['Balance of the tasks']!;
  const shown = rows.filter(([measure]) => measure === 'Jain’s index').map(([, , value]) => Number(value));
  expect(shown).toEqual([...balance.jainIndex.mean].filter((value) => !Number.isNaN(value)));
  await close();
});

test('keys alone take a task out of focus, of its curve and its weight', async () => {
  const { page, close } = await openPage({ body: withScript, colorScheme: 'dark' });
  const element = page.locator(tag);
  // the first picture, its table, the legend
  for (const key of ['Tab', 'Tab', 'Tab', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await settle(page);
  const tables = await tablesOf(element);
  const names = (label: string): string[] => [...new Set(tables[label]!.slice(1).map(([name]) => name!))];
  expect(names('Learning curves of the tasks')).toEqual(['standard', 'heavy', 'short']);
  expect(names('Weights of the groups')).toEqual(['standard', 'heavy', 'short', '1 other']);
  await expectAccessible(page);
  await close();
});

test('the pointer takes a task out of focus, and picks a point of a curve and a group of the weights', async () => {
  const { page, problems, close } = await openPage({
    body: withScript,
    width: 760,
    script: "document.addEventListener('cohort-point-select', (event) => (window.picked = [event.composedPath()[0].label, ...event.detail.cells]));",
  });
  const element = page.locator(tag);
  await element.getByRole('button', { name: 'heavy' }).click();
  await settle(page);
  const tables = await tablesOf(element);
  const names = (label: string): string[] => [...new Set(tables[label]!.slice(1).map(([name]) => name!))];
  expect(names('Learning curves of the tasks')).toEqual(['standard', 'long', 'short']);
  expect(names('Weights of the groups')).toEqual(['standard', 'long', 'short', '1 other']);

  // in the middle of each picture, where the line or the upper edge of the layer stands by the numbers of its table
  const click = async (chart: number, name: string, most: number): Promise<void> => {
    const label = ['Learning curves of the tasks', 'Weights of the groups'][chart]!;
    const rows = tables[label]!.slice(1).map(([who, step, value]) => ({ who: who!, step: Number(step), value: Number(value) }));
    const { step } = rows[60]!;
    const at = rows.filter((row) => row.step === step);
    const place = at.findIndex(({ who }) => who === name);
    const height = chart === 0 ? at[place]!.value : at.slice(0, place + 1).reduce((sum, { value }) => sum + value, 0);
    const box = (await element.locator('cohort-chart').nth(chart).locator('.canvas').boundingBox())!;
    const { left, right, top, bottom } = pictureMargin;
    await page.mouse.click(box.x + left + (step / (2048 * 120)) * (box.width - left - right), box.y + top + (1 - height / most) * (box.height - top - bottom));
    const picked = await page.evaluate(() => (window as unknown as { picked: (string | number)[] }).picked);
    expect(picked.slice(0, 2)).toEqual([label, name]);
    expect([picked[2], picked[3]]).toEqual([step, at[place]!.value]);
  };
  await click(0, 'long', 1.2);
  await click(1, 'standard', 100);
  expect(problems).toEqual([]);
  await close();
});

test('records that stream in move the pictures; paused, they have the numbers of all', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script, width: 360 });
  const element = page.locator(tag);
  await page.evaluate(async () => {
    const shown = document.querySelector('cohort-task-dashboard')!;
    const make = (globalThis as unknown as PageGlobals).taskRecords;
    shown.data = { runs: [], references: Object.fromEntries(Array.from({ length: 100 }, (_, task) => [`task ${task}`, { randomReturn: 0, expertReturn: 500 }])) };
    await shown.updateComplete;
    for (let update = 0; update < 60; update++) {
      shown.appendRecords(make({ tasks: 100, updates: 1, from: update }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  expect(await element.locator('cohort-live-chart').evaluateAll((charts) => (charts as HTMLElementTagNameMap['cohort-live-chart'][]).map(({ label, numColumns }) => [label, numColumns]))).toEqual([
    ['Learning curves of the tasks', 266],
    ['Weights of the groups', 266],
    ['Balance of the tasks', 266],
  ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await element.getByRole('button', { name: 'Pause' }).click();
  await settle(page);
  const tables = await tablesOf(element);
  expect(new Set(tables['Learning curves of the tasks']!.slice(1).map(([name]) => name)).size).toBe(8);
  expect(tables['Learning curves of the tasks']!.length - 1).toBe(8 * 60);
  expect(new Set(tables['Weights of the groups']!.slice(1).map(([name]) => name))).toContain('92 others');
  expect(problems).toEqual([]);
  await close();
});

test('drawn as they came, pictures are those drawn at once', async () => {
  const { page, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const differences = await page.evaluate(async () => {
    const shown = document.querySelector('cohort-task-dashboard')!;
    const frames = async (count: number): Promise<void> => {
      for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    const make = (globalThis as unknown as PageGlobals).taskRecords;
    shown.data = { runs: [], references: Object.fromEntries(['standard', 'long', 'heavy', 'short'].map((task) => [task, { randomReturn: 0, expertReturn: 500 }])) };
    await shown.updateComplete;
    for (let update = 0; update < 90; update++) {
      // tasks end episodes now and then, as they do
      shown.appendRecords(make({ updates: 1, from: update }).filter((record) => record.type !== 'episode' || (record.env + update) % 3 === 0));
      await frames(1);
    }
    await frames(20);
    const charts = [...shown.shadowRoot!.querySelectorAll('cohort-live-chart')];
    const pixels = (): Uint8ClampedArray[] =>
      charts.map((chart) => {
        const canvas = [...chart.shadowRoot!.querySelectorAll('canvas')].slice(1).find(({ hidden }) => !hidden)!;
        return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
      });
    const grown = pixels();
    for (const theme of ['dark', 'light'] as const) {
      shown.theme = theme;
      await shown.updateComplete;
      await frames(20);
    }
    const whole = pixels();
    return grown.map((data, chart) => {
      let [differing, inked] = [0, 0];
      for (let i = 3; i < data.length; i += 4) {
        if (whole[chart]![i]! > 0) inked += 1;
        if (Math.abs(data[i]! - whole[chart]![i]!) > 40) differing += 1;
      }
      return { share: differing / inked, inked };
    });
  });
  for (const { share, inked } of differences) {
    expect(inked).toBeGreaterThan(500);
    expect(share).toBeLessThan(0.002);
  }
  await close();
});

test.each([
  ['no references', { runs: [{ seed: 0, records: taskRecords() }] }, 'No balance without reference returns: returns of several tasks cannot be compared.'],
  ['references of some tasks only', { runs: [{ seed: 0, records: taskRecords() }], references: { standard: references['standard'] } }, 'missing references of long, heavy, short'],
  ['one task', { runs: [{ seed: 0, records: taskRecords({ tasks: 1 }) }] }, 'One task has no balance.'],
  ['no records', { runs: [] }, 'No episodes yet.'],
  ['references that are none', { runs: [], references: { a: { randomReturn: 1, expertReturn: 1 } } }, 'invalid references: random 1, expert 1; expected two different numbers'],
])('%s is said', async (_, data, message) => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  await element.evaluate((node, text) => node.setAttribute('data', text), JSON.stringify(data));
  await settle(page);
  expect(await element.locator('[part=message]').textContent()).toBe(message);
  expect(problems).toEqual([]);
  await close();
});

test('a task without a reference that comes while records stream in is said, once', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const told = await page.evaluate(async () => {
    const messages: string[] = [];
    document.addEventListener('cohort-error', (event) => messages.push((event as HTMLElementEventMap['cohort-error']).detail.message));
    const shown = document.querySelector('cohort-task-dashboard')!;
    const make = (globalThis as unknown as PageGlobals).taskRecords;
    shown.data = { runs: [], references: Object.fromEntries(['task 0', 'task 1'].map((task) => [task, { randomReturn: 0, expertReturn: 500 }])) };
    for (let update = 0; update < 20; update++) {
      shown.appendRecords(make({ tasks: update < 10 ? 2 : 3, updates: 1, from: update }));
      for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return messages;
  });
  expect(told).toEqual(['missing references of task 2']);
  expect(await page.locator(`${tag} >> [role=alert]`).textContent()).toBe('missing references of task 2');
  expect(problems).toEqual([]);
  await close();
});

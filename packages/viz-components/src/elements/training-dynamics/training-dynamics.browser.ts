import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import { groupRecords } from './training-dynamics.fixture.ts';

const tag = 'cohort-training-dynamics';
const withScript = `<${tag}><script type="application/json">${JSON.stringify(groupRecords())}</script></${tag}>`;
/** Records are made in the page: to hand over many takes minutes. */
const script = `globalThis.groupRecords = ${String(groupRecords)};`;

type PageGlobals = { groupRecords: typeof groupRecords };

/** Appends records as training does: an update at a time, or all at once. */
const append = (page: Page, how: { groups: number; updates: number; from?: number; at?: 'once' | 'each' }): Promise<void> =>
  page.evaluate(async ({ at = 'once', ...options }) => {
    const element = document.querySelector('cohort-training-dynamics')!;
    const records = (globalThis as unknown as PageGlobals).groupRecords(options);
    if (at === 'once') element.appendRecords(records);
    else for (const record of records) element.appendRecords([record]);
    await element.updateComplete;
    for (let frame = 0; frame < 30; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, how);

test('shows the records of a script child, accessibly, as they were drawn before', async () => {
  const { page, problems, close } = await openPage({ body: withScript });
  const element = page.locator(tag);
  await expectScreenshot(element, 'training-dynamics/performance-light');
  await expectAccessible(page);
  expect(await element.locator('cohort-chart [part=description]').textContent()).toBe(
    'Lines: mean in each column; bands: smallest to largest value in it (min–max, no extreme is left out). 100 records in 626 columns of 327 steps.',
  );
  expect(problems).toEqual([]);
  await close();
});

test('keys alone change the view, the groups in focus, and walk the numbers', async () => {
  const { page, close } = await openPage({ body: withScript, colorScheme: 'dark' });
  const element = page.locator(tag);
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await settle(page);
  expect(await element.getAttribute('view')).toBe('convergence');
  await expectScreenshot(element, 'training-dynamics/convergence-dark');
  await expectAccessible(page);

  // the chart walks its rows, in the order in which groups converged
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  const said = await element.locator('[aria-live]').textContent();
  expect(said).toMatch(/^group light; converged at step 4\d,\d{3}; final level (49|50)\d\.\d+; tolerance \d+/);

  // table button, then the legend: one stop, arrows within
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.evaluate(() => {
    document.addEventListener('cohort-focus-change', (event) => {
      document.title = (event as HTMLElementEventMap['cohort-focus-change']).detail.focused.join(' ');
    });
  });
  await page.keyboard.press('Enter');
  expect(await page.title()).toBe('0 2');
  expect(await element.locator('[part=legend] button').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-pressed')))).toEqual(['true', 'false', 'true']);
  await close();
});

test('the pointer chooses a view, and groups; weights add up to 100 % in every column', async () => {
  const { page, close } = await openPage({ body: withScript });
  const element = page.locator(tag);
  await element.getByRole('tab', { name: 'Weights' }).click();
  await element.getByRole('button', { name: 'default' }).click();
  await settle(page);
  const csv = await element.locator('cohort-chart').evaluate((chart) => (chart as HTMLElementTagNameMap['cohort-chart']).toCsv());
  const rows = csv.trim().split('\r\n').slice(1).map((line) => line.split(','));
  expect([...new Set(rows.map(([name]) => name))]).toEqual(['light', 'heavy', '1 other']);
  const sums = new Map<string, number>();
  for (const [, step, share] of rows) sums.set(step!, (sums.get(step!) ?? 0) + Number(share));
  expect(sums.size).toBe(100);
  for (const sum of sums.values()) expect(sum).toBeCloseTo(100, 9);
  await close();
});

test('records that stream in are thinned to the columns of the picture; paused, their numbers can be read', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const element = page.locator(tag);
  await append(page, { groups: 100, updates: 400 });
  await append(page, { groups: 100, updates: 20, from: 400, at: 'each' });
  const live = element.locator('cohort-live-chart');
  const columns = await live.evaluate((chart) => (chart as HTMLElementTagNameMap['cohort-live-chart']).numColumns);
  expect(columns).toBe(626);
  expect(await live.locator('canvas').count()).toBe(3);
  // something is drawn in the last column that has data, and nothing behind it
  const drawn = await live.evaluate((chart) => {
    const canvas = [...chart.shadowRoot!.querySelectorAll('canvas')].slice(1).find(({ hidden }) => !hidden)!;
    const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const inked = Array.from({ length: width }, (_, x) => Array.from({ length: height }, (_unused, y) => data[4 * (y * width + x) + 3]!).some((alpha) => alpha > 0));
    return [inked.indexOf(true), inked.lastIndexOf(true)];
  });
  // 420 updates of 2,048 steps on an axis to 1.1 million (a quarter more than the first 400, rounded up)
  const lastX = 48 + (626 * 420 * 2048) / 1_100_000;
  expect(drawn[0]).toBeLessThan(51);
  expect(Math.abs(drawn[1]! - lastX)).toBeLessThan(3);

  await element.getByRole('button', { name: 'Pause' }).click();
  await settle(page);
  expect(await live.count()).toBe(0);
  const csv = await element.locator('cohort-chart').evaluate((chart) => (chart as HTMLElementTagNameMap['cohort-chart']).toCsv());
  const rows = csv.trim().split('\r\n').slice(1);
  // eight groups in focus, a point a column at most
  expect(rows.length).toBeGreaterThan(8 * 100);
  expect(rows.length).toBeLessThanOrEqual(8 * 626);
  expect(await element.locator('[part=description]').textContent()).toContain('420 records in 626 columns of 1,760 steps. 92 more are grey, from smallest to largest value.');
  await expectAccessible(page);

  // goes on meanwhile
  await append(page, { groups: 100, updates: 5, from: 420 });
  await element.getByRole('button', { name: 'Pause' }).click();
  await settle(page);
  expect(await element.locator('cohort-live-chart').getAttribute('description') ?? (await element.locator('[part=description]').textContent())).toContain('425 records');
  expect(problems).toEqual([]);
  await close();
});

test.each([
  ['one run, device pixels as CSS pixels', 1, 1],
  ['three runs in columns of a few pixels', 3, 1],
  ['three runs, five device pixels for four', 3, 1.25],
])('live weights leave no gap where columns are narrower than updates: %s', async (_, runs, ratio) => {
  const { page, problems, close } = await openPage({ body: `<${tag} view="weights"></${tag}>`, script, isForOnce: true });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', { width: 720, height: 800, deviceScaleFactor: ratio, mobile: false });
  const faint = await page.evaluate(async (numRuns) => {
    const element = document.querySelector('cohort-training-dynamics')!;
    const make = (globalThis as unknown as PageGlobals).groupRecords;
    const frames = async (count: number): Promise<void> => {
      for (let frame = 0; frame < count; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    for (let update = 0; update < 24; update++) {
      for (let seed = 0; seed < numRuns; seed++) element.appendRecords(make({ updates: 1, from: update, seed }), { seed });
      await frames(3);
    }
    await frames(20);
    const canvas = [...element.shadowRoot!.querySelector('cohort-live-chart')!.shadowRoot!.querySelectorAll('canvas')].slice(1).find(({ hidden }) => !hidden)!;
    const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    // along the middle of the lowest layer
    const row = Math.round(height - (40 + 12) * devicePixelRatio);
    const alphas = Array.from({ length: width }, (_unused, x) => data[4 * (row * width + x) + 3]!);
    const [first, last] = [alphas.findIndex((alpha) => alpha > 0), alphas.findLastIndex((alpha) => alpha > 0)];
    return { width: last - first, alphas: [...new Set(alphas.slice(first, last + 1))] };
  }, runs);
  expect(faint.width).toBeGreaterThan(300);
  expect(faint.alphas).toEqual([faint.alphas[0]]);
  expect(problems).toEqual([]);
  await close();
});

test('what is appended under an error is left out; other data, and what follows them at once, are shown', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const element = page.locator(tag);
  const words = () => element.locator('[part=message]').textContent();
  const append = (from: number) =>
    page.evaluate((first) => document.querySelector('cohort-training-dynamics')!.appendRecords((globalThis as unknown as PageGlobals).groupRecords({ updates: 10, from: first })), from);
  await element.evaluate((node) => node.setAttribute('data', '[{"type":"group","step":1}]'));
  await append(10);
  await settle(page);
  const error = 'invalid record: invalid strategy of type group: undefined; expected a string';
  expect(await words()).toBe(error);
  await append(20);
  await settle(page);
  expect(await words()).toBe(error);
  await page.evaluate(() => {
    const shown = document.querySelector('cohort-training-dynamics')!;
    const make = (globalThis as unknown as PageGlobals).groupRecords;
    shown.data = make({ updates: 30 });
    shown.appendRecords(make({ updates: 10, from: 30 }));
  });
  await settle(page);
  expect(await element.locator('[part=description]').textContent()).toContain('40 records');
  expect(problems).toEqual([]);
  await close();
});

test('records that come before the element is in the page are shown with it', async () => {
  const { page, problems, close } = await openPage({ script });
  await page.evaluate(() => {
    const made = document.createElement('cohort-training-dynamics');
    for (let from = 0; from < 20; from++) made.appendRecords((globalThis as unknown as PageGlobals).groupRecords({ updates: 1, from }));
    document.querySelector('main')!.append(made);
  });
  await settle(page);
  expect(await page.locator(`${tag} >> [part=description]`).textContent()).toContain('20 records');
  expect(await page.locator(`${tag} >> cohort-live-chart`).count()).toBe(1);
  expect(problems).toEqual([]);
  await close();
});

test('taken out of the page and put back it goes on; with reduced motion it moves once a second', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script, colorScheme: 'dark', reducedMotion: 'reduce' });
  const element = page.locator(tag);
  await append(page, { groups: 3, updates: 50 });
  await page.evaluate(() => {
    const shown = document.querySelector('cohort-training-dynamics')!;
    shown.remove();
    shown.appendRecords((globalThis as unknown as PageGlobals).groupRecords({ groups: 3, updates: 50, from: 50 }));
    document.querySelector('main')!.append(shown);
  });
  const lastInk = (): Promise<number> =>
    element.locator('cohort-live-chart').evaluate((chart) => {
      const canvas = [...chart.shadowRoot!.querySelectorAll('canvas')].slice(1).find(({ hidden }) => !hidden);
      if (!canvas || canvas.width === 0) return -1;
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((last, value, i) => (i % 4 === 3 && value > 0 ? Math.max(last, ((i - 3) / 4) % width) : last), -1);
    });
  await page.waitForTimeout(1200);
  // an axis to a quarter more than the first 50, then than the 100
  const columnOf = (update: number): number => 48 + (626 * 2048 * update) / 260_000;
  expect(Math.abs((await lastInk()) - columnOf(100))).toBeLessThan(5);
  const { moved, at } = await page.evaluate(async () => {
    const chart = document.querySelector('cohort-training-dynamics')!.shadowRoot!.querySelector('cohort-live-chart')!;
    const paint = chart.paint.bind(chart);
    let count = 0;
    chart.paint = (...order) => {
      count += 1;
      paint(...order);
    };
    const shown = document.querySelector('cohort-training-dynamics')!;
    for (let update = 100; update < 110; update++) {
      shown.appendRecords((globalThis as unknown as PageGlobals).groupRecords({ groups: 3, updates: 1, from: update }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    const soon = count;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    return { moved: soon, at: count };
  });
  expect(moved).toBeLessThanOrEqual(1);
  expect(at).toBeGreaterThan(moved);
  expect(problems).toEqual([]);
  await close();
});

test('several runs have intervals over runs, and no extremes', async () => {
  const { page, close } = await openPage({ body: `<${tag}></${tag}>`, script, width: 360 });
  const element = page.locator(tag);
  await page.evaluate(() => {
    const make = (globalThis as unknown as PageGlobals).groupRecords;
    document.querySelector('cohort-training-dynamics')!.data = {
      runs: [0, 1, 2].map((seed) => ({ seed, records: make({ seed }) })),
      references: Object.fromEntries(['light', 'default', 'heavy'].map((task) => [task, { randomReturn: 0, expertReturn: 500 }])),
    };
  });
  await settle(page);
  expect(await element.locator('[part=description]').textContent()).toBe('Lines: mean over 3 runs; bands: its 95 % interval (Student’s t). 300 records in 100 columns of 2,050 steps.');
  const csv = await element.locator('cohort-chart').evaluate((chart) => (chart as HTMLElementTagNameMap['cohort-chart']).toCsv());
  const [head, first] = csv.split('\r\n');
  expect(head).toBe('group,step,normalised score,lower bound,upper bound');
  const [, , mean, lower, upper] = first!.split(',').map(Number) as [number, number, number, number, number];
  expect(lower < mean && mean < upper && mean < 1).toBe(true);
  // nothing is wider than the phone
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await close();
});

test('a million values are thinned, and a name that is markup stays text', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const element = page.locator(tag);
  const loaded = await page.evaluate(async () => {
    const records = (globalThis as unknown as PageGlobals).groupRecords({ groups: 100, updates: 5000 });
    const hostile = records.map((record) => ({ ...record, groups: record.groups.map((group, i) => (i === 0 ? { ...group, name: '<img src=x onerror="document.title=1">' } : group)) }));
    const shown = document.querySelector('cohort-training-dynamics')!;
    shown.data = [...hostile, ...hostile.map((record) => ({ ...record, step: record.step + 5000 * 2048 }))];
    await shown.updateComplete;
    return records.length;
  });
  expect(loaded).toBe(5000);
  expect(await element.locator('[part=description]').textContent()).toContain('10,000 records in 626 columns');
  expect(await element.locator('[part=legend] button').first().textContent()).toContain('<img src=x');
  expect(await element.locator('img').count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

test.each([
  ['text that is no JSON', '{"runs":', 'invalid data: not JSON'],
  ['another schema', '{"groups":[]}', 'invalid runs: undefined; expected an array'],
  ['a record that is none', '[{"type":"group","step":1}]', 'invalid record: invalid strategy of type group: undefined; expected a string'],
  ['a number that is none', '[{"type":"group","step":1e999,"strategy":"a","groups":[],"diagnostics":{}}]', 'invalid record: invalid step of type group: Infinity; expected a finite number ≥ 0'],
  ['that there are no groups', '[]', 'No groups yet: runs with groups write group records.'],
])('%s is said', async (_, data, message) => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  await element.evaluate((node, text) => node.setAttribute('data', text), data);
  expect(await element.locator('[part=message]').textContent()).toBe(message);
  expect(problems).toEqual([]);
  await close();
});

test('an invalid record is refused and changes nothing; hostile values are left out', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, script });
  const element = page.locator(tag);
  const refused = await page.evaluate(() => {
    const shown = document.querySelector('cohort-training-dynamics')!;
    const records = (globalThis as unknown as PageGlobals).groupRecords({ updates: 20 });
    try {
      shown.appendRecords([...records, { type: 'group' } as never]);
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(refused).toBe('invalid record: invalid step of type group: undefined; expected a finite number ≥ 0');
  expect(await element.locator('[part=message]').textContent()).toBe('No groups yet: runs with groups write group records.');
  await page.evaluate(() => {
    const [first, ...rest] = (globalThis as unknown as PageGlobals).groupRecords({ updates: 20 });
    const wild = { ...first!, groups: first!.groups.map((group, i) => ({ ...group, returnMean: [NaN, Infinity, -Infinity][i]!, weight: i === 2 ? NaN : 1 })) };
    document.querySelector('cohort-training-dynamics')!.data = [wild, ...rest];
  });
  await settle(page);
  expect(await element.locator('cohort-chart').count()).toBe(1);
  expect(problems).toEqual([]);
  await close();
});

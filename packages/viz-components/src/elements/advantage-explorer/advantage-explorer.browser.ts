import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { SnapshotRecord } from '@cohort-rl/analysis';
import type { Locator, Page } from 'playwright-core';
import { compareRollout } from '../compared-rollout.ts';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import type { RolloutSelection } from './selection.ts';

const tag = 'cohort-advantage-explorer';
const text = readFileSync(new URL('../../../fixtures/grpo-task-snapshot.json', import.meta.url), 'utf8');
const snapshot = JSON.parse(text) as SnapshotRecord;
const { comparison } = compareRollout(snapshot);
const { numEnvs, trajectories } = snapshot;
const show = (view: string): string => `<${tag} view="${view}"><script type="application/json">${text}</script></${tag}>`;

const selectionOf = (element: Locator): Promise<RolloutSelection> => element.evaluate((node) => (node as unknown as { selection: RolloutSelection }).selection);
/** Of the page: keeps what it is told of. */
const listening = "window.told = []; document.addEventListener('cohort-selection-change', ({ detail }) => window.told.push(detail));";
/** What the page was told since this was last asked. */
const selectionsTold = (page: Page): Promise<RolloutSelection[]> =>
  page.evaluate(() => (window as unknown as { told: RolloutSelection[] }).told.splice(0));
/** Start, end and row of the frame in a map; null without one. */
const frameOf = (map: Locator): Promise<number[] | null> =>
  map.evaluate((chart) => {
    const { series } = (chart as unknown as { option: { series: { data: number[][] }[] } }).option;
    return series.length > 2 ? series[2]!.data[0]! : null;
  });
const rowsOf = (chart: Locator): Promise<(string | number | null)[][]> =>
  chart.evaluate((node) => (node as unknown as { table: { rows: { cells: (string | number | null)[] }[] } }).table.rows.map(({ cells }) => cells));

test('keys alone pick a step in one map; both maps frame its trajectory, which is shown step by step', async () => {
  const { page, problems, close } = await openPage({ body: show('rollout'), script: listening });
  const element = page.locator(tag);
  const charts = element.locator('cohort-chart');
  expect(await charts.count()).toBe(2);
  // tabs, group, two buttons, the first map
  for (let i = 0; i < 5; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await settle(page);
  const told = await selectionsTold(page);
  const { group, trajectory, step } = await selectionOf(element);
  expect(told).toEqual([{ group, trajectory, step }]);
  expect([group, step]).toEqual([null, 4 * numEnvs]);
  const { env, start, length, label } = trajectories[trajectory!]!;
  expect([env, start <= 4, start + length > 4]).toEqual([0, true, true]);
  for (const side of [0, 1]) expect(await frameOf(charts.nth(side))).toEqual([start, start + length, env]);
  const rows = await rowsOf(charts.nth(2));
  expect(rows.map(([at]) => at)).toEqual(Array.from({ length }, (_, i) => start + i));
  rows.forEach(([at, batch, relative, flipped]) => {
    const index = (at as number) * numEnvs + env;
    expect([batch, relative, flipped]).toEqual([comparison.batch[index], comparison.group[index], comparison.flipped[index] === 1 ? 'yes' : 'no']);
  });
  expect(await charts.nth(2).locator('.title').textContent()).toContain(snapshot.groups[label]!.name);
  await page.keyboard.press('Escape');
  await expectScreenshot(element.locator('.sides'), 'advantage-explorer/rollout-light');
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
});

test('the pointer picks in the other map; the chosen group alone is left in both', async () => {
  const { page, problems, close } = await openPage({ body: show('rollout'), script: listening, colorScheme: 'dark' });
  const element = page.locator(tag);
  const charts = element.locator('cohort-chart');
  const box = (await charts.nth(1).locator('.canvas').boundingBox())!;
  // the fourth row: environment 3
  await page.mouse.click(box.x + box.width * 0.6, box.y + 52 + 26 + 3.5 * 22);
  await settle(page);
  const [{ trajectory, step } = { trajectory: null, step: null }, ...more] = await selectionsTold(page);
  expect(more).toEqual([]);
  expect([step! % numEnvs, trajectories[trajectory!]!.env]).toEqual([3, 3]);
  expect(await frameOf(charts.first())).toEqual(await frameOf(charts.nth(1)));
  expect((await frameOf(charts.first()))![2]).toBe(3);

  await element.getByRole('button', { name: 'Next trajectory' }).click();
  await settle(page);
  expect(await selectionOf(element)).toEqual({ group: null, trajectory: (trajectory! + 1) % trajectories.length, step: null });

  await element.locator('select').selectOption({ label: 'long' });
  await settle(page);
  expect(await selectionOf(element)).toEqual({ group: 1, trajectory: null, step: null });
  const ofLong = comparison.groups[1]!;
  for (const side of [0, 1]) {
    const rows = await rowsOf(charts.nth(side));
    expect(new Set(rows.map(([, , , name]) => name))).toEqual(new Set(['long']));
    expect(rows.reduce((sum, cells) => sum + (cells[4] as number), 0)).toBe(ofLong.steps);
    expect(rows.reduce((sum, cells) => sum + (cells[8] as number), 0)).toBe(ofLong.flips);
  }
  expect(problems).toEqual([]);
  await close();
});

test('groups: statistics are those of the comparison, and a picked row brings its group out in all pictures', async () => {
  const { page, problems, close } = await openPage({ body: show('groups') });
  const element = page.locator(tag);
  const charts = element.locator('cohort-chart');
  const [batch, group, changes] = await Promise.all([0, 1, 2].map((i) => rowsOf(charts.nth(i))));
  comparison.groups.forEach((expected, g) => {
    const { name } = snapshot.groups[g]!;
    for (const [rows, { mean, std, skewness, positiveShare, quantiles }] of [[batch, expected.batch], [group, expected.group]] as const) {
      expect(rows![g]).toEqual([name, expected.steps, mean, std, skewness, 100 * positiveShare, ...quantiles]);
    }
    expect(changes![g]).toEqual([name, expected.steps, expected.flips, (100 * expected.flips) / expected.steps, 100 * expected.between]);
  });
  await charts.nth(2).locator('[role=application]').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await settle(page);
  expect(await selectionOf(element)).toEqual({ group: 1, trajectory: null, step: null });
  expect(await element.locator('select').inputValue()).toBe('1');
  const opacities = await charts.first().evaluate((node) => {
    const { series } = (node as unknown as { option: { series: { data: { itemStyle: { opacity: number } }[] }[] } }).option;
    return series[0]!.data.map(({ itemStyle }) => itemStyle.opacity);
  });
  expect(opacities).toEqual([0.3, 1, 0.3, 0.3]);
  await page.keyboard.press('Enter');
  expect(await selectionOf(element)).toEqual({ group: null, trajectory: null, step: null });
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
});

test("gradients: norms and cosines are the engine's, as they were drawn before", async () => {
  const { page, problems, close } = await openPage({ body: show('gradients'), colorScheme: 'dark', width: 440 });
  const element = page.locator(tag);
  await expectScreenshot(element.locator('cohort-chart').nth(1), 'advantage-explorer/gradients-dark');
  await expectAccessible(page);
  const { norms, normsBatch, cosines, cosinesBatch } = snapshot.gradients!;
  const charts = element.locator('cohort-chart');
  const rows = await rowsOf(charts.first());
  expect(rows.map(([, batch, , used]) => [batch, used])).toEqual(norms.map((norm, g) => [normsBatch[g], norm]));
  expect(rows.reduce((sum, [, , share]) => sum + (share as number), 0)).toBeCloseTo(100, 9);
  expect((await rowsOf(charts.nth(1))).map((cells) => cells[3])).toEqual([...cosinesBatch.flat(), ...cosines.flat()]);
  expect(problems).toEqual([]);
  await close();
});

test('a selection set from outside is shown, and what of it does not exist is let go', async () => {
  const { page, problems, close } = await openPage({ body: show('rollout') });
  const element = page.locator(tag);
  for (const [given, expected] of [
    [{ group: null, trajectory: 2, step: null }, { group: null, trajectory: 2, step: null }],
    [{ group: 77, trajectory: -3, step: 'x' }, { group: null, trajectory: null, step: null }],
    [null, { group: null, trajectory: null, step: null }],
  ] as const) {
    await element.evaluate((node, value) => Object.assign(node, { selection: value }), given);
    await settle(page);
    expect(await selectionOf(element)).toEqual(expected);
    expect(await element.locator('cohort-chart').count()).toBe(expected.trajectory === null ? 2 : 3);
  }
  expect(problems).toEqual([]);
  await close();
});

test('hostile data: an error, an empty state, no gradients, names that are markup, a million steps on a phone', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>`, width: 360 });
  const element = page.locator(tag);
  const setData = async (data: unknown): Promise<void> => {
    await element.evaluate((node, value) => Object.assign(node, { data: value }), data as object);
    await settle(page);
  };
  await setData({ ...snapshot, trajectories: [{ ...trajectories[0], length: 1e9 }] });
  expect(await element.locator('[role=alert]').textContent()).toMatch(/^invalid snapshot: trajectory 0 of environment/);
  await setData({ ...snapshot, gradients: { labels: [0], norms: [NaN], normsBatch: [1], cosines: [[1]], cosinesBatch: [[1]] } });
  expect(await element.locator('[role=alert]').textContent()).toBe('invalid gradients of type snapshot: an object; expected null or the gradients of groups');
  await setData({ ...snapshot, groups: [], trajectories: [], labels: snapshot.labels.map(() => -1), gradients: null });
  expect(await element.locator('[part=message]').textContent()).toBe('No step of this rollout belongs to a group.');

  const name = '<img src=x onerror="document.title=1">';
  await element.evaluate(
    (node, [one, title]) => {
      const small = one;
      const repeat = <T>(values: readonly T[]): T[] => Array.from({ length: 3125 }, () => values).flat();
      Object.assign(node, {
        data: {
          ...small,
          rolloutSteps: small.rolloutSteps * 3125,
          labels: repeat(small.labels),
          advantagesBefore: repeat(small.advantagesBefore),
          advantagesAfter: repeat(small.advantagesAfter),
          groups: small.groups.map((group) => ({ ...group, name: title })),
          trajectories: [{ ...small.trajectories[0]!, task: title, start: 0, length: 125_000 }],
          gradients: null,
        },
        selection: { group: null, trajectory: 0, step: null },
      });
    },
    [snapshot, name] as const,
  );
  for (const view of ['rollout', 'groups', 'gradients']) {
    await element.evaluate((node, value) => node.setAttribute('view', value), view);
    await settle(page);
    expect(await element.locator('[role=alert]').count()).toBe(0);
    expect(await element.locator('img').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    if (view === 'rollout') expect(await element.locator('cohort-chart').nth(2).locator('.description').textContent()).toContain('of the 1,000 steps shown');
  }
  expect(await element.locator('[part=message]').textContent()).toBe('This snapshot has no gradients.');
  expect(problems).toEqual([]);
  await close();
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { SnapshotRecord } from '@cohort-rl/analysis';
import { compareAdvantages } from '@cohort-rl/grpo-normalization';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';

const tag = 'cohort-advantage-comparison';
const text = readFileSync(new URL('../../../fixtures/grpo-task-snapshot.json', import.meta.url), 'utf8');
const snapshot = JSON.parse(text) as SnapshotRecord;
const withScript = `<${tag}><script type="application/json">${text}</script></${tag}>`;
const comparison = compareAdvantages({
  advantages: Float32Array.from(snapshot.advantagesBefore),
  labels: Int32Array.from(snapshot.labels),
  numGroups: 4,
  groupRelative: Float32Array.from(snapshot.advantagesAfter),
});

test('shows the distributions of a real rollout, accessibly, as they were drawn before', async () => {
  const { page, problems, close } = await openPage({ body: withScript });
  const element = page.locator(tag);
  await expectScreenshot(element, 'advantage-comparison/distributions-light');
  await expectAccessible(page);
  const { flips, steps, betweenBefore } = comparison;
  const words = await element.locator('.description').first().textContent();
  expect(words).toContain(`The sign flips in ${Math.round((1000 * flips) / steps) / 10} % of the steps.`);
  expect(words).toContain(`Between the groups lie ${Math.round(1000 * betweenBefore) / 10} % of the variance relative to the batch, and 0 % of that`);
  await element.getByRole('button', { name: 'Table' }).click();
  const rows = await element.locator('tbody tr').evaluateAll((nodes) => nodes.map((node) => Array.from(node.children, (cell) => cell.textContent)));
  for (const side of ['batch (PPO)', 'groups (GRPO)']) {
    const counted = rows.filter(([name]) => name === side).reduce((sum, [, , , ...counts]) => sum + counts.reduce((total, count) => total + Number(count), 0), 0);
    expect(counted).toBe(steps);
  }
  expect(problems).toEqual([]);
  await close();
});

test('keys alone change the view, walk the steps and say where the sign flips', async () => {
  const { page, problems, close } = await openPage({ body: withScript, colorScheme: 'dark' });
  const element = page.locator(tag);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  expect(await element.getAttribute('view')).toBe('steps');
  await expectScreenshot(element, 'advantage-comparison/steps-dark');
  await expectAccessible(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  const last = comparison.flipped.length - 1;
  expect(await element.locator('[aria-live]').textContent()).toMatch(
    new RegExp(`environment ${last % 8}; step ${Math.floor(last / 8)};.*sign flipped ${comparison.flipped[last] === 1 ? 'yes' : 'no'}$`),
  );
  expect(problems).toEqual([]);
  await close();
});

test.each([1, 10])('a step of advantage 0 has no sign to flip, among %s × 320 steps', async (times) => {
  // every group but the first has nothing to tell its steps by: all are 0 relative to it
  const repeat = (values: readonly number[]): number[] => Array.from({ length: times }, () => values).flat();
  const [labels, before] = [repeat(snapshot.labels), repeat(snapshot.advantagesBefore)];
  const after = repeat(snapshot.advantagesAfter).map((value, i) => (labels[i] === 0 ? value : 0));
  const { flips, steps } = compareAdvantages({ advantages: Float32Array.from(before), labels: Int32Array.from(labels), numGroups: 4, groupRelative: Float32Array.from(after) });
  const data = JSON.stringify({ ...snapshot, rolloutSteps: times * snapshot.rolloutSteps, labels, advantagesBefore: before, advantagesAfter: after });
  const { page, problems, close } = await openPage({ body: `<${tag} view="steps"><script type="application/json">${data}</script></${tag}>` });
  const rows = await page.locator(`${tag} >> cohort-chart`).evaluate((chart) => {
    const { columns, rows: all } = (chart as HTMLElementTagNameMap['cohort-chart']).table!;
    const [count, flag] = [columns.indexOf('steps'), columns.indexOf('sign flipped')];
    return all.map(({ cells }) => [count < 0 ? 1 : Number(cells[count]), cells[flag]] as const);
  });
  const sum = (of: typeof rows): number => of.reduce((total, [count]) => total + count, 0);
  expect(sum(rows)).toBe(steps);
  expect(flips).toBeGreaterThan(0);
  expect(sum(rows.filter(([, flag]) => flag === 'yes'))).toBe(flips);
  expect(problems).toEqual([]);
  await close();
});

test('the pointer finds a cell of a group over time, and the choice of its statistic changes what the cells show', async () => {
  const { page, problems, close } = await openPage({
    body: `<${tag} view="time"><script type="application/json">${text}</script></${tag}>`,
    script: "document.addEventListener('cohort-point-select', ({ detail }) => (window.picked = detail.cells));",
  });
  const element = page.locator(tag);
  const colorsOf = () =>
    element.locator('cohort-chart').evaluate((chart) => {
      const { series } = (chart as unknown as { option: { series: { data: number[][] }[] } }).option;
      return series[0]!.data.map((item) => item[3]!);
    });
  const means = await colorsOf();
  await element.locator('select').focus();
  await page.keyboard.press('End');
  await settle(page);
  expect(await element.getAttribute('statistic')).toBe('largest');
  const largest = await colorsOf();
  expect(largest).toHaveLength(means.length);
  largest.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(means[i]!));
  expect(largest).not.toEqual(means);

  const box = (await element.locator('.canvas').boundingBox())!;
  // the fourth row of the upper picture
  await settle(page);
  await page.mouse.click(box.x + box.width * 0.7, box.y + 52 + 26 + 3.5 * 22);
  const [side, group, from, to, steps, mean, low, high] = await page.evaluate(() => (window as unknown as { picked: [string, string, number, number, number, number, number, number] }).picked);
  expect([side, group]).toEqual(['batch (PPO)', 'short']);
  const values = [...comparison.batch].filter((_, i) => snapshot.labels[i] === 3 && Math.floor(i / 8) >= from && Math.floor(i / 8) <= to);
  expect([steps, low, high]).toEqual([values.length, Math.min(...values), Math.max(...values)]);
  expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 10);
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
});

test.each([
  ['another schema', '{"type":"group"}', 'invalid type of type snapshot: group; expected snapshot'],
  ['advantages too few', JSON.stringify({ ...snapshot, advantagesAfter: [] }), 'invalid snapshot: 0 advantagesAfter; expected 320, 40 steps of 8 environments'],
  ['a number that JSON cannot hold', JSON.stringify({ ...snapshot, advantagesBefore: snapshot.advantagesBefore.map(() => NaN) }), 'invalid advantagesBefore of type snapshot: an array of others; expected an array of finite numbers'],
  ['an infinite number', text.replace('"advantagesAfter":[', '"advantagesAfter":[1e999,').replace(/,[^,]*\],"gradients"/, '],"gradients"'), 'invalid advantagesAfter of type snapshot: an array of others; expected an array of finite numbers'],
])('%s leads to the error state', async (_, data, message) => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  await element.evaluate((node, value) => node.setAttribute('data', value), data);
  expect(await element.locator('[role=alert]').textContent()).toBe(message);
  expect(problems).toEqual([]);
  await close();
});

test('no groups, no steps of groups: it says so', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  expect(await element.locator('[part=message]').textContent()).toBe('No data yet.');
  const nothing = { ...snapshot, groups: [], trajectories: [], labels: snapshot.labels.map(() => -1), gradients: null };
  await element.evaluate((node, value) => node.setAttribute('data', value), JSON.stringify(nothing));
  expect(await element.locator('[part=message]').textContent()).toBe('No step of this rollout belongs to a group.');
  expect(problems).toEqual([]);
  await close();
});

test('a million steps and names that are markup are drawn safely, on a phone', async () => {
  const { page, problems, close } = await openPage({ body: `<${tag} view="steps"></${tag}>`, width: 360 });
  const element = page.locator(tag);
  const name = '<img src=x onerror="document.title=1">';
  await element.evaluate(
    (node, [one, title]) => {
      const small = one;
      const times = 3125;
      const repeat = <T>(values: readonly T[]): T[] => Array.from({ length: times }, () => values).flat();
      (node as unknown as { data: unknown }).data = {
        ...small,
        rolloutSteps: small.rolloutSteps * times,
        labels: repeat(small.labels),
        advantagesBefore: repeat(small.advantagesBefore),
        advantagesAfter: repeat(small.advantagesAfter),
        groups: small.groups.map((group) => ({ ...group, name: title })),
      };
    },
    [snapshot, name] as const,
  );
  await settle(page);
  for (const view of ['steps', 'time', 'distributions']) {
    await element.evaluate((node, value) => node.setAttribute('view', value), view);
    await settle(page);
    expect(await element.locator('[role=alert]').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  }
  expect(await element.locator('.description').first().textContent()).toContain('1,000,000 steps');
  expect(await element.locator('img').count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

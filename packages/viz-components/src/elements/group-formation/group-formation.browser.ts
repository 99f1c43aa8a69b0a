import { afterEach, expect, test } from '@jest/globals';
import { labelByCenters, labelByEdges, standardizeFeatures } from '@cohort-rl/grpo-grouping';
import fixture from '../../../fixtures/snapshot.json' with { type: 'json' };
import { expectAccessible, expectScreenshot, openPage, settle, type OpenPage, type PageOptions } from '../page.fixture.ts';
import type { RegroupDetail } from './group-formation.ts';

const tag = 'cohort-group-formation';
const snapshot = JSON.stringify(fixture);
const strict = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'";
const script = `
  globalThis.told = [];
  for (const type of ['cohort-step', 'cohort-regroup', 'cohort-formation-change', 'cohort-error']) document.addEventListener(type, ({ detail }) => told.push({ type, ...detail }));
`;

let opened: OpenPage;
afterEach(async () => {
  expect(opened.problems).toEqual([]);
  await opened.close();
});

async function open(attributes: string, options: PageOptions = {}, data = snapshot) {
  opened = await openPage({ body: `<${tag} ${attributes}><script type="application/json">${data}</script></${tag}>`, script, csp: strict, ...options });
  const element = opened.page.locator(tag);
  return { page: opened.page, element };
}

type Told = (Partial<RegroupDetail> & { readonly type: string; readonly step?: number; readonly kind?: string })[];
const told = async (): Promise<Told> => opened.page.evaluate(() => (globalThis as unknown as { told: Told }).told.splice(0));
const shown = async () =>
  opened.page.evaluate((name) => {
    const { labels, centers, edges, numSteps, playing } = document.querySelector(name)!;
    return { labels, centers, edges, numSteps, playing };
  }, tag as 'cohort-group-formation');

/** Groups that centres in the features' units make of the snapshot. */
function groupsOf(centers: readonly (readonly number[] | null)[]): number[] {
  const numFeatures = fixture.featureNames.length;
  const values = Float64Array.from(fixture.trajectories.flatMap(({ features }) => features));
  const isComplete = Uint8Array.from(fixture.trajectories, ({ terminated, truncated }) => Number(terminated || truncated));
  const { points, means, stds } = standardizeFeatures(values, numFeatures, isComplete);
  return [...labelByCenters(points, centers.map((center) => center && center.map((x, f) => (stds[f]! > 0 ? (x - means[f]!) / stds[f]! : 0))), numFeatures)];
}

const differences = (a: readonly number[], b: readonly number[]): number => a.filter((label, k) => label !== b[k]).length;

test('shows the groups of a snapshot, accessibly, as they were drawn before', async () => {
  const { page, element } = await open('');
  await expectScreenshot(element.locator('[part=chart]'), 'group-formation/clusters-light');
  await expectAccessible(page);
});

test('shows quantiles in the dark on a phone', async () => {
  const { page, element } = await open('strategy="difficulty" num-groups="3" size="length"', { colorScheme: 'dark', width: 360 });
  await expectScreenshot(element.locator('[part=chart]'), 'group-formation/quantiles-dark');
  await expectAccessible(page);
});

test('dragging a centre regroups at once and says what that does to the advantages', async () => {
  const { page, element } = await open('x="episodeReturn" y="episodeLength"');
  const before = await shown();
  const table = await element.locator('tbody').innerText();
  const box = (await element.locator('[data-label="1"] .disc').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 200, y + 30, { steps: 4 });
  await settle(page);
  const during = await shown();
  expect(during.labels).toEqual(groupsOf(during.centers));
  expect(differences(during.labels, before.labels)).toBeGreaterThan(3);
  expect(await element.locator('tbody').innerText()).not.toBe(table);
  await page.mouse.up();
  await settle(page);

  const after = await shown();
  expect(after.labels).toEqual(during.labels);
  expect(after.centers[0]).toEqual(before.centers[0]);
  // To the left and down: in the two features that are shown, and in no other.
  expect(after.centers[1]![0]).toBeLessThan(before.centers[1]![0]!);
  expect(after.centers[1]![1]).toBeLessThan(before.centers[1]![1]!);
  after.centers[1]!.slice(2).forEach((value, i) => expect(value).toBeCloseTo(before.centers[1]![i + 2]!, 9));
  const [event] = await told();
  expect(event).toMatchObject({ type: 'cohort-regroup', strategy: 'auto', labels: after.labels, moved: differences(after.labels, before.labels) });
  expect(event!.signChanges).toBeGreaterThan(0);
  expect(await element.locator('.effect').innerText()).toContain(`Your moves put ${event!.moved} trajectories into another group; ${event!.signChanges} advantages changed sign by it.`);

  // k-means goes on from there, and undoing brings everything back
  expect(after.numSteps).toBeGreaterThan(1);
  await element.locator('button[name=reset]').click();
  await settle(page);
  expect((await shown()).labels).toEqual(before.labels);
});

test('dragging a boundary moves the centres on both sides of it alike', async () => {
  const { page, element } = await open('x="episodeReturn" y="episodeLength"');
  const before = await shown();
  const line = element.locator('[data-boundary] .line').first();
  const labels = (await element.locator('[data-boundary]').first().getAttribute('data-boundary'))!.split('-').map(Number);
  const box = (await line.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 50, y, { steps: 3 });
  await page.mouse.up();
  const after = await shown();
  const [a, b] = labels.map((g) => after.centers[g]!.map((value, f) => value - before.centers[g]![f]!));
  a!.forEach((change, f) => expect(change).toBeCloseTo(b![f]!, 6));
  expect(Math.hypot(a![0]!, a![1]!)).toBeGreaterThan(0.1);
  expect(after.labels).toEqual(groupsOf(after.centers));
  expect((await told()).map(({ type }) => type)).toEqual(['cohort-regroup']);
});

test('keys alone do the same: centres, boundaries, steps, trajectories', async () => {
  const { page, element } = await open('x="episodeReturn" y="episodeLength"');
  const before = await shown();
  const focusedLabel = () => page.evaluate((name) => document.querySelector(name)!.shadowRoot!.activeElement?.getAttribute('aria-label') ?? '', tag);
  const tabTo = async (start: string): Promise<void> => {
    for (let i = 0; i < 30 && !(await focusedLabel()).startsWith(start); i++) await page.keyboard.press('Tab');
    expect(await focusedLabel()).toContain(start);
  };

  await tabTo('trajectory');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const last = fixture.trajectories.at(-2)!;
  expect(await element.locator('.hit').getAttribute('aria-valuetext')).toContain(`trajectory ${fixture.trajectories.length - 1}, group ${before.labels.at(-2)! + 1}`);
  expect(await element.locator('[part=tooltip]').innerText()).toContain(`task ${last.task}`);
  await page.keyboard.press('Escape');
  expect(await element.locator('[part=tooltip]').count()).toBe(0);

  await tabTo('boundary between cluster 1');
  await page.keyboard.press('ArrowRight');
  const shifted = await shown();
  const both = [0, 1, 2].filter((g) => differences(shifted.centers[g]!.map(Number), before.centers[g]!.map(Number)) > 0);
  expect(both).toHaveLength(2);
  const [a, b] = both.map((g) => [0, 1].map((f) => shifted.centers[g]![f]! - before.centers[g]![f]!));
  for (const f of [0, 1]) expect(a![f]).toBeCloseTo(b![f]!, 6);
  expect(await focusedLabel()).toContain('boundary between cluster 1');
  await page.keyboard.press('ArrowLeft');
  (await shown()).centers.forEach((center, g) => center!.forEach((value, f) => expect(value).toBeCloseTo(before.centers[g]![f]!, 6)));

  await tabTo('centre of cluster 3');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await settle(page);
  const moved = await shown();
  expect(moved.centers[2]![0]).toBeGreaterThan(before.centers[2]![0]!);
  expect(moved.labels).toEqual(groupsOf(moved.centers));
  const events = await told();
  expect(events).toHaveLength(11);
  expect(events.at(-1)!.moved).toBe(differences(moved.labels, before.labels));
  expect(await element.locator('[role=status]').textContent()).toBe(
    `${events.at(-1)!.moved} trajectories are in another group than before your moves; ${events.at(-1)!.signChanges} advantages changed sign`,
  );

  await tabTo('step forward');
  await page.keyboard.press('Enter');
  await tabTo('which step');
  await page.keyboard.press('End');
  await settle(page);
  const end = await shown();
  expect((await told()).map(({ kind }) => kind)).toEqual(['update', 'assign']);
  expect(end.labels).toEqual(groupsOf(end.centers));
});

test('plays k-means to its end, step by step', async () => {
  const { page, element } = await open('num-groups="5"', { isForOnce: true });
  const end = await shown();
  await page.clock.install();
  await element.locator('button[name=play]').click();
  await page.clock.runFor(750);
  expect((await shown()).playing).toBe(true);
  for (let i = 0; i < end.numSteps; i++) await page.clock.runFor(700);
  const steps = await told();
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: end.numSteps }, (_, i) => i));
  expect(steps.slice(0, 4).map(({ kind }) => kind)).toEqual(['start', 'assign', 'update', 'assign']);
  expect(await shown()).toEqual({ ...end, playing: false });
  // Paused in the middle, nothing follows.
  await element.locator('button[name=play]').click();
  await page.clock.runFor(750);
  await element.locator('button[name=play]').click();
  await told();
  await page.clock.runFor(5000);
  expect(await told()).toEqual([]);
});

test('the online rule takes one trajectory after the other', async () => {
  const { page, element } = await open('strategy="adaptive" num-groups="4" step="0"');
  expect(await element.locator('.step').innerText()).toContain('first centres');
  expect((await shown()).centers).toEqual([null, null, null, null]);
  for (let i = 0; i < 5; i++) await element.locator('button[name=forward]').click();
  await settle(page);
  const { centers, labels } = await shown();
  expect(centers.every((center) => center !== null)).toBe(true);
  expect(labels).toEqual(groupsOf(centers));
  expect(await element.locator('.step').innerText()).toMatch(/^Step 5 of \d+: trajectory \d+ moves its nearest centre$/);
});

test('edges of quantiles move by mouse and by key, not beyond each other', async () => {
  const { page, element } = await open('strategy="difficulty" num-groups="3"');
  const returns = Float64Array.from(fixture.trajectories, (trajectory) => trajectory.return);
  const before = await shown();
  const edge = element.locator('[data-edge="0"]');
  const box = (await edge.locator('.line').boundingBox())!;
  await page.mouse.move(box.x, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x + 25, box.y + 100, { steps: 3 });
  await page.mouse.up();
  const dragged = await shown();
  expect(dragged.edges[0]).toBeGreaterThan(before.edges[0]!);
  expect(dragged.edges[1]).toBe(before.edges[1]);
  expect(dragged.labels).toEqual([...labelByEdges(returns, Float64Array.from(dragged.edges))]);
  expect(differences(dragged.labels, before.labels)).toBeGreaterThan(0);

  await edge.focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
  const stopped = await shown();
  expect(stopped.edges).toEqual([before.edges[1], before.edges[1]]);
  expect(Number(await edge.getAttribute('aria-valuenow'))).toBeCloseTo(before.edges[1]!, 1);
  await page.keyboard.press('ArrowLeft');
  expect((await shown()).edges[0]).toBeLessThan(before.edges[1]!);
  expect((await told()).every(({ strategy }) => strategy === 'difficulty')).toBe(true);
});

test('the pointer finds the trajectory under it', async () => {
  const { page, element } = await open('x="episodeReturn" y="episodeLength"');
  // The longest episode stands on top.
  const lengths = fixture.trajectories.map(({ features }) => features[1]!);
  const most = lengths.indexOf(Math.max(...lengths));
  await element.locator('.hit').focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < most; i++) await page.keyboard.press('ArrowRight');
  const mark = (await element.locator('.mark').boundingBox())!;
  await page.keyboard.press('Escape');
  await page.mouse.move(mark.x + mark.width / 2 + 3, mark.y + mark.height / 2);
  expect(await element.locator('[part=tooltip]').innerText()).toContain(`trajectory ${most + 1}, `);
  await page.mouse.move(5, 5);
  expect(await element.locator('[part=tooltip]').count()).toBe(0);
});

test('controls choose strategy, number of groups, features and overlays', async () => {
  const { page, element } = await open('');
  const returns = fixture.trajectories.map((trajectory) => trajectory.return);
  await element.locator('select[name=strategy]').selectOption('length');
  await element.locator('input[name=groups]').fill('2');
  await element.locator('input[name=groups]').press('Tab');
  await settle(page);
  expect((await shown()).edges).toHaveLength(1);
  expect(await element.locator('tbody tr').count()).toBe(2);
  await element.locator('select[name=strategy]').selectOption('auto');
  await element.locator('select[name=x]').selectOption('meanValue');
  await element.locator('select[name=color]').selectOption('return');
  await element.locator('select[name=center]').selectOption('batch');
  await settle(page);
  expect((await shown()).centers).toHaveLength(2);
  expect(await element.locator('.axis-name').allTextContents()).toEqual(['meanValue', 'episodeLength']);
  expect(await element.locator('[part=legend]').innerText()).toContain(`return: ${Math.min(...returns)} to ${Math.max(...returns)}`);
  expect(await element.locator('.effect').innerText()).toContain('mean of the whole batch');
  expect((await told()).at(-1)).toEqual({
    type: 'cohort-formation-change', strategy: 'auto', numGroups: 2, x: 'meanValue', y: null, color: 'return', shape: null, size: 'none', center: 'batch',
  });
  // Of other data the last step is shown again.
  await element.locator('input[name=step]').focus();
  await page.keyboard.press('Home');
  await page.evaluate(([name, value]) => { document.querySelector(name as 'cohort-group-formation')!.data = value as never; }, [tag, fixture] as const);
  await settle(page);
  expect((await shown()).labels).not.toContain(-1);
});

test('hostile data are shown safely or refused', async () => {
  const evil = '<img src=x onerror="document.title=1">';
  const { page, element } = await open('num-groups="2"', {}, JSON.stringify({ featureNames: [evil, 'b'], points: [[1, null], [2, 1e308], [3, -1e308]], tasks: [evil, 'b', 'c'], returns: [1, 2, 3] }).replaceAll('<', '\\u003c'));
  expect((await shown()).labels).toHaveLength(3);
  expect(await element.locator('[part=legend]').innerText()).toContain(evil);
  expect(await element.locator('img').count()).toBe(0);
  const give = async (data: unknown): Promise<string> => {
    await page.evaluate(([name, value]) => { document.querySelector(name as 'cohort-group-formation')!.data = value as never; }, [tag, data] as const);
    await settle(page);
    return element.locator('[part=message]').innerText();
  };
  expect(await give({ featureNames: ['a'], points: [] })).toBe('No trajectories yet.');
  await page.evaluate((name) => {
    document.querySelector(name as 'cohort-group-formation')!.data = { featureNames: ['a'], points: Array.from({ length: 30_000 }, () => [1]) };
  }, tag);
  await settle(page);
  expect(await element.locator('[part=message]').innerText()).toBe('invalid number of trajectories: 30000; expected at most 20000');
  expect(await give({ ...fixture, numEnvs: 3 })).toMatch(/^invalid snapshot: /);
  expect(await give('no')).toBe('invalid data: no; expected an object');
  // A property that does not fit is said, and mended by one that does.
  await element.evaluate((node) => node.setAttribute('strategy', 'fate'));
  await page.evaluate(([name, value]) => { document.querySelector(name as 'cohort-group-formation')!.data = value as never; }, [tag, fixture] as const);
  await settle(page);
  expect(await element.locator('[part=message]').innerText()).toBe('invalid strategy: fate; expected one of auto, adaptive, difficulty, length');
  await element.evaluate((node) => node.setAttribute('strategy', 'auto'));
  await settle(page);
  expect(await element.locator('[part=message]').count()).toBe(0);
  await element.evaluate((node) => node.setAttribute('step', 'third'));
  await settle(page);
  expect(await element.locator('[part=message]').innerText()).toBe('invalid step: NaN; expected a number ≥ 0');
  await element.evaluate((node) => node.setAttribute('size', 'length'));
  expect(await give({ featureNames: ['a'], points: [[1], [2]] })).toBe('invalid size: length; expected one of none');
  expect(await page.title()).toBe('cohort');
});

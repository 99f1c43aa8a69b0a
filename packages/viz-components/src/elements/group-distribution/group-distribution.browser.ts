import { expect, test } from '@jest/globals';
import { expectAccessible, expectScreenshot, openPage, settle } from '../page.fixture.ts';
import { threeGroups } from './group-distribution.fixture.ts';

const tag = 'cohort-group-distribution';
const withScript = `<${tag}><script type="application/json">${JSON.stringify(threeGroups)}</script></${tag}>`;

test('shows the sizes of a script child, accessibly, as they were drawn before', async () => {
  const { page, problems, close } = await openPage({ body: withScript });
  await expectScreenshot(page.locator(tag), 'group-distribution/sizes-light');
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
});

test('keys alone change the view, walk its numbers and show them as a table', async () => {
  const { page, close } = await openPage({ body: withScript, colorScheme: 'dark' });
  const element = page.locator(tag);
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await settle(page);
  expect(await element.getAttribute('view')).toBe('advantages');
  await expectScreenshot(element, 'group-distribution/advantages-dark');
  await expectAccessible(page);

  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await element.locator('[aria-live]').textContent()).toMatch(/^group default; advantages before; mean −1; standard deviation 4;/);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await element.locator('tbody tr').count()).toBe(6);
  expect(await element.locator('tbody tr').last().locator('td').allTextContents()).toEqual(['heavy', 'after', '0', '1', '−2.5', '−0.7', '0', '0.6', '2']);
  await close();
});

test('the pointer changes the view, and picks a group by its bar', async () => {
  const { page, problems, close } = await openPage({ body: withScript, script: "document.addEventListener('cohort-point-select', ({ detail }) => (window.picked = detail.cells));" });
  const element = page.locator(tag);
  const picked = () => page.evaluate(() => (window as unknown as { picked: unknown[] }).picked);
  const click = async (x: number, y: number): Promise<void> => {
    const box = (await element.locator('.canvas').boundingBox())!;
    await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  };
  // the second bar of three, left
  await click(0.12, 70 / 168);
  expect(await picked()).toEqual(['default', 18, 806]);
  await element.getByRole('tab', { name: 'Advantages' }).click();
  await settle(page);
  expect(await element.getAttribute('view')).toBe('advantages');
  // the median of the third box, right
  await click(0.53 + (0.47 - 20 / 688) * (3 / 5), 109 / 168);
  expect((await picked()).slice(0, 4)).toEqual(['heavy', 'after', 0, 1]);
  expect(problems).toEqual([]);
  await close();
});

test('every bar of the sizes, its name and what is beside it answer the pointer as the keys do', async () => {
  const { page, problems, close } = await openPage({ body: withScript });
  const element = page.locator(tag);
  await page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(window, { told });
    const tell = ({ type, detail: { row, cells } }: HTMLElementEventMap['cohort-point-focus']): void => void told.push([type, row, ...cells]);
    for (const type of ['cohort-point-focus', 'cohort-point-select']) document.addEventListener(type, (event) => tell(event as HTMLElementEventMap['cohort-point-focus']));
  });
  const told = () => page.evaluate(() => (window as unknown as { told: unknown[] }).told.splice(0));
  const chart = page.getByRole('application');
  const box = (await element.locator('.canvas').boundingBox())!;
  const sizes = [['light', 41, 1210], ['default', 18, 806], ['heavy', 3, 32]];
  const byKey: unknown[] = [];
  for (let row = 0; row < sizes.length; row++) {
    await chart.press(row === 0 ? 'Home' : 'ArrowDown');
    await chart.press('Enter');
    byKey.push(await told());
  }
  await chart.press('Escape');
  // a name, a bar of each side, and the ends of the rows, where the bars of some are short
  for (const x of [6, 0.12 * box.width, 0.47 * box.width, 0.56 * box.width, 0.95 * box.width]) {
    const byMouse: unknown[] = [];
    for (let row = 0; row < sizes.length; row++) {
      await page.mouse.move(box.x + x, box.y + 12 + ((box.height - 52) * (row + 0.5)) / sizes.length);
      const hovered = await told();
      await page.mouse.down();
      await page.mouse.up();
      byMouse.push([...hovered, ...(await told())]);
    }
    expect(byMouse).toEqual(byKey);
    await page.mouse.move(0, 0);
  }
  expect(byKey).toEqual(sizes.map((cells, row) => ['focus', 'select'].map((kind) => [`cohort-point-${kind}`, row, ...cells])));
  expect(problems).toEqual([]);
  await close();
});

test('characteristics: each row is of one group; what a group lacks is said and not drawn', async () => {
  const { page, close } = await openPage({ body: withScript.replace('>', ' view="characteristics">') });
  const element = page.locator(tag);
  await expectScreenshot(element, 'group-distribution/characteristics-light');
  const told = element.evaluate(
    (node) => new Promise((resolve) => node.addEventListener('cohort-point-select', (event) => resolve((event as CustomEvent<{ cells: unknown }>).detail.cells))),
  );
  await page.getByRole('application').press('End');
  await page.getByRole('application').press('Enter');
  expect(await told).toEqual(['heavy', 21.5, 32 / 3, 0.02, -6, 9]);

  const groups = threeGroups.groups.map((group) => ({ ...group, returnMean: null }));
  await element.evaluate((node, data) => node.setAttribute('data', data), JSON.stringify({ groups }));
  expect(await element.locator('[part=description]').textContent()).toBe('Each axis has its own range. Not drawn, as not every group has it: mean return.');
  const characteristics = { names: ['x', 'y'], groups: [{ name: 'light', values: [1, 2] }] };
  await element.evaluate((node, data) => node.setAttribute('data', data), JSON.stringify({ groups, characteristics }));
  expect(await element.locator('[role=alert]').textContent()).toBe('invalid characteristics: 2 that every group has; expected at least three');
  await close();
});

test.each([
  ['text that is no JSON', '{"groups":', 'invalid data: not JSON'],
  ['another schema', '[1, 2]', 'invalid data: an array; expected an object'],
  ['a number that is none', JSON.stringify({ groups: [{ ...threeGroups.groups[0], steps: null }] }), 'invalid groups[0].steps: null; expected a finite number'],
  ['more groups than a picture holds', JSON.stringify({ groups: Array(201).fill({}) }), 'invalid groups: 201; expected at most 200'],
])('%s leads to the error state and its event', async (_, data, message) => {
  const { page, problems, close } = await openPage({ body: `<${tag}></${tag}>` });
  const told = await page.evaluate(
    ([name, text]) =>
      new Promise<string>((resolve) => {
        const element = document.querySelector(name as 'cohort-group-distribution')!;
        document.addEventListener('cohort-error', (event) => resolve((event as CustomEvent<{ message: string }>).detail.message), { once: true });
        element.setAttribute('data', text!);
      }),
    [tag, data],
  );
  expect(told).toBe(message);
  expect(await page.locator(tag).locator('[role=alert]').textContent()).toBe(message);
  expect(problems).toEqual([]);
  await close();
});

test('says that there are no data yet, that they are loading, and that no group has a step', async () => {
  const { page, close } = await openPage({ body: `<${tag}></${tag}>` });
  const element = page.locator(tag);
  expect(await element.locator('[part=message]').textContent()).toBe('No data yet.');
  await element.evaluate((node) => node.setAttribute('loading', ''));
  expect(await element.locator('[part=message]').textContent()).toBe('Loading …');
  await element.evaluate((node) => node.setAttribute('data', '{"groups":[]}'));
  await element.evaluate((node) => node.removeAttribute('loading'));
  expect(await element.locator('[part=message]').textContent()).toBe('No data yet.');
  await close();
});

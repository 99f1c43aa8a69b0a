import { expect, test } from '@jest/globals';
import { openPage, settle } from '../page.fixture.ts';

/** Four points of a line across the picture, and their table. */
const script = `
  const chart = document.querySelector('cohort-chart');
  const points = [[0, 0], [1, 10], [2, 5], [3, 20]];
  chart.option = {
    animation: false,
    grid: { left: 50, right: 50, top: 50, bottom: 50 },
    xAxis: { type: 'value', min: 0, max: 3 },
    yAxis: { type: 'value', min: 0, max: 20 },
    series: [{ type: 'line', symbol: 'none', data: points, color: '#0072b2', lineStyle: { width: 6 } }],
  };
  chart.table = { columns: ['step', 'return'], rows: points.map((cells, dataIndex) => ({ cells, mark: { seriesIndex: 0, dataIndex } })) };
  globalThis.told = [];
  for (const type of ['cohort-point-focus', 'cohort-point-select']) document.addEventListener(type, ({ detail }) => told.push([type, detail.row, detail.cells]));
`;
const body = '<cohort-chart label="Return" height="300"></cohort-chart>';
const told = () => (globalThis as unknown as { told: unknown[] }).told.splice(0);

test('arrow keys, Home and End walk the rows, Enter selects, Escape leaves', async () => {
  const { page, problems, close } = await openPage({ body, script });
  await page.keyboard.press('Tab');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'ArrowDown', 'Enter', 'Home', 'Escape', 'Enter']) await page.keyboard.press(key);
  expect(await page.evaluate(told)).toEqual([
    ['cohort-point-focus', 0, [0, 0]],
    ['cohort-point-focus', 1, [1, 10]],
    ['cohort-point-focus', 0, [0, 0]],
    ['cohort-point-focus', 3, [3, 20]],
    ['cohort-point-select', 3, [3, 20]],
    ['cohort-point-focus', 0, [0, 0]],
  ]);
  expect(problems).toEqual([]);
  await close();
});

test('the pointer finds the nearest point, the mark stands around it, a click selects it', async () => {
  const { page, close } = await openPage({ body, script });
  const box = (await page.locator('cohort-chart .canvas').boundingBox())!;
  const width = box.width - 100;
  // of [1, 10]: a third along, half up
  const at = { x: box.x + 50 + width / 3, y: box.y + 150 };
  await page.mouse.move(at.x + 12, at.y - 9);
  expect(await page.locator('cohort-chart [part=tooltip]').innerText()).toBe('step: 1\nreturn: 10');
  const mark = (await page.locator('cohort-chart .mark').boundingBox())!;
  expect(mark.x + mark.width / 2).toBeCloseTo(at.x, 0);
  expect(mark.y + mark.height / 2).toBeCloseTo(at.y, 0);
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(box.x + 55, box.y + 55);
  expect(await page.locator('cohort-chart [part=tooltip]').isVisible()).toBe(false);
  expect(await page.evaluate(told)).toEqual([
    ['cohort-point-focus', 1, [1, 10]],
    ['cohort-point-select', 1, [1, 10]],
  ]);
  await close();
});

/** How many pixels of the chart's canvas have a colour, alike to 8 a channel. */
const countColor = (hex: string): number => {
  const canvas = document.querySelector('cohort-chart')!.shadowRoot!.querySelector('canvas')!;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  const color = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 250 && color.every((value, j) => Math.abs(value - data[i + j]!) <= 8)) count++;
  return count;
};

test('follows the theme, the custom properties and its size, and comes back after it was taken out', async () => {
  const { page, problems, close } = await openPage({ body, script });
  const count = async (color: string): Promise<number> => {
    await settle(page);
    return page.evaluate(countColor, color);
  };
  expect(await count('#0072b2')).toBeGreaterThan(1000);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect([await count('#0072b2'), (await count('#4ea3e0')) > 1000]).toEqual([0, true]);
  await page.locator('cohort-chart').evaluate((chart) => chart.setAttribute('theme', 'light'));
  expect(await count('#0072b2')).toBeGreaterThan(1000);

  const wide = await page.evaluate(() => document.querySelector('cohort-chart')!.shadowRoot!.querySelector('canvas')!.clientWidth);
  await page.setViewportSize({ width: 360, height: 800 });
  await count('#0072b2');
  const narrow = await page.evaluate(() => document.querySelector('cohort-chart')!.shadowRoot!.querySelector('canvas')!.clientWidth);
  expect([wide, narrow]).toEqual([688, 328]);

  await page.evaluate(() => {
    const chart = document.querySelector('cohort-chart')!;
    const place = chart.parentElement!;
    chart.remove();
    if (chart.shadowRoot!.querySelector('canvas')) throw new Error('still drawn');
    place.append(chart);
  });
  expect(await count('#0072b2')).toBeGreaterThan(500);
  expect(problems).toEqual([]);
  await close();
});

test('gives its picture as SVG and PNG, its numbers as CSV', async () => {
  const { page, close } = await openPage({ body, script });
  const exported = await page.evaluate(async () => {
    const chart = document.querySelector('cohort-chart')!;
    chart.table = { columns: ['name', 'value'], rows: [{ cells: ['a "b", c', 0.1] }, { cells: ['d', null] }] };
    const bitmap = await createImageBitmap(await chart.toPng());
    return { svg: await chart.toSvg(), png: [bitmap.width, bitmap.height], csv: chart.toCsv() };
  });
  expect(exported.svg).toMatch(/^<svg .*<title[^>]*>Return<\/title>.*stroke="#0072b2"/s);
  expect(exported.png).toEqual([2 * 688, 2 * 300]);
  expect(exported.csv).toBe('name,value\r\n"a ""b"", c",0.1\r\nd,\r\n');
  await close();
});

test('an option that cannot be drawn leads to the error state', async () => {
  const broken = `document.querySelector('cohort-chart').option = { xAxis: {}, yAxis: {}, series: [{ type: 'custom', data: [1], renderItem() { throw new RangeError('no such item'); } }] };`;
  const { page, close } = await openPage({ body, script: broken });
  expect(await page.locator('cohort-chart [role=alert]').textContent()).toBe('the picture could not be drawn: no such item');
  await close();
});

test('an area is filled to its last point, however near it is to the one before', async () => {
  const { page, problems, close } = await openPage({ body: '<cohort-chart height="120"></cohort-chart>', width: 432 });
  const inked = await page.evaluate(async () => {
    const chart = document.querySelector('cohort-chart')!;
    const data = [...Array.from({ length: 40 }, (_, i) => [10 * i, 1]), [391.2, 1], [392.6, 1], [394, 1]];
    chart.option = {
      animation: false,
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { show: false, min: 0, max: 400 },
      yAxis: { show: false, min: 0, max: 1 },
      series: [{ type: 'line', symbol: 'none', lineStyle: { width: 0 }, areaStyle: { color: '#000', opacity: 1 }, data }],
    };
    await chart.updateComplete;
    const canvas = chart.shadowRoot!.querySelector('canvas')!;
    const { data: pixels, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const lastIn = (row: number): number => Array.from({ length: width }, (_, x) => pixels[4 * (row * width + x) + 3]!).lastIndexOf(255);
    return { width, last: [2, 60, 117].map(lastIn) };
  });
  expect(inked).toEqual({ width: 400, last: [393, 393, 393] });
  expect(problems).toEqual([]);
  await close();
});

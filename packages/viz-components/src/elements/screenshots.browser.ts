// What the comparison of screenshots finds, and what it lets pass.
import { expect, test } from '@jest/globals';
import { PNG } from 'pngjs';
import { findStrangePixels } from './compare-pictures.fixture.ts';
import { findDifference, openPage, settle } from './page.fixture.ts';
import { groupRecords } from './training-dynamics/training-dynamics.fixture.ts';

const tag = 'cohort-training-dynamics';

test.each(['the dotted line of a group', 'the vertical lines of the grid, pale and a pixel thin'])('a picture without %s is another', async (missing) => {
  const { page, close } = await openPage({ body: `<${tag}><script type="application/json">${JSON.stringify(groupRecords())}</script></${tag}>` });
  const element = page.locator(tag);
  expect(await findDifference(element, 'training-dynamics/performance-light')).toBeNull();
  await element.locator('cohort-chart').evaluate((node, isGrid) => {
    const chart = node as HTMLElementTagNameMap['cohort-chart'];
    const { option } = chart;
    const change = isGrid ? { xAxis: { ...option!.xAxis, splitLine: { show: false } } } : { series: (option!.series as object[]).filter((one) => !JSON.stringify(one).includes('dotted')) };
    chart.option = { ...option, ...change };
  }, missing.includes('grid'));
  await settle(page);
  expect(await findDifference(element, 'training-dynamics/performance-light')).toMatch(/: \d+ pixels that are like none of the other picture/);
  await close();
});

/** A line on white, a pixel thin: how much of each pixel it covers, where it lies at a height that is no whole number. */
function picture(height: number, gray: number): PNG {
  const png = new PNG({ width: 60, height: 20 });
  for (let i = 0; i < 60 * 20; i++) {
    const [x, y] = [i % 60, Math.floor(i / 60)];
    const covered = Math.max(0, 1 - Math.abs(y - height - 0.1 * x));
    png.data.fill(255 - Math.round((255 - gray) * covered), 4 * i, 4 * i + 3);
  }
  return png;
}

test('a line a part of a pixel lower is the same line; one that is gone is missed, pale as it may be', () => {
  const numStrange = (a: PNG, b: PNG): number => findStrangePixels(a, b).reduce((sum, flag) => sum + flag, 0);
  expect(numStrange(picture(3, 0), picture(3.5, 0))).toBe(0);
  for (const gray of [0, 180, 210]) expect(numStrange(picture(3, gray), picture(99, gray))).toBeGreaterThan(24);
  const [clean, spotted] = [picture(99, 0), picture(99, 0)];
  for (const pixel of [100, 101, 160, 161, 900]) spotted.data.fill(0, 4 * pixel, 4 * pixel + 3);
  expect(numStrange(clean, spotted)).toBe(0);
  spotted.data.fill(0, 4 * 102, 4 * 102 + 3);
  expect(numStrange(clean, spotted)).toBe(5);
});

/// <reference types="node" />
// The built package as other people's pages embed it; docs/embedding.md shows the same.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { bundleModule, bundleSource, openPage, settle, type OpenPage, type PageFiles } from './page.fixture.ts';
import { threeGroups } from './group-distribution/group-distribution.fixture.ts';
import { samples } from './samples.fixture.ts';

const tag = 'cohort-group-distribution';
const markup = `<${tag}><script type="application/json">${JSON.stringify(threeGroups)}</script></${tag}>`;
const scriptHead = '<link rel="icon" href="data:,"><script src="/cohort-viz.js"></script>';
const scriptFile: PageFiles = {
  '/cohort-viz.js': { type: 'text/javascript', text: readFileSync(new URL('../../dist/cohort-viz.js', import.meta.url), 'utf8') },
};
let samplesFile: PageFiles;
beforeAll(async () => {
  samplesFile = { '/samples.js': { type: 'text/javascript', text: await bundleSource('samples.fixture.ts', 'fixture') } };
});

/** Bars of the first group in the picture: how many pixels have its colour. */
const countBlue = (page: Page, root = 'document') =>
  page.evaluate(`(() => {
    const canvas = ${root}.querySelector('${tag}').shadowRoot.querySelector('cohort-chart').shadowRoot.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] < 20 && Math.abs(data[i + 1] - 114) < 20 && Math.abs(data[i + 2] - 178) < 20) count++;
    return count;
  })()`);

test('a plain script tag', async () => {
  const { page, problems, close } = await openPage({ head: scriptHead, files: scriptFile, body: markup });
  expect(await countBlue(page)).toBeGreaterThan(1000);
  const globals = () => Object.keys(globalThis);
  const { page: empty, close: closeEmpty } = await openPage({ head: '<link rel="icon" href="data:,">' });
  const known = await empty.evaluate(globals);
  await closeEmpty();
  // Lit's own: its versions, by which it notices a second copy of itself, among them
  expect((await page.evaluate(globals)).filter((name) => !known.includes(name))).toEqual(['litPropertyMetadata', 'reactiveElementVersions', 'litHtmlVersions', 'litElementVersions']);
  expect(problems).toEqual([]);
  await close();
});

test('every element under a Content-Security-Policy that allows own scripts and style sheets alone', async () => {
  const { page, problems, close } = await openPage({
    head: '<script src="/cohort-viz.js"></script><script src="/samples.js"></script>',
    files: { ...scriptFile, ...samplesFile },
    csp: "default-src 'none'; script-src 'self'; style-src 'self'",
    body: '<p style="color: red">the policy is in force</p>',
    script: `
      for (const [tag, properties] of Object.entries(fixture.samples)) {
        document.querySelector('main').append(Object.assign(document.createElement(tag), properties));
      }`,
  });
  // the paragraph's own style is refused, and nothing else
  expect(problems.splice(0)).toEqual([expect.stringContaining("Applying inline style violates")]);
  for (const chart of await page.getByRole('application').all()) await chart.press('ArrowRight');
  for (const button of await page.getByRole('button', { name: 'Table' }).all()) await button.click();
  for (const tab of await page.getByRole('tab').all()) await tab.click();
  await settle(page);
  const exported = await page.evaluate(async () => {
    const charts = Array.from(document.querySelectorAll('cohort-chart'));
    return Promise.all(charts.map(async (chart) => [(await chart.toPng()).size > 1000, (await chart.toSvg()).startsWith('<svg')]));
  });
  expect(exported).toEqual([[true, true]]);
  expect(problems).toEqual([]);
  expect(await page.locator('[part~=message][role=alert]').count()).toBe(0);
  await close();
});

test('an ESM import of one element, which loads ECharts when it draws', async () => {
  const files = await bundleModule(`
    import { CohortGroupDistribution } from '@cohort-rl/viz-components/elements/group-distribution';
    globalThis.isDefined = customElements.get('${tag}') === CohortGroupDistribution;`);
  const { page, requests, problems, close } = await openPage({ head: '<link rel="icon" href="data:,"><script type="module" src="/app.js"></script>', files, body: `<${tag}></${tag}>` });
  expect(await page.evaluate(() => (globalThis as unknown as { isDefined: boolean }).isDefined)).toBe(true);
  const isLarge = (path: string): boolean => (files[path]?.text.length ?? 0) > 500_000;
  expect(requests.filter(isLarge)).toEqual([]);
  await page.locator(tag).evaluate((element, data) => Object.assign(element, { data }), threeGroups);
  await settle(page);
  await page.waitForFunction(() => document.querySelector('cohort-group-distribution')!.shadowRoot!.querySelector('cohort-chart')?.shadowRoot?.querySelector('canvas'));
  expect(requests.filter(isLarge)).toHaveLength(1);
  expect(await countBlue(page)).toBeGreaterThan(1000);
  expect(problems).toEqual([]);
  await close();
});

test('an iframe that may run scripts and nothing else', async () => {
  const files: PageFiles = { ...scriptFile, '/frame.html': { type: 'text/html', text: `<!doctype html><title>groups</title>${scriptHead}${markup}` } };
  const { page, problems, close } = await openPage({
    head: '<link rel="icon" href="data:,">',
    files,
    body: '<iframe src="/frame.html" sandbox="allow-scripts" width="400" height="400"></iframe>',
  });
  const frame = page.frames()[1]!;
  await frame.waitForFunction(() => document.querySelector('cohort-group-distribution')!.shadowRoot!.querySelector('cohort-chart')?.shadowRoot?.querySelector('canvas'));
  await page.frameLocator('iframe').getByRole('application').press('ArrowRight');
  expect(await frame.locator('[part=tooltip]').innerText()).toBe('group: light\ntrajectories: 41\nsteps: 1,210');
  expect(problems).toEqual([]);
  await close();
});

test('two copies on one page: the first defines the elements, both may be loaded', async () => {
  const files = { ...scriptFile, ...(await bundleModule("import * as elements from '@cohort-rl/viz-components/elements'; globalThis.second = Object.keys(elements);")) };
  const { page, problems, close } = await openPage({
    head: `${scriptHead}<script src="/cohort-viz.js"></script><script type="module" src="/app.js"></script>`,
    files,
    body: markup + markup,
  });
  expect(await page.evaluate(() => (globalThis as unknown as { second: string[] }).second)).toContain('CohortControls');
  expect(await countBlue(page)).toBeGreaterThan(1000);
  const elements = await page.locator(tag).all();
  expect(elements).toHaveLength(2);
  for (const element of elements) expect(await element.locator('canvas').count()).toBe(1);
  expect(problems).toEqual([]);
  await close();
});

const hostileStyle = `
  * { color: red !important; font: italic 40px/3 serif !important; letter-spacing: 9px !important; text-align: right !important;
      text-transform: uppercase !important; word-spacing: 2em !important; visibility: hidden !important; cursor: none !important; white-space: pre !important; }
  div, span, button, canvas, table, label, select, input, fieldset { display: none !important; background: yellow !important; width: 1px !important; position: fixed !important; opacity: 0 !important; }
  :root { --text: red; --muted: red; --background: red; --border: red; --accent: red; direction: rtl; }`;

test('the style of the page does not reach into an element', async () => {
  const open = (text: string): Promise<OpenPage> =>
    openPage({
      head: `<link rel="icon" href="data:,"><script src="/cohort-viz.js"></script><script src="/samples.js"></script><link rel="stylesheet" href="/host.css">`,
      files: { ...scriptFile, ...samplesFile, '/host.css': { type: 'text/css', text } },
      script: `
        for (const [tag, properties] of Object.entries(fixture.samples)) {
          document.querySelector('main').append(Object.assign(document.createElement(tag), properties));
        }`,
    });
  const pictures = [];
  for (const text of ['', hostileStyle]) {
    const { page, close } = await open(text);
    // the host element is the page's: what counts is what is in it
    const boxes = await page.locator('main > * > .root').evaluateAll((roots) =>
      roots.map((root) => {
        const { x, y, width, height } = root.getBoundingClientRect();
        return [x, y, width, height].map(Math.round);
      }),
    );
    const whole = PNG.sync.read(await page.screenshot({ fullPage: true }));
    pictures.push(
      boxes.map(([x, y, width, height]) => {
        const picture = new PNG({ width: width!, height: height! });
        PNG.bitblt(whole, picture, x, y, width, height, 0, 0);
        return picture;
      }),
    );
    await close();
  }
  const [plain, hostile] = pictures;
  expect(plain).toHaveLength(Object.keys(samples).length);
  plain!.forEach((picture, i) => {
    const other = hostile![i]!;
    expect([other.width, other.height]).toEqual([picture.width, picture.height]);
    expect(pixelmatch(picture.data, other.data, undefined, picture.width, picture.height, { threshold: 0.1 })).toBe(0);
  });
});

test('custom properties and parts style an element', async () => {
  const { page, close } = await openPage({
    head: `${scriptHead}<link rel="stylesheet" href="/host.css">`,
    files: {
      ...scriptFile,
      '/host.css': {
        type: 'text/css',
        text: `${tag} { --cohort-text: rgb(1, 2, 3); --cohort-font-size: 20px; } ${tag}::part(controls) { display: none; }`,
      },
    },
    body: markup,
  });
  const root = page.locator(`${tag} > .root`);
  expect(await root.evaluate((node) => [getComputedStyle(node).color, getComputedStyle(node).fontSize])).toEqual(['rgb(1, 2, 3)', '20px']);
  expect(await page.getByRole('tablist').count()).toBe(0);
  await close();
});

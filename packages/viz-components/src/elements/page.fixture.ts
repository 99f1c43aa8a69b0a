/// <reference types="node" />
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, jest } from '@jest/globals';
import axe from 'axe-core';
import { build, type Plugin } from 'esbuild';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { compactPng, findStrangePixels } from './compare-pictures.fixture.ts';

/** Files of a page's server by path. */
export type PageFiles = Readonly<Record<string, { readonly type: 'text/javascript' | 'text/css' | 'text/html'; readonly text: string }>>;

/** What stands in a page of {@link openPage} and how it is seen. */
export interface PageOptions {
  /** Markup inside `<body>`. */
  readonly body?: string;
  /** A module that runs after the elements are defined. */
  readonly script?: string;
  /** Further files of the server by path: `/host.css`. */
  readonly files?: PageFiles;
  /** The page's `<head>`; default: fonts, style and elements, from their sources. */
  readonly head?: string;
  /** A Content-Security-Policy to send. */
  readonly csp?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Where the test leaves what outlives a document, a clock or a measuring session: the page is not used again. Default false. */
  readonly isForOnce?: boolean;
}

/** A page in the browser, what it asked the server for, and what went wrong in it so far: uncaught errors, messages of `console.error`, breaches of the policy. */
export interface OpenPage {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly problems: string[];
  readonly close: () => Promise<void>;
}

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const fonts = join(dirname(require.resolve('@fontsource/inter/package.json')), 'files');
const style = `
  ${[400, 600]
    .flatMap((weight) =>
      [
        ['latin', 'U+0000-00FF, U+2000-206F, U+2190-21FF, U+2212'],
        ['greek', 'U+0370-03FF'],
      ].map(
        ([subset, range]) =>
          `@font-face { font-family: Inter; font-weight: ${weight}; src: url(/fonts/inter-${subset}-${weight}-normal.woff2); unicode-range: ${range}; }`,
      ),
    )
    .join('\n')}
  :root { color-scheme: light dark; --cohort-font-family: Inter; }
  body { margin: 16px; background: light-dark(#ffffff, #14171c); }`;
const head = '<link rel="stylesheet" href="/style.css"><script src="/elements.js"></script>';

// browser checks have no limit of their own: what a page never does must still end
jest.setTimeout(60_000);

let browser: Promise<Browser> | undefined;
let elements: Promise<string> | undefined;
let server: Promise<Server> | undefined;
/** What the server has: the files of the page that was opened last. */
let served: Readonly<Record<string, { readonly type: string; readonly text: string; readonly csp?: string | undefined }>> = {};
/** Pages that were closed: the next one in the same process starts with compiled code. */
const closedPages: Page[] = [];

afterAll(async () => {
  await (await browser)?.close();
  (await server)?.close();
});

/** A file of the sources, in this folder, as one script; with a name, its exports are a global of that name. */
export async function bundleSource(file: string, globalName?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, file)],
    bundle: true,
    write: false,
    format: 'iife',
    ...(globalName !== undefined && { globalName }),
    platform: 'browser',
    conditions: ['@cohort-rl/source'],
  });
  return outputFiles[0]!.text;
}

/** A module that imports the built package, bundled as an application would be, chunk by chunk; the module itself is `/app.js`. */
export async function bundleModule(contents: string, plugins: Plugin[] = []): Promise<PageFiles> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    write: false,
    format: 'esm',
    splitting: true,
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
    jsx: 'automatic',
    plugins,
    outdir: '/',
    entryNames: 'app',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path, { type: 'text/javascript' as const, text }]));
}

/** Opens a page served on loopback, in the Chromium of the run, and waits until its elements are drawn. */
export async function openPage(options: PageOptions = {}): Promise<OpenPage> {
  const { colorScheme = 'light', width = 720, reducedMotion = 'no-preference', isForOnce = false } = options;
  server ??= serve();
  served = filesOf(options);
  const page = closedPages.pop() ?? (await createPage());
  await page.emulateMedia({ colorScheme, reducedMotion });
  await page.setViewportSize({ width, height: 800 });
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  // bundled before the page asks for them: on a busy machine that takes longer than a page may
  if (options.head === undefined) await (elements ??= bundleSource('index.ts'));
  await page.goto(`http://127.0.0.1:${((await server).address() as AddressInfo).port}/`);
  await page.evaluate(() => Promise.all([...document.fonts].map((font) => font.load())));
  await settle(page);
  const close = async (): Promise<void> => {
    if (isForOnce) return page.context().close();
    page.removeAllListeners();
    await page.mouse.move(0, 0);
    await page.goto('about:blank');
    closedPages.push(page);
  };
  return { page, requests, problems, close };
}

async function createPage(): Promise<Page> {
  browser ??= chromium.connect(process.env['COHORT_BROWSER']!);
  const context = await (await browser).newContext();
  context.setDefaultTimeout(15_000);
  return context.newPage();
}

function filesOf({ body = '', script = '', files = {}, head: ownHead = head, csp }: PageOptions): typeof served {
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>cohort</title>${ownHead}</head><body><main>${body}</main>${
    script && '<script type="module" src="/page.js"></script>'
  }</body></html>`;
  return { '/': { type: 'text/html', text, csp }, '/style.css': { type: 'text/css', text: style }, '/page.js': { type: 'text/javascript', text: script }, ...files };
}

async function serve(): Promise<Server> {
  const listener = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? '/';
      const file = served[path];
      if (path === '/elements.js') {
        response.setHeader('content-type', 'text/javascript');
        response.setHeader('cache-control', 'max-age=3600');
        response.end(await elements);
      } else if (/^\/fonts\/[\w-]+\.woff2$/.test(path)) {
        response.setHeader('content-type', 'font/woff2');
        response.setHeader('cache-control', 'max-age=3600');
        response.end(readFileSync(join(fonts, path.slice('/fonts/'.length))));
      } else if (file) {
        response.setHeader('content-type', `${file.type}; charset=utf-8`);
        response.setHeader('cache-control', 'no-store');
        if (file.csp !== undefined) response.setHeader('content-security-policy', file.csp);
        response.end(file.text);
      } else {
        response.statusCode = path === '/favicon.ico' ? 204 : 404;
        response.end();
      }
    })();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return listener;
}

/** Waits until every element of the page is drawn, and the frame after. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const drawn = Array.from(document.querySelectorAll('*')).filter(({ localName }) => localName.startsWith('cohort-'));
    for (const element of drawn) await (element as unknown as { updateComplete?: Promise<unknown> }).updateComplete;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Strange pixels that a picture may have: less than a line of the length of a word; with Chromium 149 instead of 156 they were at most 11. */
const mostStrange = 24;

/**
 * Expects a picture of the page to be that of the committed `NAME.png` in this folder (`group-distribution/sizes-light`). With
 * `COHORT_UPDATE_SCREENSHOTS` set it is written instead.
 */
export async function expectScreenshot(locator: Locator, name: string): Promise<void> {
  if (process.env['COHORT_UPDATE_SCREENSHOTS']) {
    mkdirSync(dirname(screenshotFile(name)), { recursive: true });
    writeFileSync(screenshotFile(name), compactPng(await takePicture(locator)));
    return;
  }
  const difference = await findDifference(locator, name);
  if (difference !== null) throw new Error(difference);
}

const screenshotFile = (name: string): string => join(here, `${name}.png`);
const takePicture = (locator: Locator): Promise<Buffer> => locator.screenshot({ animations: 'disabled', caret: 'hide' });

/** What sets a picture of the page apart from the committed one: another size, or more than a few {@link findStrangePixels}; null where nothing does. */
export async function findDifference(locator: Locator, name: string): Promise<string | null> {
  if (!existsSync(screenshotFile(name))) return `no screenshot ${name}.png; npm run screenshots writes it`;
  const [is, expected] = [PNG.sync.read(await takePicture(locator)), PNG.sync.read(readFileSync(screenshotFile(name)))];
  const sizeOf = ({ width, height }: PNG): string => `${width} × ${height}`;
  if (sizeOf(is) !== sizeOf(expected)) return `${name}.png: ${sizeOf(is)}; expected ${sizeOf(expected)}; see ${keepPictures({ is })}`;
  const strange = findStrangePixels(is, expected);
  const count = strange.reduce((sum, flag) => sum + flag, 0);
  if (count <= mostStrange) return null;
  const difference = new PNG({ width: is.width, height: is.height });
  strange.forEach((flag, i) => difference.data.set([255, flag ? 0 : 255, flag ? 0 : 255, 255], 4 * i));
  return `${name}.png: ${count} pixels that are like none of the other picture; expected at most ${mostStrange}; see ${keepPictures({ is, difference })}`;
}

/** The folder they are written to. */
function keepPictures(pictures: Readonly<Record<string, PNG>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-screenshot-'));
  for (const [name, picture] of Object.entries(pictures)) writeFileSync(join(folder, `${name}.png`), PNG.sync.write(picture, { filterType: 0 }));
  return folder;
}

/** Expects axe-core to find nothing serious or critical in what is selected of the page (default: all of it), contrast AA among it. */
export async function expectAccessible(page: Page, selector = 'html'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (context) => {
    const { violations: found } = await (globalThis as unknown as { axe: { run: typeof axe.run } }).axe.run(context);
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join('\n')}`);
  }, selector);
  expect(violations).toEqual([]);
}

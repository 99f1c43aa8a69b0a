import { afterAll, beforeAll, expect } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { serveSite } from '../scripts/static-server.mjs';

/** A page of the built site, and what went wrong in it so far: uncaught errors, errors of the console, breaches of the policy. */
export interface OpenSite {
  readonly page: Page;
  readonly problems: readonly string[];
}

let browser: Browser;
let site: Awaited<ReturnType<typeof serveSite>>;

/** Starts a static host without headers of its own, and Chromium, for the tests of a file. */
export function useSite(): void {
  beforeAll(async () => {
    site = await serveSite();
    browser = await chromium.connect(process.env['COHORT_BROWSER']!);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
}

/** The site's address; ends with a slash. */
export const siteAddress = (): string => site.address;

/** Does something with the site at `path` (a query, a hash) in a context of its own; `address`: of another host that serves it. */
export async function onSite(
  path: string,
  { address = site.address, ...options }: BrowserContextOptions & { readonly address?: string },
  use: (open: OpenSite) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, serviceWorkers: 'block', ...options });
  try {
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${address}${path}`);
    await page.locator('h1').waitFor();
    await use({ page, problems });
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Expects axe-core to find nothing serious or critical in the page, contrast among it. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    return (await run()).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
  });
  expect(violations).toEqual([]);
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { samples } from './samples.fixture.ts';
import type { CohortTag } from '../frameworks/element-types.ts';
import { bundleSource, expectAccessible, openPage, settle, type OpenPage } from './page.fixture.ts';

/** Views of each element, by the names of their tabs; none where it has one. */
const viewsOf: { readonly [Tag in CohortTag]: readonly string[] } = {
  'cohort-advantage-comparison': ['Distributions', 'Each step', 'Groups over time'],
  'cohort-advantage-explorer': ['Rollout', 'Groups', 'Gradients'],
  'cohort-chart': [],
  'cohort-controls': [],
  'cohort-env-player': [],
  'cohort-group-distribution': ['Sizes', 'Characteristics', 'Advantages'],
  'cohort-group-formation': [],
  'cohort-live-chart': [],
  'cohort-run-comparison': ['Scores', 'Profiles', 'Improvement'],
  'cohort-task-dashboard': [],
  'cohort-training-dynamics': ['Performance', 'Weights', 'Convergence'],
};
const tags = Object.keys(viewsOf) as CohortTag[];
const withData = tags.filter((tag) => !['cohort-chart', 'cohort-controls', 'cohort-live-chart', 'cohort-env-player'].includes(tag));
const withRecords: readonly CohortTag[] = ['cohort-task-dashboard', 'cohort-training-dynamics'];

type PageGlobals = { readonly fixture: { readonly samples: typeof samples } };

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage({ script: `${await bundleSource('samples.fixture.ts', 'fixture')}; globalThis.fixture = fixture;`, colorScheme });
  });
  afterAll(async () => {
    expect(opened.problems).toEqual([]);
    await opened.close();
  });

  const show = async (tag: CohortTag, properties: 'sample' | 'none' = 'sample'): Promise<void> => {
    await opened.page.evaluate(
      ([name, given]) => {
        const element = document.createElement(name);
        if (given === 'sample') Object.assign(element, (globalThis as unknown as PageGlobals).fixture.samples[name]);
        document.querySelector('main')!.replaceChildren(element);
      },
      [tag, properties] as const,
    );
    await settle(opened.page);
  };

  test.each(tags)('every view of %s, with a point in focus', async (tag) => {
    const { page } = opened;
    await show(tag);
    const element = page.locator(tag);
    const tabs = element.getByRole('tab');
    expect((await tabs.allTextContents()).map((name) => name.trim())).toEqual(viewsOf[tag]);
    for (const view of viewsOf[tag].length === 0 ? [null] : viewsOf[tag]) {
      if (view !== null) await element.getByRole('tab', { name: view }).click();
      await settle(page);
      for (const chart of await element.getByRole('application').all()) await chart.press('ArrowRight');
      await expectAccessible(page);
    }
  });

  test.each(['cohort-chart', 'cohort-group-distribution'] as const)('the table of %s', async (tag) => {
    await show(tag);
    await opened.page.locator(tag).getByRole('button', { name: 'Table' }).click();
    await expectAccessible(opened.page);
  });

  test.each(withData)('%s without data, with data on their way, and with an error', async (tag) => {
    const { page } = opened;
    await show(tag, 'none');
    await expectAccessible(page);
    const element = page.locator(tag);
    await element.evaluate((node) => node.setAttribute('loading', ''));
    expect(await element.getByRole('status').textContent()).toBe('Loading …');
    await expectAccessible(page);
    await element.evaluate((node) => node.setAttribute('data', '7'));
    expect(await element.getByRole('alert').textContent()).toMatch(/^invalid /);
    await expectAccessible(page);
  });

  test.each(withRecords)('%s while records stream in', async (tag) => {
    const { page } = opened;
    await show(tag, 'none');
    await page.evaluate((name) => {
      const element = document.querySelector(name as 'cohort-task-dashboard')!;
      element.appendRecords((globalThis as unknown as PageGlobals).fixture.samples[name as 'cohort-task-dashboard'].data as never);
    }, tag);
    await settle(page);
    expect(await page.locator(tag).locator('cohort-live-chart').count()).toBeGreaterThan(0);
    await expectAccessible(page);
  });

  test('text that is too pale is found', async () => {
    const { page } = opened;
    await show('cohort-group-distribution');
    await page.locator('cohort-group-distribution').evaluate((node) => node.style.setProperty('--cohort-text', '#888888'));
    const failure = await expectAccessible(page).then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(failure.includes('color-contrast')).toBe(colorScheme === 'light');
  });
});

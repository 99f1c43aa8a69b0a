import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CohortTag } from '../frameworks/element-types.ts';
import type * as Hostile from './hostile.fixture.ts';
import { floods } from './hostile.fixture.ts';
import { bundleSource, openPage, type OpenPage } from './page.fixture.ts';

/** Milliseconds that a page may stand still: it takes a fraction of them on a free machine. */
const mostStill = 10_000;

/** Elements that show data. */
const withData: readonly CohortTag[] = [
  'cohort-advantage-comparison',
  'cohort-advantage-explorer',
  'cohort-group-distribution',
  'cohort-group-formation',
  'cohort-run-comparison',
  'cohort-task-dashboard',
  'cohort-training-dynamics',
];

type PageGlobals = { readonly hostile: typeof Hostile };

/** The tests follow each other in one page. */
let opened: OpenPage;
beforeAll(async () => {
  opened = await openPage({ script: `${await bundleSource('hostile.fixture.ts', 'hostile')}; globalThis.hostile = hostile;`, width: 360 });
});

async function inPage<Result, Argument>(run: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result> {
  const { page, problems } = opened;
  const result = await page.evaluate(run as never, argument as never);
  expect(problems.splice(0)).toEqual([]);
  return result as Result;
}

/** Elements of which the page sets every property: lists, numbers and words in place of data. */
const withProperties: readonly CohortTag[] = ['cohort-controls', 'cohort-live-chart'];

const tags: readonly CohortTag[] = [...withData, ...withProperties, 'cohort-chart', 'cohort-env-player'];

describe.each(tags)('%s', (tag) => {
  if (withData.includes(tag)) {
    test('draws or refuses whatever stands in any field, and says why', async () => {
      const { tried, drawn, faults } = await inPage((name) => (globalThis as unknown as PageGlobals).hostile.spoil(name), tag);
      expect(faults).toEqual([]);
      expect(drawn).toBeGreaterThan(0);
      expect(tried - drawn).toBeGreaterThan(20);
    });
  }

  if (withProperties.includes(tag)) {
    test('draws or refuses whatever stands in any property and attribute, and says why', async () => {
      const { tried, drawn, faults } = await inPage((name) => (globalThis as unknown as PageGlobals).hostile.twist(name), tag);
      expect(faults).toEqual([]);
      expect(drawn).toBeGreaterThan(0);
      expect(tried - drawn).toBeGreaterThan(20);
    });
  }

  if (tag !== 'cohort-env-player') {
    test('names that are markup are read as they are', async () => {
      const { isDrawn, read, faults } = await inPage((name) => (globalThis as unknown as PageGlobals).hostile.mark(name), tag);
      expect({ isDrawn, faults }).toEqual({ isDrawn: true, faults: [] });
      expect(read).toBeGreaterThan(0);
    });
  }

  test.each(Object.entries(floods[tag]!).map(([name, [, isDrawn]]) => [name, isDrawn ? 'drawn' : 'refused'] as const))('%s: %s, while the page goes on', async (name, expected) => {
    const given = [tag, name] as const;
    const { isDrawn, faults, longest } = await inPage(([element, flood]) => (globalThis as unknown as PageGlobals).hostile.flood(element, flood), given);
    expect({ shown: isDrawn ? 'drawn' : 'refused', faults }).toEqual({ shown: expected, faults: [] });
    expect(longest).toBeLessThan(mostStill);
  });
});

import { expect, test } from '@jest/globals';
import type { CohortGroupDistribution, GroupDistribution } from './group-distribution/group-distribution.ts';
import { openPage, settle } from './page.fixture.ts';

const tag = 'cohort-group-distribution';
const dataOf = (name: string): GroupDistribution => {
  const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
  return { groups: [{ name, trajectories: 1, steps: 10, weight: 1, returnMean: 1, advantageBefore: summary, advantageAfter: summary }] };
};
const scriptOf = (name: string): string => `<script type="application/json">${JSON.stringify(dataOf(name))}</script>`;

/** What the element shows after each of these was done to it. */
async function shownAfter(body: string, actions: readonly ((element: CohortGroupDistribution, data: Record<string, GroupDistribution>) => void)[], script = '') {
  const { page, problems, close } = await openPage({ body, script });
  const element = page.locator(tag);
  const data = Object.fromEntries(['property', 'script'].map((name) => [name, dataOf(name)]));
  const names: (string | undefined)[] = [];
  const look = async (): Promise<void> => {
    await settle(page);
    names.push(await element.evaluate((node) => (node as CohortGroupDistribution).data?.groups[0]!.name));
  };
  await look();
  for (const action of actions) {
    await page.evaluate(`(${String(action)})(document.querySelector('${tag}'), ${JSON.stringify(data)})`);
    await look();
  }
  expect(problems).toEqual([]);
  await close();
  return names;
}

test('a property that is set after the script child stays while other children change, until the script itself does', async () => {
  const names = await shownAfter(`<${tag}>${scriptOf('first')}</${tag}>`, [
    (element, { property }) => (element.data = property!),
    (element) => element.append('text', document.createElement('p')),
    (element) => (element.querySelector('p')!.textContent = 'more'),
    (element) => element.querySelector('p')!.append(Object.assign(document.createElement('script'), { type: 'application/json', textContent: '{}' })),
    (element) => element.parentElement!.append(element),
    (element, { script }) => (element.querySelector('script')!.textContent = JSON.stringify(script)),
  ]);
  expect(names).toEqual(['first', 'property', 'property', 'property', 'property', 'property', 'script']);
});

test('a script that changes, in place, as another, or while the element is out of the page, brings its data', async () => {
  const names = await shownAfter(`<${tag}>${scriptOf('first')}</${tag}>`, [
    (element, { script }) => (element.querySelector('script')!.firstChild!.nodeValue = JSON.stringify(script)),
    (element, { property }) => element.querySelector('script')!.replaceWith(Object.assign(document.createElement('script'), { type: 'application/json', textContent: JSON.stringify(property) })),
    (element, { script }) => {
      const place = element.parentElement!;
      element.remove();
      element.querySelector('script')!.textContent = JSON.stringify(script);
      place.append(element);
    },
    (element) => element.querySelector('script')!.remove(),
  ]);
  expect(names).toEqual(['first', 'script', 'property', 'script', 'script']);
});

test('a property that is set before the element comes into the page stays', async () => {
  const names = await shownAfter(`<${tag}></${tag}>`, [
    (element, { property, script }) => {
      const made = document.createElement('cohort-group-distribution');
      made.innerHTML = `<script type="application/json">${JSON.stringify(script)}</script>`;
      made.data = property!;
      element.replaceWith(made);
    },
  ]);
  expect(names).toEqual([undefined, 'property']);
});

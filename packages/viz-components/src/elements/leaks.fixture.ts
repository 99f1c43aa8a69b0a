/// <reference types="node" />
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { bundleSource, openPage } from './page.fixture.ts';
import type { samples } from './samples.fixture.ts';

/** Creates every element with its data, waits until it is drawn, and removes it; WeakRefs of them stay in `made`. */
async function createAndRemove(page: Page, times: number): Promise<void> {
  await page.evaluate(async (numTimes) => {
    const { fixture, made } = globalThis as unknown as { fixture: { samples: typeof samples }; made: WeakRef<object>[] };
    for (let round = 0; round < numTimes; round++) {
      const elements = Object.entries(fixture.samples).map(([tag, properties]) => Object.assign(document.createElement(tag), properties));
      document.querySelector('main')!.append(...elements);
      for (const element of elements) {
        await (element as unknown as { updateComplete: Promise<unknown> }).updateComplete;
        made.push(new WeakRef(element), ...Array.from(element.shadowRoot!.querySelectorAll('canvas, cohort-chart'), (part) => new WeakRef(part)));
        element.remove();
      }
    }
  }, times);
}

/** What is alive after a thorough collection. */
async function count(page: Page): Promise<{ elements: number; nodes: number; listeners: number; heap: number }> {
  const session = await page.context().newCDPSession(page);
  // a WeakRef holds its target until the task that read it ends, and canvases go in a second sweep
  for (let sweep = 0; sweep < 4; sweep++) {
    await session.send('HeapProfiler.collectGarbage');
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const elements = await page.evaluate(() => {
    const { made } = globalThis as unknown as { made: WeakRef<object>[] };
    return made.filter((reference) => reference.deref()).length;
  });
  await session.detach();
  return { elements, nodes, listeners: jsEventListeners, heap: usedSize };
}

/** Expects so many of each element to come and go without a trace: no object, no node, no listener, no memory. */
export async function expectNoLeak(rounds: number): Promise<void> {
  const { page, problems, close } = await openPage({ script: `${await bundleSource('samples.fixture.ts', 'fixture')}; Object.assign(globalThis, { fixture, made: [] });` });
  // the first ones leave templates, style sheets and ECharts behind
  await createAndRemove(page, 3);
  const before = await count(page);
  await createAndRemove(page, rounds);
  const after = await count(page);
  expect(after.elements).toBe(0);
  expect(after.nodes - before.nodes).toBeLessThan(rounds);
  expect(after.listeners - before.listeners).toBeLessThan(rounds);
  // compiled code and the WeakRefs themselves take some; one drawing is 100 kB and more
  expect(after.heap - before.heap).toBeLessThan(3000 * rounds + 1_500_000);
  expect(problems).toEqual([]);
  await close();
}

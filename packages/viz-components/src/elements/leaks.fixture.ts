/// <reference types="node" />
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { bundleSource, openPage } from './page.fixture.ts';
import type { goOn, samples } from './samples.fixture.ts';

interface PageGlobals {
  readonly fixture: { readonly samples: typeof samples; readonly goOn: typeof goOn };
  readonly made: WeakRef<object>[];
}

/**
 * Creates every element with its data, waits until it is drawn, and removes it: every second time while records stream in, steps are
 * played and a recording is made. WeakRefs of them, and of all that they draw on, stay in `made`.
 */
async function createAndRemove(page: Page, times: number): Promise<void> {
  await page.evaluate(
    async (numTimes) => {
      const { fixture, made } = globalThis as unknown as PageGlobals;
      for (let round = 0; round < numTimes; round++) {
        const isActive = round % 2 === 1;
        const elements = Object.entries(fixture.samples).map(([tag, properties]) => Object.assign(document.createElement(tag), properties));
        document.querySelector('main')!.append(...elements);
        for (const element of elements) {
          await (element as unknown as { updateComplete: Promise<unknown> }).updateComplete;
          if (isActive) await fixture.goOn(element, round);
        }
        // streaming, playing and recording go on in the next frames
        if (isActive) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        for (const element of elements) {
          made.push(new WeakRef(element), ...Array.from(element.shadowRoot!.querySelectorAll('cohort-chart, cohort-live-chart'), (part) => new WeakRef(part)));
          element.remove();
        }
      }
    },
    times,
  );
}

/** Of the page: canvases, in the page or not, and their streams go to `made`. */
const watching = `
  const { getContext, captureStream } = HTMLCanvasElement.prototype;
  const seen = new WeakSet();
  const keep = (one) => {
    if (!seen.has(one)) made.push(new WeakRef(one));
    seen.add(one);
    return one;
  };
  HTMLCanvasElement.prototype.getContext = function (...options) {
    return getContext.apply(keep(this), options);
  };
  HTMLCanvasElement.prototype.captureStream = function (...options) {
    return keep(captureStream.apply(this, options));
  };`;

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
    const { made } = globalThis as unknown as PageGlobals;
    return made.filter((reference) => reference.deref()).length;
  });
  await session.detach();
  return { elements, nodes, listeners: jsEventListeners, heap: usedSize };
}

/** Expects so many of each element to come and go, half of them while they are active, without a trace: no object, no node, no listener, no memory. */
export async function expectNoLeak(rounds: number): Promise<void> {
  const { page, problems, close } = await openPage({
    script: `${await bundleSource('samples.fixture.ts', 'fixture')}; Object.assign(globalThis, { fixture, made: [] }); ${watching}`,
    isForOnce: true,
  });
  // the first ones leave templates, style sheets and ECharts behind
  await createAndRemove(page, 4);
  const before = await count(page);
  await createAndRemove(page, rounds);
  const after = await count(page);
  // canvases that ECharts keeps for all charts: it measures texts on one of them
  expect([before.elements, after.elements]).toEqual([2, 2]);
  expect(after.nodes - before.nodes).toBeLessThan(rounds / 2);
  expect(after.listeners - before.listeners).toBeLessThan(rounds / 2);
  // compiled code and the WeakRefs themselves take some; one drawing is 100 kB and more
  expect(after.heap - before.heap).toBeLessThan(3000 * rounds + 1_500_000);
  expect(problems).toEqual([]);
  await close();
}

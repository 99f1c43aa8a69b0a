/* global document, requestAnimationFrame */
// `npm run demo:input`: how long the page takes to answer while both runs train at full speed. Says what a reader waits for (wall time, which other
// programs lengthen) and what the page itself adds to it (processor time of the tasks of its main thread, which they do not).
import process from 'node:process';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../tooling/test/chromium.mjs';
import { mainThreadTasks } from './main-thread-tasks.mjs';
import { serveSite } from './static-server.mjs';

const inputs = 200;
/** Milliseconds that 95 of 100 inputs are to be answered in, and that no task of the page may take. */
const most = 50;

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('cohort: no Chromium found; set CHROMIUM_PATH\n');
  process.exit(1);
}
const site = await serveSite();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
await page.goto(`${site.address}?totalSteps=5000000#laboratory`);
await page.locator('#laboratory').getByRole('button', { name: 'Train', exact: true }).click();
const rows = page.locator('#laboratory .runs tbody tr');
await rows.filter({ hasText: 'running' }).nth(1).waitFor();
await page.locator('#laboratory cohort-chart').first().waitFor();
await page.evaluate(() => {
  const measures = { toListener: [], toFrame: [], longTasks: [], longFrames: [] };
  globalThis.measures = measures;
  document.addEventListener(
    'keydown',
    (event) => {
      measures.toListener.push(performance.now() - event.timeStamp);
      // the frame that shows the answer is over when its next task runs
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => measures.toFrame.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
  new PerformanceObserver((list) => measures.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) for (const script of frame.scripts) measures.longFrames.push({ duration: script.duration, at: `${script.invoker} ${script.sourceFunctionName}` });
  }).observe({ type: 'long-animation-frame' });
});
await page.locator('[name=seed]').focus();
const tasks = await mainThreadTasks(page, async () => {
  for (let i = 0; i < inputs; i++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(30);
  }
});
const { toListener, toFrame, longTasks, longFrames } = await page.evaluate(() => globalThis.measures);
const states = await rows.allInnerTexts();
await browser.close();
await site.close();

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
const spread = (values) => `median ${quantile(values, 0.5).toFixed(1)}, p95 ${quantile(values, 0.95).toFixed(1)}, longest ${Math.max(0, ...values).toFixed(1)} ms`;
const own = tasks.map(({ cpu }) => cpu);
const late = quantile(toFrame, 0.95);
console.log(`${toFrame.length} key presses while ${states.filter((state) => state.includes('running')).length} runs train at full speed`);
console.log(`  to the page's listener, wall: ${spread(toListener)}`);
console.log(`  to the end of the next frame, wall: ${spread(toFrame)}`);
console.log(`  ${own.length} tasks of the page's main thread, processor time: p95 ${quantile(own, 0.95).toFixed(1)}, longest ${Math.max(0, ...own).toFixed(1)} ms; ${own.filter((time) => time > most).length} over ${most} ms`);
console.log(`  long tasks as the browser counts them (wall, over 50 ms): ${longTasks.length}; of scripts in long frames: ${longFrames.length === 0 ? 'none' : spread(longFrames.map(({ duration }) => duration))}`);
for (const { duration, at } of longFrames.toSorted((a, b) => b.duration - a.duration).slice(0, 5)) console.log(`    ${duration.toFixed(0)} ms: ${at}`);
if (late >= most || own.some((time) => time > most)) {
  process.stderr.write(`cohort: 95 of 100 inputs take up to ${late.toFixed(1)} ms, the longest task ${Math.max(0, ...own).toFixed(1)} ms; expected less than ${most}\n`);
  process.exitCode = 1;
}

/// <reference types="node" />
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { trainBriefly } from './brief-training.fixture.ts';

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [new URL('./brief-training.fixture.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'fixture',
    platform: 'browser',
    conditions: ['@cohort-rl/source'],
  });
  const script = bundle.outputFiles[0]!.text;
  server = createServer((request, response) => {
    response.setHeader('content-type', request.url === '/script.js' ? 'text/javascript' : 'text/html');
    response.end(request.url === '/script.js' ? script : '<!doctype html><title>cohort</title><script src="/script.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.connect(process.env['COHORT_BROWSER']!);
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

type Fixture = { trainBriefly: typeof trainBriefly };

describe('in the page', () => {
  test.each(['ppo', 'grpo'] as const)('%s trains to the same bits as in Node, snapshots too', async (algorithm) => {
    const inNode = await trainBriefly(algorithm);
    const inPage = await page.evaluate((name) => (globalThis as unknown as { fixture: Fixture }).fixture.trainBriefly(name), algorithm);
    expect(inPage).toEqual(inNode);
    expect(inNode.parameters.every(Number.isFinite)).toBe(true);
    expect(inNode.snapshots.map(({ update }) => update)).toEqual([4, 8]);
  });

  test('training leaves the page responsive', async () => {
    const longest = await page.evaluate(async () => {
      const { fixture } = globalThis as unknown as { fixture: Fixture };
      let last = performance.now();
      let gap = 0;
      const timer = setInterval(() => {
        gap = Math.max(gap, performance.now() - last);
        last = performance.now();
      }, 1);
      let ticks = 0;
      const counter = setInterval(() => ticks++, 1);
      await fixture.trainBriefly('ppo', 20_000);
      clearInterval(timer);
      clearInterval(counter);
      return { gap, ticks };
    });
    // without yielding no timer would run at all
    expect(longest.ticks).toBeGreaterThan(3);
  });
});

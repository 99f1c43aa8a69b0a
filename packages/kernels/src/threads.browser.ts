/// <reference types="node" />
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { takeThreadedSteps, type ThreadedSteps } from '../test/threaded-steps.ts';

let server: Server;
let browser: Browser;

const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [new URL('../test/threaded-steps.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName: 'fixture',
    platform: 'browser',
  });
  const script = bundle.outputFiles[0]!.text;
  server = createServer(({ url }, response) => {
    response.writeHead(200, { 'content-type': url === '/script.js' ? 'text/javascript' : 'text/html', ...(url === '/isolated' && isolation) });
    response.end(url === '/script.js' ? script : '<!doctype html><title>cohort</title><script src="/script.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.connect(process.env['COHORT_BROWSER']!);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

async function stepsInPage(path: string, threads: number): Promise<ThreadedSteps> {
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return await page.evaluate(
      async (count) => (globalThis as unknown as { fixture: { takeThreadedSteps: typeof takeThreadedSteps } }).fixture.takeThreadedSteps('wasm-simd128', count),
      threads,
    );
  } finally {
    await page.close();
  }
}

test('an isolated page has threads, which give the bits of one thread in Node', async () => {
  const one = await takeThreadedSteps('wasm-simd128', 1);
  expect(await stepsInPage('/isolated', 1)).toEqual(one);
  expect(await stepsInPage('/isolated', 3)).toEqual({ ...one, threads: 3, isShared: true, helpers: 2 });
});

test('a page that is not isolated has one thread, and says why', async () => {
  const one = await takeThreadedSteps('wasm-simd128', 1);
  const note =
    'one thread in place of 2: memory is shared only in a cross-origin isolated page (its headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy)';
  expect(await stepsInPage('/plain', 2)).toEqual({ ...one, notes: [note] });
});

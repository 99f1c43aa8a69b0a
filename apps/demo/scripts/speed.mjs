/* global Worker */
// `npm run demo:speed`: the page's training beside the same training in Node, by turns, with the same kernels and as many threads.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../tooling/test/chromium.mjs';
import { serveSite, siteFolder } from './static-server.mjs';

const rounds = 5;
/** What the page's speed is to be, at least, as a share of Node's. */
const leastRatio = 0.6;
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('cohort: no Chromium found; set CHROMIUM_PATH\n');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'cohort-demo-speed-'));
const bundle = join(folder, 'training.mjs');
await build({
  stdin: {
    contents: "export * from './training/create-agent.ts'; export * from './training/experiment.ts';",
    resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  conditions: ['@cohort-rl/source'],
  external: ['@tensorflow/*'],
  outfile: bundle,
});
const { createAgent, defaultExperiment } = await import(pathToFileURL(bundle).href);
const site = await serveSite({ headers: isolation, pages: { '/empty.html': '<!doctype html><title>speed</title>' } });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(`${site.address}empty.html`);
const worker = `assets/${readdirSync(join(siteFolder, 'assets')).find((name) => /^training-worker-.*\.js$/.test(name))}`;

/** Steps a second from the first report to the last, which leaves the start out. */
async function inPage(request) {
  return page.evaluate(
    ([script, asked]) =>
      new Promise((resolve, reject) => {
        const training = new Worker(script, { type: 'module' });
        let first;
        let last;
        let kernels;
        training.onerror = ({ message }) => reject(new Error(message));
        training.onmessage = ({ data }) => {
          if (data.type === 'failed') reject(new Error(data.message));
          if (data.type === 'ready') kernels = `${data.description.kernels}, ${data.description.threads} thread${data.description.threads === 1 ? '' : 's'}`;
          if (data.type === 'progress') {
            last = { step: data.step, at: performance.now(), metrics: data.records.at(-1).metrics };
            first ??= last;
          }
          if (data.type === 'ended') {
            training.terminate();
            resolve({ kernels, metrics: last.metrics, stepsPerSecond: (1000 * (last.step - first.step)) / (last.at - first.at) });
          }
        };
        training.postMessage({ type: 'start', request: asked });
      }),
    [worker, request],
  );
}

async function inNode(request) {
  const agent = await createAgent({ ...request, kernels: 'wasm' });
  let first;
  let last;
  for await (const { step, metrics } of agent.learn({ totalSteps: request.experiment.totalSteps })) {
    last = { step, at: performance.now(), metrics };
    first ??= last;
  }
  agent.close();
  const { build: kernels, threads } = agent.engine;
  return { kernels: `${kernels}, ${threads} thread${threads === 1 ? '' : 's'}`, metrics: last.metrics, stepsPerSecond: (1000 * (last.step - first.step)) / (last.at - first.at) };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const withoutClock = (metrics) => JSON.stringify({ ...metrics, 'charts/SPS': 0 });

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, Chromium ${browser.version()}; medians of ${rounds} rounds, by turns\n`);
let isEnough = true;
for (const threads of availableParallelism() > 1 ? [1, 2] : [1]) {
  for (const algorithm of ['ppo', 'grpo']) {
    const request = { algorithm, experiment: defaultExperiment('scaled-cartpoles'), threads, snapshotEvery: null, updatesPerSecond: null };
    const speeds = { page: [], node: [] };
    let same = true;
    let kernels = '';
    for (let round = 0; round < rounds; round++) {
      const [paged, noded] = [await inPage(request), await inNode(request)];
      speeds.page.push(paged.stepsPerSecond);
      speeds.node.push(noded.stepsPerSecond);
      same &&= withoutClock(paged.metrics) === withoutClock(noded.metrics);
      kernels = paged.kernels === noded.kernels ? paged.kernels : `${paged.kernels} against ${noded.kernels}`;
    }
    const ratio = median(speeds.page) / median(speeds.node);
    isEnough &&= ratio >= leastRatio;
    const rate = (values) => `${Math.round(median(values) / 1000)},000 steps/s`;
    console.log(
      `${algorithm.padEnd(4)} on ${request.experiment.env}, ${kernels}: page ${rate(speeds.page)}, Node ${rate(speeds.node)}, ratio ${ratio.toFixed(2)}; ${same ? 'the same last update, to the bit' : 'the last updates differ'}`,
    );
  }
}
await browser.close();
await site.close();
rmSync(folder, { recursive: true });
if (!isEnough) {
  process.stderr.write(`cohort: the page trains at less than ${leastRatio} of Node's speed\n`);
  process.exitCode = 1;
}

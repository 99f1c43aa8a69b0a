/* global Worker */
// `npm run demo:speed`: the page's training beside the same training in Node, by turns, on as many threads: with Node's WebAssembly build of the
// kernels, and with the build that Node takes by itself, native code where the addon was built. Beside the wall clock it takes the processor time, which
// other programs lengthen little: where both ratios differ, something else was running.
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
/** What the page's speed is to be, at least, as a share of that of Node with the same kind of kernels. */
const leastRatio = 0.6;
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('cohort: no Chromium found; set CHROMIUM_PATH\n');
  process.exit(1);
}
const kernels = new URL('../../../packages/kernels/dist/index.js', import.meta.url);
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
  // the native build is found beside the package's own files
  plugins: [{ name: 'kernels', setup: (bundling) => bundling.onResolve({ filter: /^@cohort-rl\/kernels$/ }, () => ({ path: kernels.href, external: true })) }],
  outfile: bundle,
});
const { createAgent, defaultExperiment } = await import(pathToFileURL(bundle).href);
const site = await serveSite({ headers: isolation, pages: { '/empty.html': '<!doctype html><title>speed</title>' } });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(`${site.address}empty.html`);
const worker = `assets/${readdirSync(join(siteFolder, 'assets')).find((name) => /^training-worker-.*\.js$/.test(name))}`;

const inspector = await browser.newBrowserCDPSession();
/** Processor seconds of the page so far, its workers among them. */
async function pageSeconds() {
  const { processInfo } = await inspector.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
await page.exposeFunction('pageSeconds', pageSeconds);

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
            first ??= { ...last, processor: globalThis.pageSeconds() };
          }
          if (data.type === 'ended') {
            training.terminate();
            void Promise.all([first.processor, globalThis.pageSeconds()]).then(([from, to]) =>
              resolve({
                kernels,
                metrics: last.metrics,
                stepsPerSecond: (1000 * (last.step - first.step)) / (last.at - first.at),
                stepsPerProcessorSecond: (last.step - first.step) / (to - from),
              }),
            );
          }
        };
        training.postMessage({ type: 'start', request: asked });
      }),
    [worker, request],
  );
}

async function inNode(request, kernelChoice) {
  const agent = await createAgent({ ...request, kernels: kernelChoice });
  let first;
  let last;
  for await (const { step, metrics } of agent.learn({ totalSteps: request.experiment.totalSteps })) {
    last = { step, at: performance.now(), metrics };
    first ??= { ...last, processor: process.cpuUsage() };
  }
  const { user, system } = process.cpuUsage(first.processor);
  agent.close();
  const { build: kernels, threads } = agent.engine;
  const steps = last.step - first.step;
  return {
    kernels: `${kernels}, ${threads} thread${threads === 1 ? '' : 's'}`,
    metrics: last.metrics,
    stepsPerSecond: (1000 * steps) / (last.at - first.at),
    stepsPerProcessorSecond: (1e6 * steps) / (user + system),
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const withoutClock = (metrics) => JSON.stringify({ ...metrics, 'charts/SPS': 0 });
const thousands = (runs, measure) => `${Math.round(median(runs.map((run) => run[measure])) / 1000)},000`;
const rate = (runs) => `${thousands(runs, 'stepsPerSecond')} steps/s, ${thousands(runs, 'stepsPerProcessorSecond')} a second of processor time`;

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} processors, Node ${process.versions.node}, Chromium ${browser.version()}; medians of ${rounds} rounds, by turns; ratios are medians of the rounds' own\n`,
);
let isEnough = true;
for (const threads of availableParallelism() > 1 ? [1, 2] : [1]) {
  for (const algorithm of ['ppo', 'grpo']) {
    const request = { algorithm, experiment: defaultExperiment('scaled-cartpoles'), threads, snapshotEvery: null, updatesPerSecond: null };
    const paged = [];
    const sides = [
      { name: "Node's WebAssembly", kernels: 'wasm', runs: [] },
      { name: "Node's default", kernels: 'auto', runs: [] },
    ];
    for (let round = 0; round < rounds; round++) {
      paged.push(await inPage(request));
      for (const { kernels, runs } of sides) runs.push(await inNode(request, kernels));
    }
    console.log(`${algorithm} on ${request.experiment.env}, page (${paged[0].kernels}): ${rate(paged)}`);
    for (const { name, kernels, runs } of sides) {
      const ratioOf = (measure) => median(runs.map((run, round) => paged[round][measure] / run[measure]));
      const ratio = ratioOf('stepsPerSecond');
      const same = runs.every(({ metrics }, round) => withoutClock(metrics) === withoutClock(paged[round].metrics));
      if (kernels === 'wasm') isEnough &&= ratio >= leastRatio;
      console.log(
        `  ${name} (${runs[0].kernels}): ${rate(runs)}; page / Node ${ratio.toFixed(2)} by the clock, ${ratioOf('stepsPerProcessorSecond').toFixed(2)} by processor time; ${same ? 'the same last update, to the bit' : 'the last updates differ, as builds do in the last bits'}`,
      );
    }
  }
}
await browser.close();
await site.close();
rmSync(folder, { recursive: true });
if (!isEnough) {
  process.stderr.write(`cohort: the page trains at less than ${leastRatio} of the speed of Node's WebAssembly\n`);
  process.exitCode = 1;
}

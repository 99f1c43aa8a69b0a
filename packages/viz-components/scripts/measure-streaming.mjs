// Measures the work of the main thread in Chromium while records stream into the live elements: `node scripts/measure-streaming.mjs [--seconds 20]`.
//
// A run of 10,000 updates of 100 groups (and an episode of each of 100 tasks an update) goes on in the page: all but the last of them are there at the start,
// the others come one by one, 20 a second, as messages of a worker, as they do from a training worker. Work is what the trace says the main thread ran (its
// own CPU time), decoding the messages, drawing and garbage collection included. It is counted in two ways: over all frames of a screen (1/60 s each, `p95`),
// and over those that Chromium drew, which may be fewer (`drawnP95`: all work since the one before, so that two frames in one count as one). Exit 1 where the
// 95th percentile of either is above 8 ms.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import process from 'node:process';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } } });
const seconds = Number(values.seconds);
const [updatesPerSecond, numGroups, numUpdates, limit] = [20, 100, 10_000, 8];
const frameMicroseconds = 1e6 / 60;

const bundle = await build({
  entryPoints: [new URL('../src/elements/index.ts', import.meta.url).pathname],
  bundle: true,
  write: false,
  format: 'iife',
  platform: 'browser',
  conditions: ['@cohort-rl/source'],
});

/** Runs in the page and in its worker. */
function recordsOf(update, groups) {
  const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] };
  const step = 2048 * update;
  const value = (group) => {
    const skill = 1 - Math.exp(-update / (100 + 30 * group));
    return 20 + (480 - 3 * group) * skill + 25 * Math.sin(12.9898 * update + 78.233 * group);
  };
  return [
    {
      type: 'group',
      step,
      strategy: 'task',
      diagnostics: {},
      groups: Array.from({ length: groups }, (_, label) => ({
        label,
        name: `group ${label}`,
        trajectories: 10,
        steps: 20,
        weight: 1 + 0.5 * Math.sin(update / 200 + label),
        returnMean: value(label),
        advantageBefore: summary,
        advantageAfter: summary,
      })),
    },
    ...Array.from({ length: groups }, (_, task) => ({ type: 'episode', step, env: task, task: `task ${task}`, return: value(task), length: 100, terminated: true, truncated: false })),
  ];
}

const worker = `${recordsOf}
onmessage = ({ data: { first, groups, perSecond } }) => {
  let update = first;
  setInterval(() => postMessage(recordsOf(update++, groups)), 1000 / perSecond);
};`;
const page = `${recordsOf}
globalThis.fill = async (tag, view, groups, updates, references) => {
  const element = document.createElement(tag);
  if (view) element.setAttribute('view', view);
  document.body.append(element);
  element.data = references ? { runs: [], references: Object.fromEntries(Array.from({ length: groups }, (_, i) => ['task ' + i, { randomReturn: 0, expertReturn: 500 }])) } : [];
  await element.updateComplete;
  const start = performance.now();
  for (let update = 1; update < updates; update++) element.appendRecords(recordsOf(update, groups));
  await element.updateComplete;
  return performance.now() - start;
};
globalThis.stream = (tag, first, groups, perSecond) => {
  const worker = new Worker('/worker.js');
  globalThis.updates = 0;
  worker.onmessage = ({ data }) => { globalThis.updates += 1; document.querySelector(tag).appendRecords(data); };
  worker.postMessage({ first, groups, perSecond });
};`;
const files = {
  '/': ['text/html', '<!doctype html><title>streaming</title><script src="/elements.js"></script><script src="/page.js"></script><body>'],
  '/elements.js': ['text/javascript', bundle.outputFiles[0].text],
  '/page.js': ['text/javascript', page],
  '/worker.js': ['text/javascript', worker],
};
const server = createServer((request, response) => {
  const [type, text] = files[request.url] ?? ['text/plain', ''];
  response.setHeader('content-type', type);
  response.end(text);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function measure(tag, view) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => console.error(String(error)));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  const loadMilliseconds = await tab.evaluate(([...args]) => globalThis.fill(...args), [tag, view, numGroups, numUpdates, tag.includes('dashboard')]);
  await tab.waitForTimeout(3000);
  await tab.evaluate(([...args]) => globalThis.stream(...args), [tag, numUpdates, numGroups, updatesPerSecond]);
  await tab.waitForTimeout(500);
  const session = await context.newCDPSession(tab);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'] }, transferMode: 'ReportEvents' });
  const before = await tab.evaluate('globalThis.updates');
  await tab.waitForTimeout(1000 * seconds);
  const updates = (await tab.evaluate('globalThis.updates')) - before;
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await done;
  await context.close();
  return { element: tag, view, loadMilliseconds: Math.round(loadMilliseconds), updatesPerSecond: updates / seconds, ...framesOf(events) };
}

/** Main-thread work of each frame, in milliseconds of CPU time. */
function framesOf(events) {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  // of the category `toplevel` there is another event in each of them: to count both would be to count the work twice
  const tasks = events.filter(({ name, ph, pid, tid }) => ph === 'X' && name === 'RunTask' && mains.some((main) => main.pid === pid && main.tid === tid));
  // the renderer that worked is the page's
  const work = new Map();
  for (const { pid, tdur = 0 } of tasks) work.set(pid, (work.get(pid) ?? 0) + tdur);
  const [busiest] = [...work].sort(([, a], [, b]) => b - a)[0];
  const own = tasks.filter(({ pid }) => pid === busiest).sort((a, b) => a.ts - b.ts);
  const screen = screenFrames(own);
  const drawn = drawnFrames(own, events.filter(({ name, pid }) => name === 'Commit' && pid === busiest));
  const traced = (own.at(-1).ts - own[0].ts) / 1e6;
  return {
    frames: screen.length,
    median: at(screen, 0.5),
    p95: at(screen, 0.95),
    max: at(screen, 1),
    aboveLimit: screen.filter((time) => time > limit).length,
    drawnPerSecond: Number((drawn.length / traced).toFixed(1)),
    drawnP95: at(drawn, 0.95),
  };
}

/** Of each frame of a screen, sorted. */
function screenFrames(tasks) {
  const first = tasks[0].ts;
  // work begins with the browser's frames: at the middle of ours, or two of its frames could fall into one of them
  const angles = tasks.filter(({ tdur = 0 }) => tdur > 500).map(({ ts }) => (2 * Math.PI * (ts - first)) / frameMicroseconds);
  const sum = (of) => angles.reduce((total, angle) => total + of(angle), 0);
  const middle = (Math.atan2(sum(Math.sin), sum(Math.cos)) / (2 * Math.PI)) * frameMicroseconds;
  const start = first + middle - 1.5 * frameMicroseconds;
  const frames = new Float64Array(Math.ceil((tasks.at(-1).ts - start) / frameMicroseconds) + 1);
  for (const { ts, tdur = 0 } of tasks) frames[Math.floor((ts - start) / frameMicroseconds)] += tdur / 1000;
  return frames.sort();
}

/** Of each frame that was drawn, sorted: a commit hands it to the screen. */
function drawnFrames(tasks, commits) {
  const ends = commits.map(({ ts }) => ts).sort((a, b) => a - b);
  const frames = new Float64Array(ends.length);
  let frame = 0;
  for (const { ts, tdur = 0 } of tasks) {
    while (frame < ends.length && ts > ends[frame]) frame += 1;
    if (frame < ends.length) frames[frame] += tdur / 1000;
  }
  return frames.sort();
}

const at = (sorted, share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2));

const results = [];
for (const [tag, view] of [
  ['cohort-training-dynamics', 'performance'],
  ['cohort-training-dynamics', 'weights'],
  ['cohort-training-dynamics', 'convergence'],
  ['cohort-task-dashboard', null],
]) {
  results.push(await measure(tag, view));
  if (!values.json) console.log(results.at(-1));
}
if (values.json) console.log(JSON.stringify({ limitMilliseconds: limit, results }, null, 1));
await browser.close();
server.close();
process.exitCode = results.every(({ p95, drawnP95 }) => Math.max(p95, drawnP95) <= limit) ? 0 : 1;

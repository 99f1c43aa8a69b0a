// `npm test` after set-up: every check of every package through turbo, closed by one line of counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { workspaces } from '../setup/workspace.mjs';
import { findChromium } from './chromium.mjs';
import { closingLine, countTasks, sumCounts } from './counts.mjs';
import { runTurbo } from './turbo.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packages = workspaces(root);
const shortName = (id) => id.replace('//#', '').replace(/^@cohort-rl\/(.*)#(.*)$/, '$2 $1');

const chromium = findChromium();
const packageTasks = ['typecheck', 'test', 'packaging'];
const browserChecks = packages.filter(({ manifest }) => manifest.scripts?.['test:browser']);
if (browserChecks.length > 0 && chromium) packageTasks.push('test:browser');
const rootTasks = ['lint', 'dead-exports'];

const expected = [
  ...rootTasks.map((task) => `//#${task}`),
  ...packageTasks.flatMap((task) => packages.filter(({ manifest }) => manifest.scripts?.[task]).map(({ manifest }) => `${manifest.name}#${task}`)),
];

// the folder in which each jest task leaves its report
const results = mkdtempSync(join(tmpdir(), 'cohort-test-'));
const folderOf = new Map(packages.map(({ folder, manifest }) => [manifest.name, basename(folder)]));

function reportOf(id) {
  const [owner, task] = id.split('#');
  try {
    return JSON.parse(readFileSync(join(results, `${folderOf.get(owner)}-${task.replaceAll(':', '-')}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}

const environment = { COHORT_TEST_RESULTS: results, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) };
const { tasks, output } = await runTurbo(root, [...rootTasks, ...packageTasks], environment, (id) => process.stderr.write(`cohort: ${shortName(id)} …\n`));
const lines = countTasks(expected, tasks, reportOf);
rmSync(results, { recursive: true });

for (const { id, name } of lines.filter(({ failed }) => failed > 0)) {
  console.log(`\n──── ${name}\n${(output.get(id) ?? ['never run', ...output.get('turbo')]).join('\n')}`);
}
console.log();
const width = Math.max(...lines.map(({ name }) => name.length));
for (const line of lines) console.log(`${line.name.padEnd(width)}  ${line.seconds.toFixed(1).padStart(6)} s  ${closingLine(line)}`);
if (browserChecks.length > 0 && !chromium) {
  console.log(`skipped: the browser checks of ${browserChecks.map(({ folder }) => basename(folder)).join(', ')}; no Chromium found, set CHROMIUM_PATH`);
  lines.push({ passed: 0, failed: 0, skipped: browserChecks.length });
}
const counts = sumCounts(lines);
console.log(`\n${closingLine(counts)}`);
process.exitCode = counts.failed > 0 ? 1 : 0;

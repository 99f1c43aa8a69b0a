// Runs jest in the current package as native ES modules: `node run.mjs [--KIND] [jest options]`. A kind takes files of its own in place
// of the package's tests: --browser its `*.browser.ts`, the others (see tooling/test/long.mjs) what is too long for every run.
// With COHORT_TEST_RESULTS set, jest's JSON report goes to that folder, named for the package and the script that ran it. Kinds that
// look at pages share one Chromium; they connect to it by COHORT_BROWSER.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { findChromium } from '../test/chromium.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const results = process.env.COHORT_TEST_RESULTS;
const report = `${basename(process.cwd())}-${process.env.npm_lifecycle_event ?? 'test'}.json`.replaceAll(':', '-');
const kinds = ['browser', 'learning', 'kill', 'fuzz', 'soak', 'leaks'];
const kind = kinds.find((name) => process.argv.includes(`--${name}`));

async function launchBrowser() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium found; set CHROMIUM_PATH');
  return chromium.launchServer({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb', '--font-render-hinting=none', '--disable-lcd-text'] });
}

const browser = kind === 'browser' || kind === 'leaks' ? await launchBrowser() : undefined;
const run = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    ...(results ? ['--json', `--outputFile=${join(results, report)}`] : []),
    ...process.argv.slice(2).filter((argument) => argument !== `--${kind}`),
    ...(kind ? ['--testTimeout=3600000', `--testMatch=<rootDir>/src/**/*.${kind}.ts`] : []),
  ],
  // jest reports on stderr; with --json its stdout only says where the report went
  { stdio: ['ignore', results ? 'ignore' : 'inherit', 'inherit'], env: { ...process.env, ...(browser && { COHORT_BROWSER: browser.wsEndpoint() }) } },
);
const [status] = await once(run, 'exit');
await browser?.close();
process.exitCode = status ?? 1;

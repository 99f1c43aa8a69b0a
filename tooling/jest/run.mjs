// Runs jest in the current package as native ES modules: `node run.mjs [--KIND] [jest options]`. A kind takes files of its own in place
// of the package's tests: --browser its `*.browser.ts`, the others (see tooling/test/long.mjs) what is too long for every run.
// With COHORT_TEST_RESULTS set, jest's JSON report goes to that folder, named for the package and the script that ran it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import process from 'node:process';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const results = process.env.COHORT_TEST_RESULTS;
const report = `${basename(process.cwd())}-${process.env.npm_lifecycle_event ?? 'test'}.json`.replaceAll(':', '-');
const kinds = ['browser', 'learning', 'kill', 'fuzz', 'soak', 'leaks'];
const kind = kinds.find((name) => process.argv.includes(`--${name}`));
const { status } = spawnSync(
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
  { stdio: ['ignore', results ? 'ignore' : 'inherit', 'inherit'] },
);
process.exitCode = status ?? 1;

// Runs jest in the current package as native ES modules. With COHORT_TEST_RESULTS set, writes the counts to <that folder>/<package>.json.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest.js');
const results = process.env.COHORT_TEST_RESULTS;
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest,
    ...(results ? ['--json', `--outputFile=${join(results, `${basename(process.cwd())}.json`)}`] : []),
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', results ? 'ignore' : 'inherit', 'inherit'] },
);
process.exitCode = status ?? 1;

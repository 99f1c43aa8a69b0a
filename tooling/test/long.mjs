// `npm run test:long -- NAME`: the checks that take too long for every run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { workspaces } from '../setup/workspace.mjs';
import { closingLine, countJest, sumCounts } from './counts.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * `learning` trains agents to their published results, `kill` ends runs at random moments, `fuzz` feeds every boundary with random input,
 * `soak` trains for an hour, `leaks` creates and removes each element 1,000 times.
 */
const kinds = ['learning', 'kill', 'fuzz', 'soak', 'leaks'];

/** Inputs to each property of each boundary: more than 100,000 in all. */
const fuzzRuns = '2000';

/** Runs the `*.KIND.ts` of every package, one package after the other. */
function runAll(kind) {
  const isOfKind = (file) => file.endsWith(`.${kind}.ts`);
  return workspaces(root)
    .map(({ folder }) => join(root, folder))
    .filter((folder) => existsSync(join(folder, 'src')) && readdirSync(join(folder, 'src'), { recursive: true }).some(isOfKind))
    .map((folder) => {
      const results = mkdtempSync(join(tmpdir(), `cohort-${kind}-`));
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'tooling', 'jest', 'run.mjs'), `--${kind}`], {
        cwd: folder,
        env: { ...process.env, COHORT_TEST_RESULTS: results, ...(kind === 'fuzz' && { COHORT_FUZZ_RUNS: process.env.COHORT_FUZZ_RUNS ?? fuzzRuns }) },
        // jest reports there; what was fuzzed is counted
        stdio: ['inherit', 'inherit', kind === 'fuzz' ? 'pipe' : 'inherit'],
        encoding: 'utf8',
        maxBuffer: 1e9,
      });
      if (stderr) {
        process.stderr.write(stderr);
        for (const [, count] of stderr.matchAll(/^\s*(\d+) inputs$/gm)) fuzzed += Number(count);
      }
      const [report] = readdirSync(results).map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')));
      rmSync(results, { recursive: true });
      return countJest(report, status === 0);
    });
}

let fuzzed = 0;
const name = process.argv[2];
if (process.argv.length !== 3 || !kinds.includes(name)) {
  process.stderr.write(`unknown long test: ${process.argv.slice(2).join(' ') || '(none)'}; expected one of ${kinds.join(', ')}\n`);
  process.exit(2);
}
const counts = sumCounts(runAll(name));
if (fuzzed > 0) console.log(`${fuzzed} inputs`);
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

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

/** Runs the `*.KIND.ts` of every package, one package after the other. */
function runAll(kind) {
  const isOfKind = (file) => file.endsWith(`.${kind}.ts`);
  return workspaces(root)
    .map(({ folder }) => join(root, folder))
    .filter((folder) => existsSync(join(folder, 'src')) && readdirSync(join(folder, 'src'), { recursive: true }).some(isOfKind))
    .map((folder) => {
      const results = mkdtempSync(join(tmpdir(), `cohort-${kind}-`));
      const { status } = spawnSync(process.execPath, [join(root, 'tooling', 'jest', 'run.mjs'), `--${kind}`], {
        cwd: folder,
        env: { ...process.env, COHORT_TEST_RESULTS: results },
        stdio: 'inherit',
      });
      const [report] = readdirSync(results).map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')));
      rmSync(results, { recursive: true });
      return countJest(report, status === 0);
    });
}

const name = process.argv[2];
if (process.argv.length !== 3 || !kinds.includes(name)) {
  process.stderr.write(`unknown long test: ${process.argv.slice(2).join(' ') || '(none)'}; expected one of ${kinds.join(', ')}\n`);
  process.exit(2);
}
const counts = sumCounts(runAll(name));
console.log(closingLine(counts));
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

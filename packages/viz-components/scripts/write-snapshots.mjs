// Writes the snapshots in `fixtures/` anew, from training: `node scripts/write-snapshots.mjs`, after `npm run setup`. The tests, their pictures and the
// demo's first page show them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const cohort = fileURLToPath(new URL('../../../apps/benchmark/bin/cohort.js', import.meta.url));

/** The last snapshot of a run on `scaled-cartpoles`, so long that a picture shows all of it. */
const runs = {
  'grpo-task-snapshot': ['--algo', 'grpo:task', '--num-envs', '8', '--rollout-steps', '40', '--steps', '7680', '--snapshot-every', '24'],
  snapshot: ['--algo', 'grpo:auto', '--num-groups', '3', '--num-envs', '16', '--rollout-steps', '96', '--steps', '4608', '--snapshot-every', '3'],
};

for (const [name, flags] of Object.entries(runs)) {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-snapshot-'));
  const common = ['--env', 'scaled-cartpoles', '--seed', '1', '--threads', '1', '--eval-every', '0', '--eval-episodes', '4'];
  execFileSync(process.execPath, [cohort, 'train', ...common, ...flags, '--out', join(folder, 'run')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const line = readFileSync(join(folder, 'run', 'records.jsonl'), 'utf8').split('\n').findLast((text) => text.startsWith('{"type":"snapshot"'));
  rmSync(folder, { recursive: true });
  // as exact as a picture can show
  const rounded = JSON.stringify(JSON.parse(line), (_, value) => (typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value));
  writeFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), `${rounded}\n`);
  console.log(`fixtures/${name}.json`);
}

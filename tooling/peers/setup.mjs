// `npm run setup:peers`: a Python environment with everything in requirements.txt, in .cache/peers (some 8 GB: torch brings CUDA along).
// Says nothing is due where it is there already. Needs Python 3.11.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { environment, python } from './python.mjs';

const requirements = join(dirname(fileURLToPath(import.meta.url)), 'requirements.txt');
const stamp = join(environment, 'requirements.sha256');
const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`cohort: ${command} ${args.join(' ')} failed: ${error?.message ?? `exit ${status}`}`);
  process.exit(1);
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
  console.error(`cohort: the peers are installed in ${environment}`);
} else {
  if (!existsSync(python)) run('python3.11', '-m', 'venv', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements);
  writeFileSync(stamp, digest);
  console.error(`cohort: the peers are now installed in ${environment}`);
}

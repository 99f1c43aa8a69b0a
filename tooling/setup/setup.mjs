// `npm run setup`: installs and builds what is due and says nothing when nothing is. Needs Node and npm only.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildDigest, installDigest, isBuilt } from './workspace.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const environment = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH,
  TURBO_TELEMETRY_DISABLED: '1',
};

const stampFile = (step) => join(root, 'node_modules', `.cohort-${step}`);

function stamped(step) {
  try {
    return readFileSync(stampFile(step), 'utf8');
  } catch {
    return undefined;
  }
}

function run(step, doing, done, command, options = {}) {
  const start = performance.now();
  process.stderr.write(`cohort: ${doing} …\n`);
  // until the step has succeeded its stamp matches nothing, so an interrupted one is done again
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile(step), 'unfinished');
  const { status, signal, error, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
    process.stderr.write(`cohort: ${doing} failed: ${error?.message ?? signal ?? `exit ${status}`}\n`);
    process.exit(1);
  }
  process.stderr.write(`cohort: ${done} in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}

function install() {
  const digest = installDigest(root);
  if (stamped('install') === digest) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const command = ['npx', '--yes', packageManager, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'];
  run('install', 'installing dependencies', 'installed', command, { shell: process.platform === 'win32' });
  writeFileSync(stampFile('install'), digest);
}

function build() {
  const digest = buildDigest(root);
  if (stamped('build') === digest && isBuilt(root)) return;
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const options = [`--concurrency=${Math.max(2, availableParallelism())}`, '--output-logs=errors-only', '--log-order=grouped'];
  run('build', 'building', 'built', [process.execPath, turbo, 'run', 'build', ...options]);
  writeFileSync(stampFile('build'), digest);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`cohort: Node ${process.versions.node} is too old; 20.19 or newer is needed\n`);
  process.exit(1);
}
install();
build();
// has a digest of its own, and never fails
spawnSync(process.execPath, [join(root, 'packages', 'kernels', 'scripts', 'build-native.mjs')], { stdio: 'inherit' });

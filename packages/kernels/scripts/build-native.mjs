// Compiles native/ with the system's C compiler into native/kernels.node, for this kind of machine. Says what it did in one line, and
// never fails: without the addon WebAssembly does the work. A file whose recorded hash of sources, flags and compiler is current is left
// alone, without a word.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import headers from 'node-api-headers';
import { sourceDigest } from './source-digest.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'native', 'kernels.node');
const stamp = join(root, 'native', 'kernels.json');

const builds = {
  x64: {
    avx512: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mfma', '-mprefer-vector-width=512'],
    avx2: ['-mavx2', '-mfma'],
  },
  arm64: { neon: [] },
}[process.arch];
// Not -ffast-math: it would remove the tests for NaN. Hidden symbols: Node's own must not be taken for ours.
const flags = ['-std=c11', '-O3', '-ffp-contract=fast', '-fno-math-errno', '-fno-trapping-math', '-fvisibility=hidden', '-fPIC', '-Wno-psabi'];
// On macOS the addon finds Node's symbols when it is loaded.
const linking = process.platform === 'darwin' ? ['-dynamiclib', '-undefined', 'dynamic_lookup'] : ['-shared'];

/** @returns {string} what happened, in words; empty when there was nothing to do */
function build() {
  if (process.platform === 'win32' || !builds) return `none for ${process.platform}-${process.arch}; WebAssembly does the work`;
  const compiler = findCompiler();
  if (!compiler) return 'no C compiler found (cc, gcc, clang); WebAssembly does the work';
  const hash = createHash('sha256').update(JSON.stringify([compiler, builds, flags, linking, process.platform]));
  for (const folder of ['c', 'native']) {
    for (const name of readdirSync(join(root, folder)).filter((file) => /\.[ch]$/.test(file)).sort()) hash.update(readFileSync(join(root, folder, name)));
  }
  const digest = hash.digest('hex');
  if (existsSync(target) && existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).digest === digest) return '';
  // beside the target, so that the last step is a rename
  const folder = mkdtempSync(join(root, 'native', '.build-'));
  try {
    const failure = compile(compiler.command, folder);
    if (failure) return `${compiler.version} failed (${failure}); WebAssembly does the work`;
    renameSync(join(folder, 'kernels.node'), target);
    writeFileSync(stamp, `${JSON.stringify({ digest, compiler: compiler.version })}\n`);
    return `built ${Object.keys(builds).join(' and ')} with ${compiler.version}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findCompiler() {
  for (const command of [process.env.CC, 'cc', 'gcc', 'clang']) {
    if (!command) continue;
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { command, version: stdout.split('\n')[0].trim() };
  }
  return undefined;
}

/** @returns {string | undefined} the first line that says what went wrong */
function compile(command, folder) {
  const objects = Object.keys(builds).map((name) => join(folder, `${name}.o`));
  const steps = [
    ...Object.entries(builds).map(([name, features], i) => [...flags, ...features, `-DBUILD=${name}`, '-c', 'kernels.c', '-o', objects[i]]),
    [...flags, `-DSOURCES="${sourceDigest(root)}"`, `-I${headers.include_dir}`, ...linking, 'addon.c', 'parallel.c', ...objects, '-pthread', '-o', join(folder, 'kernels.node')],
  ];
  for (const step of steps) {
    const { status, error, stderr } = spawnSync(command, step, { cwd: join(root, 'native'), encoding: 'utf8' });
    if (status !== 0) return error?.message ?? stderr.split('\n').find((line) => line.includes('error')) ?? `exit ${status}`;
  }
  return undefined;
}

let outcome;
try {
  outcome = build();
} catch (error) {
  outcome = `${error.message}; WebAssembly does the work`;
}
if (outcome) console.error(`cohort: native kernels: ${outcome}`);

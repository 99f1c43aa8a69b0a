// `npm run setup:gpu`: downloads TensorFlow's library for NVIDIA GPUs and builds its binding, which set-up leaves alone.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const fail = (reason) => {
  process.stderr.write(`cohort: setup:gpu failed: ${reason}\n`);
  process.exit(1);
};

let folder;
try {
  folder = dirname(createRequire(join(root, 'packages', 'ppo-core', 'package.json')).resolve('@tensorflow/tfjs-node-gpu/package.json'));
} catch {
  fail('@tensorflow/tfjs-node-gpu is not installed; run npm run setup first');
}
// its install script finds node-pre-gyp beside the package
const environment = { ...process.env, PATH: [join(folder, 'node_modules', '.bin'), join(dirname(dirname(folder)), '.bin'), process.env.PATH].join(delimiter) };
process.stderr.write('cohort: installing the native library of @tensorflow/tfjs-node-gpu …\n');
const { status, error, stdout, stderr } = spawnSync(process.execPath, [join('scripts', 'install.js'), 'gpu', 'download'], {
  cwd: folder,
  env: environment,
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
const output = `${stdout ?? ''}${stderr ?? ''}`;
const unreachable = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/.exec(output);
if (unreachable) fail(`the download of libtensorflow cannot be reached (${unreachable[1]}); see docs/gpu.md for a build without it`);

// whether it loads is what counts, whatever the script said
const { status: loads, stderr: whyNot } = spawnSync(
  process.execPath,
  ['-e', "require('util').isNullOrUndefined ??= (v) => v == null; const tf = require('@tensorflow/tfjs-node-gpu'); process.exit(tf.backend().isUsingGpuDevice ? 0 : 3)"],
  { cwd: join(root, 'packages', 'ppo-core'), encoding: 'utf8' },
);
if (loads !== 0 && loads !== 3) {
  process.stderr.write(output);
  const lines = (whyNot ?? '').split('\n');
  fail(`${error?.message ?? `the install script ended with ${status}`}; loading it gives: ${lines.find((line) => /^\w*Error:|^The Node/.test(line)) ?? lines[0]}`);
}
process.stderr.write(`cohort: @tensorflow/tfjs-node-gpu answers${loads === 3 ? ', but finds no GPU: it computes on the CPU' : ' on a GPU'}\n`);

// Runs one measurement as a process of its own.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { python } from './python.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, '..', '..', 'apps', 'benchmark', 'bin', 'cohort.js');
/** Whether a process can be kept on one core. */
export const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

const oneThread = {
  ...Object.fromEntries(['OMP', 'MKL', 'OPENBLAS', 'NUMEXPR'].map((name) => [`${name}_NUM_THREADS`, '1'])),
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
};
// on the CPU, and on the kernels that a library chooses by itself
const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...inherited } = process.env;
const ordinary = { ...inherited, CUDA_VISIBLE_DEVICES: '', JAX_PLATFORMS: 'cpu', TF_CPP_MIN_LOG_LEVEL: '2', PYTHONWARNINGS: 'ignore' };

/**
 * @param node Node's executable, for what runs on it
 * @returns the figures by name; `versions` apart; or why there are none
 */
export async function measure({ kind, script, args, figures, cores }, { node, quick }) {
  if (kind === 'python' && !existsSync(python)) return { missing: 'the Python peers are not installed; npm run setup:peers installs them' };
  const command = {
    cohort: () => [node, bin, 'throughput', ...args, '--json', '--seconds', quick ? '0.2' : '3', ...(quick ? ['--seeds', '2'] : [])],
    python: () => [python, join(here, 'python', `${script}.py`), ...args, ...(quick ? ['--quick'] : [])],
  }[kind]();
  if (['sb3_zoo', 'rejax_ppo'].includes(script)) command.push('--process-start', String(Date.now() / 1000));
  const pinned = cores === 1 ? [...(canPin ? ['taskset', '-c', '0'] : []), ...command] : command;
  try {
    const { stdout } = await promisify(execFile)(pinned[0], pinned.slice(1), { env: { ...ordinary, ...(cores === 1 && oneThread) }, maxBuffer: 2 ** 26 });
    const printed = JSON.parse(kind === 'cohort' ? stdout : stdout.trim().split('\n').at(-1));
    if (kind === 'cohort') {
      const threads = args.includes('--threads') ? Number(args[args.indexOf('--threads') + 1]) : undefined;
      const other = printed.results.find((result) => threads !== undefined && result.threads !== threads);
      return other ? { missing: `asked for ${threads} threads, ${other.kernels} had ${other.threads}` } : { figures: figures(printed.results) };
    }
    const { peer, work: _work, versions, ...numbers } = printed;
    return { peer, versions, figures: Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null)) };
  } catch (error) {
    const [last = error.message] = (error.stderr ?? '').trim().split('\n').slice(-1);
    return { missing: last || error.message };
  }
}

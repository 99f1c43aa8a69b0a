// npm run ladder: every rung of the ladder on every suite. First hyperparameters, the same grid and seeds for every rung; then the
// comparison, on seeds that nothing was tuned on. Goes on where it was interrupted. Hours on 2 cores.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const suites = ['scaled-cartpoles', 'mixed-horizons', 'cartpole-swingups', 'gridworld-curriculum', 'classic-mix'];
const rungs = [
  'ppo', 'ppo+reward-norm', 'ppo+popart',
  'grpo:task', 'grpo:task+balanced', 'grpo:task+performance', 'grpo:task+adaptive', 'grpo:task+popart',
  'grpo:auto', 'grpo:adaptive', 'grpo:difficulty', 'grpo:length', 'grpo:literal-auto', 'grpo:literal-difficulty',
  'grpo:critic-free',
];
const grid = 'learning-rate=0.001:0,0.003:0,0.01:0;entropy-coefficient=0.003,0.03';
const what = ['--suite', suites.join(','), '--algos', rungs.join(',')];

/** @param {string[]} args */
function cohort(...args) {
  const { status } = spawnSync(process.execPath, ['apps/benchmark/bin/cohort.js', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

cohort('tune', ...what, '--seeds', '5', '--first-seed', '0', '--grid', grid, '--out', 'results/ladder-tuning');
cohort('compare', ...what, '--seeds', '10', '--first-seed', '100', '--tuned', 'results/ladder-tuning/tuned.json', '--out', 'results/ladder');

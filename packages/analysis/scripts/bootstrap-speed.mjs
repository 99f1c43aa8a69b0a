// Time of 2,000 bootstrap resamples of the IQM over 5 seeds × 10 tasks, warm: `node scripts/bootstrap-speed.mjs` after a build.
import { performance } from 'node:perf_hooks';
import { interquartileMean, stratifiedBootstrap } from '@cohort-rl/analysis';

const scores = Array.from({ length: 5 }, (_, run) => Array.from({ length: 10 }, (_, task) => 0.5 + 0.3 * Math.sin(3 * run + 7 * task)));
const times = Array.from({ length: 300 }, () => {
  const start = performance.now();
  stratifiedBootstrap(scores, interquartileMean);
  return performance.now() - start;
});
const warm = times.slice(100).sort((a, b) => a - b);
console.log(`IQM, 2,000 resamples of 5 × 10: median ${warm[100].toFixed(2)} ms, fastest ${warm[0].toFixed(2)} ms`);

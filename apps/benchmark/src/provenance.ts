import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import process from 'node:process';

/** Versions of our packages and of Node. */
export function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const manifests = [
    require('@cohort-rl/kernels/package.json'),
    require('@cohort-rl/envs/package.json'),
    require('@cohort-rl/rollouts/package.json'),
    require('@cohort-rl/ppo-core/package.json'),
    require('@cohort-rl/grpo-grouping/package.json'),
    require('@cohort-rl/grpo-normalization/package.json'),
    require('@cohort-rl/grpo-weighting/package.json'),
    require('@cohort-rl/grpo/package.json'),
  ] as readonly { name: string; version: string }[];
  const { node, v8 } = process.versions;
  return { node, v8, ...Object.fromEntries(manifests.map(({ name, version }) => [name, version])) };
}

let known: string | null | undefined;

/** Commit of the sources that run, `-dirty` where files differ from it; null outside a checkout, or without git. */
export function sourceCommit(): string | null {
  // they were read once too
  known = known === undefined ? describeCommit() : known;
  return known;
}

function describeCommit(): string | null {
  const folder = import.meta.dirname;
  if (folder.includes('node_modules')) return null;
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    }).trim();
  } catch {
    return null;
  }
}

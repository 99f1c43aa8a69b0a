import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import process from 'node:process';

const packages = ['kernels', 'envs', 'rollouts', 'ppo-core', 'grpo-grouping', 'grpo-normalization', 'grpo-weighting', 'grpo', 'analysis'];

/** Versions of our packages and of Node. */
export function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = { node: process.versions.node, v8: process.versions.v8 };
  for (const name of packages) {
    versions[`@cohort-rl/${name}`] = (require(`@cohort-rl/${name}/package.json`) as { version: string }).version;
  }
  return versions;
}

/** Commit of the sources that run, `-dirty` where files differ from it; null outside a checkout, or without git. */
export function sourceCommit(): string | null {
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

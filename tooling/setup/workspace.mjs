// What the repository consists of, read from the disk without any dependency.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {{ folder: string, manifest: any }[]} every package, app and the tooling, `folder` relative to the root, sorted. */
export function workspaces(root) {
  const inside = (parent) => (existsSync(join(root, parent)) ? readdirSync(join(root, parent)).sort().map((name) => `${parent}/${name}`) : []);
  return [...inside('packages'), ...inside('apps'), 'tooling']
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) }));
}

function filesUnder(root, path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? filesUnder(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`]));
}

function digest(root, files) {
  const hash = createHash('sha256');
  for (const file of files.filter((name) => existsSync(join(root, name))).sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Digest of what decides the contents of node_modules: lockfile, manifests, and the machine that native packages are chosen for. */
export function installDigest(root) {
  const manifests = workspaces(root).map(({ folder }) => `${folder}/package.json`);
  const files = digest(root, ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]);
  return `${process.platform}-${process.arch} ${files}`;
}

const notBuilt = /\.(?:test|fixture|learning|browser|kill|fuzz|soak|leaks)\.ts$|\/src\/generated\//;

/** Digest of everything that a build reads: sources, build scripts and configuration. Tests do not count. */
export function buildDigest(root) {
  const files = ['package.json', 'pnpm-lock.yaml', 'tsconfig.base.json', 'turbo.json', ...filesUnder(root, 'tooling/tsup')];
  for (const { folder } of workspaces(root)) {
    for (const part of ['src', 'c', 'scripts', 'public']) {
      if (existsSync(join(root, folder, part))) files.push(...filesUnder(root, `${folder}/${part}`).filter((file) => !notBuilt.test(file)));
    }
    files.push(...['package.json', 'tsconfig.json', 'tsup.config.ts', 'vite.config.ts', 'index.html'].map((name) => `${folder}/${name}`));
  }
  return digest(root, files);
}

/** Whether each package that builds has its output folder and every file that its exports promise, but for those that a pattern stands for. */
export function isBuilt(root) {
  return workspaces(root).every(({ folder, manifest }) => {
    if (!manifest.scripts?.build) return true;
    const promised = Object.values(manifest.exports ?? {}).flatMap((target) => (target.default ? [target.types, target.default] : []));
    return ['dist', ...promised].every((file) => file.includes('*') || existsSync(join(root, folder, file)));
  });
}

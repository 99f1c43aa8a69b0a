import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildDigest, installDigest, isBuilt } from './workspace.mjs';

let root;

function write(file, content) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cohort-workspace-'));
  write('package.json', '{}');
  write('pnpm-lock.yaml', '');
  write('tooling/tsup/preset.ts', '');
  write('packages/a/package.json', JSON.stringify({ scripts: { build: 'tsup' }, exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } }));
  write('packages/a/src/index.ts', 'export {};');
  write('packages/a/c/gemm.c', '');
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  ['packages/a/src/index.ts', 'export const x = 1;'],
  ['packages/a/src/deep/new.ts', 'export {};'],
  ['packages/a/c/gemm.c', '// changed'],
  ['packages/a/scripts/build-wasm.mjs', ''],
  ['packages/a/tsup.config.ts', ''],
  ['packages/b/package.json', '{}'],
  ['tooling/tsup/preset.ts', '// changed'],
  ['pnpm-lock.yaml', 'changed'],
])('a build is due when %s changes', (file, content) => {
  const before = buildDigest(root);
  expect(buildDigest(root)).toBe(before);
  write(file, content);
  expect(buildDigest(root)).not.toBe(before);
});

test.each(['packages/a/src/index.test.ts', 'packages/a/src/episodes.fixture.ts', 'packages/a/src/cartpole.learning.ts', 'packages/a/src/page.browser.ts', 'packages/a/src/all.leaks.ts', 'packages/a/src/generated/gemm.ts', 'packages/a/README.md'])(
  'no build is due for %s',
  (file) => {
    const before = buildDigest(root);
    write(file, 'changed');
    expect(buildDigest(root)).toBe(before);
  },
);

test('moving content from one file to another is a change', () => {
  write('packages/a/src/x.ts', 'a');
  write('packages/a/src/y.ts', 'b');
  const before = buildDigest(root);
  write('packages/a/src/x.ts', '');
  write('packages/a/src/y.ts', 'ab');
  expect(buildDigest(root)).not.toBe(before);
});

test.each(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'packages/a/package.json', 'apps/b/package.json'])('an install is due when %s changes', (file) => {
  const before = installDigest(root);
  expect(installDigest(root)).toBe(before);
  write(file, '{ "version": "2.0.0" }');
  expect(installDigest(root)).not.toBe(before);
});

test('no install is due when a source changes', () => {
  const before = installDigest(root);
  write('packages/a/src/index.ts', 'changed');
  expect(installDigest(root)).toBe(before);
});

test('a package is built when every file that its exports promise is there', () => {
  write('packages/a/dist/index.js', '');
  expect(isBuilt(root)).toBe(false);
  write('packages/a/dist/index.d.ts', '');
  expect(isBuilt(root)).toBe(true);
  const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './parts/*': { types: './dist/parts/*.d.ts', default: './dist/parts/*.js' } };
  write('packages/a/package.json', JSON.stringify({ scripts: { build: 'tsup' }, exports }));
  expect(isBuilt(root)).toBe(true);
  rmSync(join(root, 'packages/a/dist'), { recursive: true });
  expect(isBuilt(root)).toBe(false);
});

test('the repository itself counts as built once it is', () => {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  expect(isBuilt(repository)).toBe(true); // `npm test` builds first
});

import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { workspaces } from '../setup/workspace.mjs';
import { forbiddenLicenses, licensesOf, looseVersions, materials } from './dependencies.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test('everything that is installed with the packages has a licence that lets anybody use it', () => {
  const licenses = licensesOf(root);
  expect(Object.values(licenses).flat()).toContain('ml-kmeans');
  expect(forbiddenLicenses(licenses)).toEqual([]);
  expect(forbiddenLicenses({ ...licenses, 'GPL-3.0': ['a', 'b'] })).toEqual([expect.stringMatching(/^licence GPL-3\.0 of a, b; expected one of /)]);
});

test('every version is pinned', () => {
  expect(looseVersions(root)).toEqual([]);
  const loose = mkdtempSync(join(tmpdir(), 'cohort-loose-'));
  mkdirSync(join(loose, 'packages', 'a'), { recursive: true });
  writeFileSync(join(loose, 'package.json'), JSON.stringify({ devDependencies: { exact: '1.2.3', open: '^1.2.3' } }));
  writeFileSync(join(loose, 'packages', 'a', 'package.json'), JSON.stringify({ dependencies: { sibling: 'workspace:^', any: '*' } }));
  expect(looseVersions(loose)).toEqual(['packages/a/package.json: any *; expected one exact version', './package.json: open ^1.2.3; expected one exact version']);
  rmSync(loose, { recursive: true });
});

test('the bill of materials names each dependency of a published package with its version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-sbom-'));
  const { bomFormat, components } = materials(root, join(folder, 'sbom.cdx.json'));
  rmSync(folder, { recursive: true });
  expect(bomFormat).toBe('CycloneDX');
  const named = new Set(components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`));
  for (const { manifest } of workspaces(root).filter((workspace) => !workspace.manifest.private)) {
    for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
      if (!version.startsWith('workspace:')) expect(named).toContain(`${name}@${version}`);
    }
  }
});

test('no install script runs, and each that there is is named', () => {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  expect(workspace).toMatch(/^strictDepBuilds: true$/m);
  expect(workspace.slice(workspace.indexOf('allowBuilds:'))).not.toMatch(/: true/);
});

test('published packages ask for provenance', () => {
  for (const { manifest } of workspaces(root)) {
    if (!manifest.private) expect([manifest.name, manifest.publishConfig]).toEqual([manifest.name, { access: 'public', provenance: true }]);
  }
});

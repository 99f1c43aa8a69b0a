import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { workspaces } from '../setup/workspace.mjs';
import { audit, forbiddenLicenses, installScriptsOf, licensesOf, looseVersions, materials } from './dependencies.mjs';
import { publishingProblems } from './publishing.mjs';

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

test('no install script runs: here each that there is is named, and what is installed with the packages has none', () => {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  expect(workspace).toMatch(/^strictDepBuilds: true$/m);
  expect(workspace.slice(workspace.indexOf('allowBuilds:'))).not.toMatch(/: true/);
  expect(installScriptsOf(root)).toEqual([]);
});

const published = workspaces(root).filter(({ manifest }) => !manifest.private);

/** What the audit says with a registry that answers everything with that. */
async function auditWith(status, body) {
  const answer = `require('node:http').createServer((request, response) => request.resume().on('end', () => response.writeHead(${status}).end(${JSON.stringify(body)})))`;
  const registry = spawn(process.execPath, ['-e', `${answer}.listen(0, '127.0.0.1', function () { console.log(this.address().port); })`], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(registry.stdout, 'data');
    return audit(root, `http://127.0.0.1:${Number(port)}`);
  } finally {
    registry.kill();
  }
}

test('known vulnerabilities are asked for, and a registry that does not say is not taken for one that knows of none', async () => {
  const advisory = { id: 1, title: 'clusters can be guessed', severity: 'high', vulnerable_versions: '*', url: 'https://example.test/1', cwe: [] };
  expect(await auditWith(200, JSON.stringify({ 'ml-kmeans': [advisory] }))).toEqual({ advisories: ['high in ml-kmeans: clusters can be guessed'], refusal: '' });
  expect(await auditWith(200, '{}')).toEqual({ advisories: [], refusal: '' });
  expect(await auditWith(405, '{}')).toEqual({ advisories: null, refusal: expect.stringMatching(/^The audit endpoint .* responded with 405/) });
});

describe('publishing', () => {
  const repository = (folder) => ({ type: 'git', url: 'git+https://example.test/cohort.git', directory: folder });

  test.each(published.map(({ folder, manifest }) => [manifest.name, folder, manifest]))('%s asks for provenance, and is refused without a repository', (name, folder, manifest) => {
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    expect(manifest.scripts.prepublishOnly).toBe('node ../../tooling/supply/before-publish.mjs');
    const { repository: _, ...without } = manifest;
    expect(publishingProblems(folder, without)).toEqual([`${name} is not published: its package.json has no repository, which provenance names; see Publishing in CONTRIBUTING.md`]);
    expect(publishingProblems(folder, { ...manifest, repository: repository(folder) })).toEqual([]);
  });

  test.each([
    [{ repository: repository('packages/other') }, /invalid repository: .*packages\/other.*; expected .*directory: packages\/envs/],
    [{ repository: 'example/cohort' }, /invalid repository: "example\/cohort"/],
    [{ publishConfig: { access: 'public' } }, /provenance is undefined; expected true/],
    [{ scripts: { postinstall: 'node steal.mjs' } }, /has the script postinstall/],
  ])('%j is refused', (wrong, message) => {
    const [{ manifest }] = published.filter(({ folder }) => folder === 'packages/envs');
    const problems = publishingProblems('packages/envs', { ...manifest, repository: repository('packages/envs'), ...wrong });
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  test('stops before anything is sent', () => {
    const [{ manifest }] = published.filter(({ folder }) => folder === 'packages/rollouts');
    const { repository: _, ...without } = manifest;
    const copy = mkdtempSync(join(tmpdir(), 'cohort-publish-'));
    try {
      const prepublishOnly = `node ${JSON.stringify(join(root, 'tooling', 'supply', 'before-publish.mjs'))}`;
      writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...without, scripts: { prepublishOnly } }));
      const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', 'pnpm'), ['publish', '--no-git-checks', '--registry', 'http://127.0.0.1:9'], { cwd: copy, encoding: 'utf8' });
      expect([status, `${stdout}${stderr}`]).toEqual([1, expect.stringContaining('cohort: @cohort-rl/rollouts is not published: its package.json has no repository')]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  test('leaves tests and what they need at home', () => {
    for (const { folder, manifest } of published) {
      const sources = readdirSync(join(root, folder, 'src'), { recursive: true });
      const kinds = sources.flatMap((file) => /\.(?:test|fixture|learning|browser|fuzz|kill|soak|leaks)\.tsx?$/.exec(file)?.[0] ?? []);
      const kept = [...new Set(kinds)].filter((kind) => !manifest.files.some((pattern) => [`!src/**/*${kind}`, `!src/**/*${kind.replace(/\w+$/, '*')}`].includes(pattern)));
      expect([folder, kept]).toEqual([folder, []]);
    }
  });
});

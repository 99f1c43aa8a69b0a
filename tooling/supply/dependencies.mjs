// What the packages depend on when they are installed, as pnpm knows it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaces } from '../setup/workspace.mjs';

/** Licences that let anybody use, change and ship the work; each is named as its package names it. */
const allowed = new Set([
  '0BSD', 'Apache-2.0', 'Apache-2.0 AND MIT', 'BSD-2-Clause', 'BSD-3-Clause', '(BSD-3-Clause AND Apache-2.0)', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT',
]);

function pnpm(root, ...args) {
  const { stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', 'pnpm'), args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 120_000 });
  return { stdout: stdout ?? '', stderr: stderr ?? '' };
}

const ofPublished = ['--filter', './packages/*'];

/** The bill of materials, CycloneDX as JSON, of what is published; written to `path` as well. */
export function materials(root, path) {
  pnpm(root, ...ofPublished, 'sbom', '--sbom-format', 'cyclonedx', '--prod', '--out', path);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @returns {Record<string, string[]>} names of packages by licence, those that the command line and the demo need too. */
export function licensesOf(root) {
  const found = JSON.parse(pnpm(root, '-r', 'licenses', 'list', '--prod', '--json').stdout);
  return Object.fromEntries(Object.entries(found).map(([license, packages]) => [license, packages.map(({ name }) => name)]));
}

/** Names of what is installed with the packages and has a script that npm would run then. */
export function installScriptsOf(root) {
  const found = Object.values(JSON.parse(pnpm(root, ...ofPublished, 'licenses', 'list', '--prod', '--json').stdout)).flat();
  const runsOnInstall = (path) => {
    const { scripts = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return existsSync(join(path, 'binding.gyp')) || ['preinstall', 'install', 'postinstall'].some((name) => scripts[name] !== undefined);
  };
  return found.filter(({ paths }) => paths.some(runsOnInstall)).map(({ name }) => name);
}

/** A line for each licence that is not among those that we ship beside ours. */
export function forbiddenLicenses(licenses) {
  return Object.entries(licenses)
    .filter(([license]) => !allowed.has(license))
    .map(([license, names]) => `licence ${license} of ${names.join(', ')}; expected one of ${[...allowed].join(', ')}`);
}

/** A line for each dependency whose version a manifest leaves open. Peers are the user's to choose. */
export function looseVersions(root) {
  const manifests = [...workspaces(root), { folder: '.', manifest: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) }];
  return manifests.flatMap(({ folder, manifest }) =>
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([, version]) => !version.startsWith('workspace:') && !/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} ${version}; expected one exact version`),
    ),
  );
}

/**
 * Known vulnerabilities of what is published, a line each; where the registry does not say, `advisories` is null and `refusal` why.
 * @returns {{ advisories: string[] | null, refusal: string }}
 */
export function audit(root, registry) {
  const { stdout, stderr } = pnpm(root, 'audit', '--prod', '--json', ...(registry ? [`--registry=${registry}`] : []));
  let answer;
  try {
    answer = JSON.parse(stdout);
  } catch {
    answer = {};
  }
  if (answer.advisories) {
    const advisories = Object.values(answer.advisories).map(({ module_name: name, severity, title }) => `${severity} in ${name}: ${title}`);
    return { advisories, refusal: '' };
  }
  // pnpm breaks the line in a frame
  const [, reason = stderr] = /×(.*)/s.exec(stderr) ?? [];
  return { advisories: null, refusal: reason.replace(/\s*\n\s*│? ?/g, ' ').trim() || 'no answer' };
}

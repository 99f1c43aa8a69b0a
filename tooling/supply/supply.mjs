// `npm run supply`: what a user of the published packages installs with them. Writes the bill of materials (CycloneDX) to .cache/sbom.cdx.json,
// checks licences and versions, and asks the registry for known vulnerabilities where it answers.
import { mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { audit, forbiddenLicenses, installScriptsOf, licensesOf, looseVersions, materials } from './dependencies.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const problems = [];

const sbom = join(root, '.cache', 'sbom.cdx.json');
mkdirSync(dirname(sbom), { recursive: true });
const { components } = materials(root, sbom);
console.log(`bill of materials: ${components.length} components in ${relative(root, sbom)}`);

const licenses = licensesOf(root);
console.log(`licences: ${Object.entries(licenses).map(([license, names]) => `${license} ${names.length}`).join(', ')}`);
problems.push(...forbiddenLicenses(licenses), ...looseVersions(root), ...installScriptsOf(root).map((name) => `${name} has an install script; expected none`));

const { advisories, refusal } = audit(root);
if (advisories === null) console.log(`audit: NOT DONE, the registry could not be asked for known vulnerabilities: ${refusal}`);
else {
  console.log(`audit: ${advisories.length === 0 ? 'no known vulnerability' : advisories.join(', ')}`);
  problems.push(...advisories);
}

for (const problem of problems) process.stderr.write(`cohort: ${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

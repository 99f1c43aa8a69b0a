// `prepublishOnly` of every package: refuses, before anything is sent, what cannot be published as SECURITY.md promises.
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { audit } from './dependencies.mjs';
import { publishingProblems } from './publishing.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = relative(root, process.cwd()).replaceAll(sep, '/');
const problems = publishingProblems(folder, JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
if (problems.length === 0) {
  const { advisories, refusal } = audit(root);
  problems.push(...(advisories ?? [`audit: the registry could not be asked: ${refusal}`]));
}
for (const problem of problems) process.stderr.write(`cohort: ${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

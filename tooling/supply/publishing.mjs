/**
 * A line for each thing without which a package cannot be published with provenance: npm compares `repository` with the repository whose
 * workflow built the package.
 * @param {string} folder of the package, relative to the root
 */
export function publishingProblems(folder, { name, repository, publishConfig, scripts = {} }) {
  const problems = [];
  if (repository === undefined) {
    problems.push(`${name} is not published: its package.json has no repository, which provenance names; see Publishing in CONTRIBUTING.md`);
  } else if (!/^git\+https:\/\/.+\.git$/.test(repository.url ?? '') || repository.directory !== folder) {
    problems.push(`${name} is not published: invalid repository: ${JSON.stringify(repository)}; expected { type: git, url: git+https://….git, directory: ${folder} }`);
  }
  if (publishConfig?.provenance !== true) problems.push(`${name} is not published: publishConfig.provenance is ${publishConfig?.provenance}; expected true`);
  for (const script of ['preinstall', 'install', 'postinstall']) {
    if (scripts[script] !== undefined) problems.push(`${name} is not published: it has the script ${script}; expected none that runs when it is installed`);
  }
  return problems;
}

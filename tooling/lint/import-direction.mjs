// Which package may import which: the one table behind the lint rule. A package that is not in it is refused.
import { builtinModules } from 'node:module';

const stages = ['grpo-grouping', 'grpo-normalization', 'grpo-weighting'];

/** Package folder → the `@cohort-rl` packages it may import. Keep docs/architecture.md in step. */
export const allowedImports = {
  kernels: [],
  envs: [],
  rollouts: [],
  'ppo-core': ['kernels', 'envs', 'rollouts'],
  'grpo-grouping': ['rollouts'],
  'grpo-normalization': ['rollouts'],
  'grpo-weighting': ['rollouts'],
  grpo: ['envs', 'rollouts', 'ppo-core', ...stages],
  analysis: [],
  'viz-components': ['analysis', ...stages],
};

/** What tests and fixtures may import beside: real environments and agents to be shown. */
const allowedInTests = { 'viz-components': ['envs', 'ppo-core'] };

const everyPackage = Object.keys(allowedImports);
const alternatives = (names) => names.map((name) => name.replaceAll('/', '\\/')).join('|');

const relative = [
  {
    regex: '^\\.{1,2}\\/(?:.*\\/)?(?:packages|apps)\\/',
    message: 'another package is imported by its name.',
  },
  {
    regex: `^(?:\\.\\.\\/)+(?:${alternatives([...everyPackage, 'benchmark'])})\\/`,
    message: 'another package is imported by its name.',
  },
  {
    regex: '^\\.{1,2}(?:\\/(?!.*\\.(?:[cm]?js|ts|json)$).*)?$',
    message: 'relative imports carry the file extension.',
  },
];

const notAllowed = (allowed) => ({
  regex: allowed.length > 0 ? `^@cohort-rl\\/(?!(?:${alternatives(allowed)})(?:\\/|$))` : '^@cohort-rl\\/',
  message: `only ${allowed.length > 0 ? allowed.join(', ') : 'no package of ours'} may be imported here; see tooling/lint/import-direction.mjs.`,
});

const nodeModules = {
  regex: `^(?:node:|(?:${alternatives(builtinModules.filter((name) => !name.startsWith('_')))})$)`,
  message: 'packages run in the browser; Node modules belong to apps, ppo-core/src/node, scripts and tests.',
};

/** The same patterns for `import … from`, `export … from`, `import('…')` and the type `import('…').T`. */
function restrict(patterns) {
  const literals = (pattern) =>
    ['ImportExpression > Literal.source', 'TSImportType Literal'].map((node) => ({
      selector: `${node}[value=/${pattern.regex}/]`,
      message: pattern.message,
    }));
  return {
    'no-restricted-imports': ['error', { patterns }],
    'no-restricted-syntax': ['error', ...patterns.flatMap(literals)],
  };
}

/** Flat-config entries that hold every package folder in `folders` to the table; apps may import any package. */
export function importDirection(folders) {
  const packages = folders.flatMap((name) => {
    const allowed = allowedImports[name];
    if (!allowed) throw new Error(`unknown package: ${name}; give it a line in tooling/lint/import-direction.mjs`);
    const folder = `packages/${name}`;
    const patterns = [...relative, notAllowed(allowed)];
    const withNode = [`${folder}/src/**/*.{test,fixture,learning,browser}.ts`, `${folder}/test/**/*.ts`];
    if (name === 'ppo-core') withNode.push(`${folder}/src/node/**/*.ts`);
    return [
      { files: [`${folder}/src/**/*.ts`], rules: restrict([...patterns, nodeModules]) },
      { files: withNode, rules: restrict([...relative, notAllowed([...allowed, ...(allowedInTests[name] ?? [])])]) },
    ];
  });
  return [...packages, { files: ['apps/*/{src,test}/**/*.ts'], rules: restrict(relative) }];
}

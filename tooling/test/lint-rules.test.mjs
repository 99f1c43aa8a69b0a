import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import { allowedImports } from '../lint/import-direction.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

let eslint;
beforeAll(() => {
  // the files below do not exist, so no rule that needs their types can run on them
  eslint = new ESLint({
    cwd: root,
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
  });
});

async function complaints(file, source) {
  const [result] = await eslint.lintText(source, { filePath: file });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

describe('imports go only where the table allows', () => {
  test.each([
    ['packages/rollouts/src/wrong.ts', "import '@cohort-rl/envs';"],
    ['packages/rollouts/src/wrong.test.ts', "import '@cohort-rl/envs';"],
    ['packages/envs/src/deep/wrong.ts', "import type { PpoOptions } from '@cohort-rl/ppo-core/node';"],
    ['packages/ppo-core/src/wrong.ts', "export * from '@cohort-rl/grpo';"],
    ['packages/ppo-core/src/wrong.ts', "export * from '@cohort-rl/envs-extra';"],
    ['packages/grpo-grouping/src/wrong.ts', "import { x } from '../../rollouts/src/rollout.ts';"],
    ['packages/grpo/src/wrong.ts', "import { compareRuns } from '@cohort-rl/analysis';"],
    ['packages/ppo-core/src/wrong.ts', "import { readFile } from 'node:fs/promises';"],
    ['packages/ppo-core/src/wrong.ts', "import { readFileSync } from 'fs';"],
    ['packages/ppo-core/src/wrong.ts', "import { y } from './y';"],
    ['apps/benchmark/src/wrong.ts', "import { x } from '../../../packages/rollouts/src/rollout.ts';"],
  ])('%s: %s is refused', async (file, source) => {
    expect(await complaints(file, source)).toEqual(['no-restricted-imports']);
  });

  test.each([
    ['packages/analysis/src/wrong.ts', "await import('@cohort-rl/ppo-core');"],
    ['packages/kernels/src/wrong.ts', "export const fs = import('node:fs');"],
    ['packages/kernels/src/wrong.ts', "export type Box = import('@cohort-rl/envs').Box;"],
  ])('%s: %s is refused', async (file, source) => {
    expect(await complaints(file, source)).toEqual(['no-restricted-syntax']);
  });

  test.each([
    ['packages/ppo-core/src/right.ts', "import { makeVec } from '@cohort-rl/envs'; import { y } from './deep/y.ts';"],
    ['packages/ppo-core/src/node/right.ts', "import { readFileSync } from 'node:fs'; import { y } from '../y.ts';"],
    ['packages/envs/src/right.test.ts', "import { readFileSync } from 'node:fs'; import { test } from '@jest/globals';"],
    ['packages/grpo/src/right.ts', "export * from '@cohort-rl/ppo-core/node';"],
    ['packages/ppo-core/src/right.ts', "export const tf = import('@tensorflow/tfjs-node-gpu');"],
    ['apps/benchmark/src/right.ts', "import 'node:os'; import '@cohort-rl/grpo';"],
  ])('%s: %s is accepted', async (file, source) => {
    expect(await complaints(file, source)).toEqual([]);
  });

  test.each(readdirSync(`${root}packages`))('%s declares no dependency that it may not import', (name) => {
    const manifest = `${root}packages/${name}/package.json`;
    expect(existsSync(manifest)).toBe(true);
    const ours = Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}).filter((key) => key.startsWith('@cohort-rl/'));
    expect(allowedImports[name]).toEqual(expect.arrayContaining(ours.map((key) => key.slice('@cohort-rl/'.length))));
  });
});

test.each(['Math.random()', 'Date.now()'])('%s in a package is refused', async (call) => {
  expect(await complaints('packages/envs/src/wrong.ts', `export const x = ${call};`)).toEqual(['no-restricted-properties']);
});

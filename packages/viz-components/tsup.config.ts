import { readdirSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { cohortPackage } from '../../tooling/tsup/preset.ts';

const frameworks = ['react', 'vue', 'svelte'].map((name) => [name, `src/frameworks/${name}.ts`]);
const elements = readdirSync('src/elements', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => [`elements/${name}`, `src/elements/${name}/${name}.ts`]);

export default defineConfig([
  // what the elements share, and what they load when they draw, goes to chunks
  {
    ...cohortPackage({ entry: { index: 'src/index.ts', 'elements/index': 'src/elements/index.ts', ...Object.fromEntries([...elements, ...frameworks]) } }),
    esbuildOptions(options) {
      options.chunkNames = 'chunks/[name]-[hash]';
    },
  },
  // all elements and their dependencies in one file for a plain <script>
  {
    entry: { 'cohort-viz': 'src/elements/index.ts' },
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
    target: 'es2022',
    platform: 'browser',
    noExternal: [/./],
    minify: true,
    legalComments: 'none',
  },
]);

import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importDirection } from './tooling/lint/import-direction.mjs';

const unusedVariables = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }];
const nodeGlobals = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.turbo/**', '**/src/generated/**', 'results/**', '**/fixtures/**'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', 'no-unused-vars': unusedVariables },
  },
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: nodeGlobals } },
  { files: ['**/{tsup,vite}.config.ts', 'tooling/**/*.ts'], extends: [tseslint.configs.recommended] },
  {
    files: ['packages/*/{src,test}/**/*.ts', 'apps/*/{src,test}/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unnecessary-type-arguments': 'error',
      '@typescript-eslint/no-unused-vars': unusedVariables,
      // a public function is async so that it rejects rather than throws
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/return-await': 'error',
      // methods of our plain objects do not use `this`
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'random draws come from a generator that is passed in.' },
        { object: 'Date', property: 'now', message: 'the wall clock decides no result.' },
      ],
    },
  },
  {
    // a test hands on what JSON.parse returns; a learning run reports while it goes
    files: ['**/*.{test,fixture,learning,browser}.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-console': 'off',
    },
  },
  ...importDirection(readdirSync(new URL('packages/', import.meta.url))),
);

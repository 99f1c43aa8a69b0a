import { defineConfig } from 'tsup';

/** The build of one package: ESM and types in `dist`, dependencies left outside. */
export function cohortPackage({ entry = ['src/index.ts'], dts = true } = {}) {
  return defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    dts: dts && { compilerOptions: { ignoreDeprecations: '6.0', customConditions: [] } },
    sourcemap: true,
    clean: true,
    external: [/^node:/, '@tensorflow/tfjs-node-gpu'],
  });
}

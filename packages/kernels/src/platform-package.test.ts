import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const run = (cwd: string, command: string, ...args: string[]): string => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

// where there is no C compiler there is no addon to pack
(existsSync(join(root, 'native/kernels.node')) ? test : test.skip)(
  'the packed addon, installed beside the packed kernels, is found and used',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'cohort-platform-'));
    try {
      const name = run(root, process.execPath, 'scripts/pack-native.mjs', join(folder, 'platform')).trim();
      expect(name).toBe(`@cohort-rl/kernels-${process.platform}-${process.arch}`);
      writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
      const pack = (path: string): string => `./${run(folder, 'npm', 'pack', '--silent', path).trim()}`;
      const install = (...tarballs: string[]): string => run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', ...tarballs);
      const program = "import { loadKernels } from '@cohort-rl/kernels'; const { build, fallback } = await loadKernels(); console.log(JSON.stringify({ build, fallback }));";
      const load = (): { build: string; fallback: string | null } => JSON.parse(run(folder, process.execPath, '--input-type=module', '-e', program)) as never;
      const kernels = pack(root);
      install(kernels);
      expect(load()).toEqual({ build: expect.stringMatching(/^wasm-/), fallback: expect.stringContaining('no native build') });
      install(kernels, pack('./platform'));
      expect(load()).toEqual({ build: expect.stringMatching(/^native-/), fallback: null });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

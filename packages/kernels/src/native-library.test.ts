import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadKernels } from './library.ts';
import { loadAddon, nativeLibraries } from './native-library.ts';

test('without an addon the reason says how to get one', () => {
  expect(loadAddon(['../native/nowhere.node'])).toEqual({
    libraries: [],
    reason: `no native build for ${process.platform}-${process.arch} is installed; npm run setup makes one where it finds a C compiler`,
  });
});

test('an addon that does not load is named, and an intact one behind it is used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-native-'));
  try {
    const broken = join(folder, 'broken.node');
    writeFileSync(broken, 'not a library');
    const { libraries, reason } = loadAddon([broken]);
    expect(libraries).toEqual([]);
    expect(reason).toContain(`${broken} does not load (`);
    expect(reason).not.toContain('\n');
    const builds = ({ libraries: found }: ReturnType<typeof loadAddon>): string[] => found.map(({ build }) => build);
    expect(builds(loadAddon([broken, '../native/kernels.node']))).toEqual(builds(nativeLibraries()));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an addon of other sources is left alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-native-'));
  try {
    const foreign = join(folder, 'foreign.cjs');
    writeFileSync(foreign, "module.exports = { builds: [], sources: '0123456789abcdef', maxThreads: 1 };");
    expect(loadAddon([foreign])).toEqual({ libraries: [], reason: `${foreign} is built from other sources; npm run setup builds it anew` });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('auto takes the fastest build that runs here, and says why it is not a native one', async () => {
  const { libraries, reason } = nativeLibraries();
  const { build, fallback } = await loadKernels('auto');
  if (libraries.length > 0) {
    expect({ build, fallback }).toEqual({ build: libraries[0]!.build, fallback: null });
    expect((await loadKernels('native')).build).toBe(build);
  } else {
    expect({ build, fallback }).toEqual({ build: (await loadKernels('wasm')).build, fallback: reason });
    await expect(loadKernels('native')).rejects.toThrow(`kernels native cannot run here: ${reason}`);
  }
});

test('a build of another instruction set is refused', async () => {
  await expect(loadKernels(process.arch === 'arm64' ? 'native-avx2' : 'native-neon')).rejects.toThrow(/^kernels native-\w+ cannot run here: /);
});

test('an arena is zeroed, and kernels refuse what they cannot take', () => {
  for (const { allocate, firstByte } of nativeLibraries().libraries) {
    const { buffer, base, kernels } = allocate(firstByte + 1000);
    expect(buffer.byteLength).toBeGreaterThanOrEqual(firstByte + 1000);
    expect(new Uint8Array(buffer).every((byte) => byte === 0)).toBe(true);
    expect(() => kernels.elementwise_tanh(0, 16, 64, 128)).toThrow('invalid arena; expected an ArrayBuffer');
    expect(() => (kernels.elementwise_tanh as (...args: unknown[]) => void)(base, 16, 64)).toThrow('invalid number of arguments');
    expect(() => (kernels.elementwise_tanh as (...args: unknown[]) => void)(base, 16, 64, {})).toThrow('invalid argument; expected a number');
    expect(() => allocate(2 ** 31)).toThrow('expected less than 2 GiB');
  }
});

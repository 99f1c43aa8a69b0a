import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { build, type Metafile } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const elements = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Minified chunks of all elements by their paths, and what stands in them. */
let outputs: Metafile['outputs'];
let sizes: ReadonlyMap<string, number>;

beforeAll(async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: Object.fromEntries(elements.map((name) => [name, join(here, name, `${name}.ts`)])),
    bundle: true,
    write: false,
    format: 'esm',
    splitting: true,
    minify: true,
    metafile: true,
    platform: 'browser',
    target: 'es2022',
    conditions: ['@cohort-rl/source'],
    legalComments: 'none',
    outdir: 'out',
  });
  outputs = metafile.outputs;
  sizes = new Map(outputFiles.map(({ path, contents }) => [basename(path), gzipSync(contents, { level: 9 }).length]));
}, 120_000);

/** The chunks that loading one needs before anything is drawn. */
function eager(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind } of outputs[path]!.imports) if (kind === 'import-statement') eager(next, found);
  return found;
}

const sizeOf = (paths: Iterable<string>): number => [...paths].reduce((sum, path) => sum + sizes.get(basename(path))!, 0);

test('core and controls take at most 25 KB, gzip', () => {
  expect(sizeOf(eager('out/controls.js'))).toBeLessThanOrEqual(25_000);
});

test.each(elements)('%s is loaded without ECharts and without other elements', (name) => {
  const inputs = [...eager(`out/${name}.js`)].flatMap((path) => Object.keys(outputs[path]!.inputs));
  const strangers = inputs.filter((input) => {
    const element = /src\/elements\/([\w-]+)\/[\w-]+\.ts$/.exec(input)?.[1];
    return /\/(?:echarts|zrender)\//.test(input) || (element !== undefined && element !== name && element !== 'chart' && element !== 'live-chart');
  });
  expect(strangers).toEqual([]);
});

test('everything takes at most 350 KB, gzip', () => {
  expect(sizeOf(Object.keys(outputs))).toBeLessThanOrEqual(350_000);
});

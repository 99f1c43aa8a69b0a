import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync } from '../../../tooling/fuzz/fuzz.ts';
import { expectRefusal } from './hostile-words.fixture.ts';
import { temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, runWords } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

describe('folders and files', () => {
  beforeAll(() => {
    mkdirSync(path('empty'));
    mkdirSync(path('foreign'));
    writeFileSync(path('file'), 'x');
    for (const name of ['run.json', 'tuned.json', 'comparison.json']) writeFileSync(join(path('foreign'), name), '{"schema":1}');
  });
  const places = fc.oneof(
    fc.constantFrom('empty', 'foreign', 'file', 'missing', 'file/inside', 'foreign/run.json', 'missing/deep', 'a\nb', '<b>x</b>', '\u0000', 'x'.repeat(300), 'é', ' ', '.', './', 'empty/', 'a\u001B[2Jb').map(path),
    fc.constantFrom('', '/dev/null', '/proc/self', '/dev/full'),
    fc.string().map((name) => path(`x${name.replaceAll('/', '')}`)),
  );

  test('that hold no run, tuning or export are refused in one line', async () => {
    const reading = fc.tuple(fc.constantFrom<(place: string) => string[]>(
      (place) => ['eval', place],
      (place) => ['eval', place, '--best', '--json'],
      (place) => ['report', place],
      (place) => ['export', place, '--onnx', 'y'],
      (place) => ['export', place, '--csv', 'y'],
      (place) => ['train', '--resume', place],
      (place) => ['compare', '--suite', 'scaled-cartpoles', '--algos', 'ppo', '--out', path('never'), '--tuned', place],
    ), places);
    await checkAsync(reading.map(([make, place]) => make(place)), async (argv) => {
      expectRefusal(await runWords(argv), argv, [1, 2]);
    });
  });

  test('that cannot hold a run are refused before any work', () => {
    // some of them can: names that are only strange
    const tiny = ['train', '--env', 'CartPole-v1', '--steps', '8', '--num-envs', '2', '--rollout-steps', '4', '--hidden', '4', '--eval-every', '0', '--eval-episodes', '1', '--kernels', 'wasm', '--progress', 'none'];
    return checkAsync(places, async (place) => {
      const end = await runWords([...tiny, '--out', place]);
      if (end.code === 0) expect(end.stderr).toBe('');
      else expectRefusal(end, place, [2]);
    });
  });
});

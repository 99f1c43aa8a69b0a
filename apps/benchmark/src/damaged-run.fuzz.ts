import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRun, readDescription } from '@cohort-rl/ppo-core/node';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkAsync, flippedOrCut } from '../../../tooling/fuzz/fuzz.ts';
import { recordsOf, stateOf, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, runMain } from './run-main.fixture.ts';
import { resolveConfiguration } from './train-configuration.ts';
import { resumeRun, startRun } from './train-run.ts';

const { path, remove } = temporaryFolder();
afterAll(remove);

const whole = path('whole');
const stopped = path('stopped');
const copy = path('copy');
const states = ['checkpoint/state.bin', 'best/state.bin'] as const;
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(stopped, name)));
let checkpoint: Uint8Array;
let previous: Uint8Array;
let description: Uint8Array;

/** A run to its end, and the same one stopped after four updates, with a checkpoint after each. */
beforeAll(async () => {
  await loadCommands();
  const configuration = await resolveConfiguration({
    env: 'scaled-cartpoles', algo: 'grpo:auto', steps: 1536, numEnvs: 8, rolloutSteps: 32, minibatchSize: 64, epochs: 2, evalEvery: 512, trainingEvalEpisodes: 4, evalEpisodes: 4, hidden: [8], kernels: 'wasm',
  });
  await startRun(configuration, whole);
  let updates = 0;
  const interrupted = startRun(configuration, stopped, { checkpointSeconds: 0, onUpdate: () => updates++, interruption: () => (updates === 4 ? 130 : 0) });
  await expect(interrupted).rejects.toThrow('interrupted at step 1024');
  [checkpoint, previous, description] = [bytesOf('checkpoint/state.bin'), bytesOf('checkpoint/previous.bin'), bytesOf('run.json')];
  cpSync(stopped, copy, { recursive: true });
});

function expectSameEnd(run: string): void {
  expect(recordsOf(run)).toEqual(recordsOf(whole));
  for (const state of states) expect(stateOf(join(run, state))).toEqual(stateOf(join(whole, state)));
}

test('a checkpoint that lacks its end, or of which any bit has changed, is refused, and the one before it serves', async () => {
  let tried = 0;
  await checkAsync(flippedOrCut(checkpoint), async (damaged) => {
    writeFileSync(join(copy, 'checkpoint/state.bin'), damaged);
    const { state, damage: said } = openRun(copy).loadCheckpoint()!;
    expect(said).toMatch(/state\.bin: invalid state: (?:these bytes are not the state of an agent|format version \d+; expected 1|the checksum differs, so the bytes are damaged or incomplete)$/);
    expect(Buffer.compare(state, previous)).toBe(0);
    // going on to the end takes a while: one in a hundred does
    if (tried++ % 100 !== 0) return;
    const run = path(`resumed-${tried}`);
    cpSync(copy, run, { recursive: true });
    const notes: string[] = [];
    await resumeRun(run, undefined, { onNote: (text) => notes.push(text) });
    expect(notes).toEqual([`${said!.replace(copy, run)}; going on from the checkpoint before it`]);
    expectSameEnd(run);
    rmSync(run, { recursive: true });
  });
});

test('with both of them damaged the run is refused, and stays as it is', async () => {
  const run = path('both');
  cpSync(stopped, run, { recursive: true });
  await checkAsync(fc.tuple(flippedOrCut(checkpoint), flippedOrCut(previous)), async (damaged) => {
    ['state.bin', 'previous.bin'].forEach((name, i) => {
      writeFileSync(join(run, 'checkpoint', name), damaged[i]!);
    });
    const { code, stderr } = await runMain('train', '--resume', run);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^cohort: \S+previous\.bin: invalid state: [^\n]+\n$/)]);
    expect(Buffer.compare(readFileSync(join(run, 'records.jsonl')), bytesOf('records.jsonl'))).toBe(0);
  });
});

test('a run.json that lacks its end, or of which any bit has changed, is refused, and the run goes on once it is mended', async () => {
  const run = path('described');
  cpSync(stopped, run, { recursive: true });
  await checkAsync(flippedOrCut(description), async (damaged) => {
    writeFileSync(join(run, 'run.json'), damaged);
    expect(() => readDescription(run)).toThrow(/run\.json is (?:damaged: |not of this version: schema )/);
    const { code, stderr } = await runMain('train', '--resume', run);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^cohort: \S+run\.json is (?:damaged|not of this version): [^\n]+\n$/)]);
  });
  writeFileSync(join(run, 'run.json'), description);
  expect((await runMain('train', '--resume', run)).code).toBe(0);
  expectSameEnd(run);
});

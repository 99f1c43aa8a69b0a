import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { check, damaged, damagedBytes, junk, refusesOr } from '../../../../tooling/fuzz/fuzz.ts';
import type { UpdateRecord } from '../records.ts';
import { openEventLog } from './event-log.ts';
import { FolderLockError, lockFolder } from './folder-lock.ts';
import { openRecordLog } from './record-log.ts';
import { readDescription, writeDescription, type RunDescription } from './run-description.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cohort-fuzz-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});
const at = (name: string): string => join(directory, name);

const record = (update: number): UpdateRecord => ({ type: 'update', step: 8 * update, update, metrics: { 'losses/policy_loss': update / 3, 'charts/SPS': 9 }, wallSeconds: update });
const records = [1, 2, 3].map(record);
const log = records.map((entry) => `${JSON.stringify(entry)}\n`).join('');
const texts = fc.oneof(damaged(log), fc.string(), fc.array(fc.oneof(fc.json(), fc.constantFrom(...log.split('\n')))).map((lines) => lines.join('\n')));

describe('records.jsonl', () => {
  test('loses nothing but a torn last line when it is opened', () => {
    check(texts, (text) => {
      writeFileSync(at('records.jsonl'), text);
      const before = readFileSync(at('records.jsonl'), 'utf8');
      openRecordLog(at('records.jsonl')).close();
      expect(readFileSync(at('records.jsonl'), 'utf8')).toBe(before.slice(0, before.lastIndexOf('\n') + 1));
    });
  });

  test('is gone on with where it is that of the same run, and named with the line where it is not', () => {
    check(fc.tuple(texts, fc.nat(4)), ([text, update]) => {
      writeFileSync(at('records.jsonl'), text);
      const opened = openRecordLog(at('records.jsonl'));
      const whole = readFileSync(at('records.jsonl'), 'utf8');
      try {
        refusesOr([text, update], () => {
          opened.seek(update);
          opened.append(records.slice(update));
        });
      } finally {
        opened.close();
      }
      expect(readFileSync(at('records.jsonl'), 'utf8').startsWith(whole)).toBe(true);
    });
  });

  test('becomes an event file, or is refused', () => {
    check(texts, (text) => {
      writeFileSync(at('records.jsonl'), text);
      const position = text.split('\n').length - 1;
      refusesOr(text, () => openEventLog(directory, position));
    });
  });
});

test('run.json is read as it was written, or refused', () => {
  const description: RunDescription = {
    schema: 1, id: 'β', algorithm: 'ppo', env: 'CartPole-v1', tasks: [{ name: 'CartPole-v1' }], seed: 1, numEnvs: 2, totalSteps: 100,
    configuration: { gamma: 0.99, hidden: [64, 64] }, versions: { node: '20.20.2' }, engine: 'fused', kernels: 'wasm-simd128', commit: null,
  };
  writeDescription(directory, description);
  const bytes = new Uint8Array(readFileSync(at('run.json')));
  check(fc.oneof(damagedBytes(bytes), fc.uint8Array({ maxLength: 100 })), (changed) => {
    writeFileSync(at('run.json'), changed);
    refusesOr('run.json', () => readDescription(directory), () => Buffer.compare(changed, bytes) === 0);
  });
});

describe('a lock', () => {
  beforeEach(() => {
    rmSync(at('lock'), { force: true });
  });
  const holders = fc.record({ pid: fc.oneof(junk, fc.integer()), host: fc.oneof(junk, fc.constant('elsewhere')), started: fc.oneof(junk, fc.constant('1')) });

  test('that is damaged is taken over, one that somebody may hold is named in one line', () => {
    check(fc.oneof(fc.string(), junk.map((value) => JSON.stringify(value) ?? ''), holders.map((holder) => JSON.stringify(holder))), (text) => {
      writeFileSync(at('lock'), text);
      try {
        lockFolder(directory)();
      } catch (error) {
        if (!(error instanceof FolderLockError)) throw error;
        refusesOr(text, () => {
          throw error;
        });
      }
    });
  });
});

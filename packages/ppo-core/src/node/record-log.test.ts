import { appendFileSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { UpdateRecord } from '../records.ts';
import { openRecordLog } from './record-log.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cohort-log-'));
  path = join(directory, 'records.jsonl');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const record = (update: number, loss = update, wallSeconds = Math.PI * update): UpdateRecord => ({
  type: 'update',
  step: 10 * update,
  update,
  metrics: { 'losses/policy_loss': loss, 'charts/SPS': wallSeconds },
  wallSeconds,
});

function write(...records: UpdateRecord[]): void {
  const log = openRecordLog(path);
  log.append(records);
  log.close();
}

describe('record log', () => {
  test('replays into lines that are there without writing them twice', () => {
    write(record(1), record(2), record(3));
    const before = readFileSync(path, 'utf8');
    const log = openRecordLog(path);
    log.seek(1);
    expect(log.position).toBe(1);
    log.append([record(2, 2, 99), record(3, 3, 99)]);
    expect(readFileSync(path, 'utf8')).toBe(before);
    log.append([record(4)]);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe(`${before}${JSON.stringify(record(4))}\n`);
  });

  test('refuses a replay that differs', () => {
    write(record(1), record(2));
    const log = openRecordLog(path);
    log.seek(0);
    log.append([record(1)]);
    expect(() => {
      log.append([record(2, 2.5)]);
    }).toThrow('line 2 differs');
    log.close();
  });

  test('cuts off a torn last line, also inside a multi-byte character', () => {
    write(record(1));
    const whole = readFileSync(path, 'utf8');
    const torn = Buffer.from('{"type":"episode","task":"β');
    for (const length of [1, torn.length - 1, torn.length]) {
      appendFileSync(path, torn.subarray(0, length));
      write(record(2));
      expect(readFileSync(path, 'utf8')).toBe(`${whole}${JSON.stringify(record(2))}\n`);
      rmSync(path);
      write(record(1));
    }
  });

  test('goes to any place of a log that is longer than what is read at a time, characters of several bytes across the ends too', () => {
    const records = Array.from({ length: 30 }, (_, i): UpdateRecord => {
      const metrics = Object.fromEntries(Array.from({ length: 200 * (i + 1) }, (_, k) => [`${k}ββββ/β`, k]));
      return { ...record(i + 1), metrics };
    });
    write(...records);
    const before = readFileSync(path, 'utf8');
    expect(Buffer.byteLength(before)).toBeGreaterThan(1.5 * 2 ** 20);
    appendFileSync(path, Buffer.from('{"type":"update","β').subarray(0, -1));
    for (const place of [0, 1, 12, 29, 30]) {
      const log = openRecordLog(path);
      expect(log.position).toBe(30);
      log.seek(place);
      expect(log.position).toBe(place);
      log.append(records.slice(place));
      expect(readFileSync(path, 'utf8')).toBe(before);
      log.seek(place);
      expect(log.dropRest(join(directory, `dropped-${place}`))).toBe(30 - place);
      log.append(records.slice(place));
      log.close();
      expect(readFileSync(path, 'utf8')).toBe(before);
      if (place < 30) expect(readFileSync(join(directory, `dropped-${place}`), 'utf8')).toBe(records.slice(place).map((each) => `${JSON.stringify(each)}\n`).join(''));
    }
  });

  test('refuses a place that it does not have', () => {
    write(record(1));
    const log = openRecordLog(path);
    expect(() => {
      log.seek(2);
    }).toThrow('no record of update 2');
    log.close();
  });

  test('moves lines that cannot be repeated aside', () => {
    write(record(1), record(2), record(3));
    const log = openRecordLog(path);
    log.seek(1);
    expect(log.dropRest(join(directory, 'dropped.jsonl'))).toBe(2);
    log.append([record(2, 7)]);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(record(1))}\n${JSON.stringify(record(2, 7))}\n`);
    expect(readFileSync(join(directory, 'dropped.jsonl'), 'utf8')).toBe(`${JSON.stringify(record(2))}\n${JSON.stringify(record(3))}\n`);
  });

  (existsSync('/dev/full') ? test : test.skip)('keeps lines that there is no room for elsewhere, and no file open for them', () => {
    // a file that is opened gets the least number that is free
    const freeNumber = (): number => {
      const file = openSync(path, 'r');
      closeSync(file);
      return file;
    };
    write(record(1), record(2));
    const before = readFileSync(path, 'utf8');
    const log = openRecordLog(path);
    log.seek(1);
    const free = freeNumber();
    expect(() => log.dropRest('/dev/full')).toThrow('ENOSPC');
    expect([freeNumber(), readFileSync(path, 'utf8')]).toEqual([free, before]);
    expect(log.dropRest(join(directory, 'dropped.jsonl'))).toBe(1);
    log.close();
  });

  test('drops lines only when they last elsewhere', async () => {
    write(record(1), record(2));
    const calls: string[] = [];
    const fs = await import('node:fs');
    jest.resetModules();
    jest.unstable_mockModule('node:fs', () => ({
      ...fs,
      fsyncSync: (file: number) => calls.push(`sync ${fs.fstatSync(file).size}`) && fs.fsyncSync(file),
      ftruncateSync: (file: number, size: number) => calls.push('truncate') && fs.ftruncateSync(file, size),
    }));
    const { openRecordLog: openWatched } = (await import('./record-log.ts'));
    const log = openWatched(path);
    log.seek(1);
    log.dropRest(join(directory, 'dropped.jsonl'));
    log.close();
    expect(calls).toEqual([`sync ${JSON.stringify(record(2)).length + 1}`, 'truncate']);
  });
});

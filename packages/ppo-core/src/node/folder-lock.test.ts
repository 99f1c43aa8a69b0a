import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, pid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FolderLockError, lockFolder, lockName } from './folder-lock.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cohort-lock-'));
  path = join(directory, lockName);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const held = (holder: object): void => {
  writeFileSync(path, JSON.stringify(holder));
};

describe('a folder', () => {
  test('is one writer’s until it is given back', () => {
    const unlock = lockFolder(directory);
    expect(() => lockFolder(directory)).toThrow(new FolderLockError(`${directory} is being written to by process ${pid}`));
    unlock();
    expect(readdirSync(directory)).toEqual([]);
    lockFolder(directory)();
  });

  test('is taken over from a process that has ended, and from one whose number another has now', () => {
    const { pid: ended } = spawnSync(execPath, ['--version']);
    held({ pid: ended, host: hostname(), started: null });
    lockFolder(directory)();
    held({ pid, host: hostname(), started: 'long ago' });
    // without /proc nothing tells the two apart
    if (existsSync('/proc/self/stat')) lockFolder(directory)();
    else expect(() => lockFolder(directory)).toThrow(FolderLockError);
  });

  test.each(['', '{"pid":', 'null', '{"pid":"x","host":1}'])('is taken over where the lock says nothing: %j', (text) => {
    writeFileSync(path, text);
    const unlock = lockFolder(directory);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid, host: hostname() });
    unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('is rid of what killed processes left while they took it, and of nothing else', () => {
    const leave = (name: string, text: string): void => {
      writeFileSync(join(directory, `${lockName}.${name}`), text);
    };
    const { pid: ended } = spawnSync(execPath, ['--version']);
    leave('ended', JSON.stringify({ pid: ended, host: hostname(), started: null }));
    leave('living', JSON.stringify({ pid, host: hostname(), started: null }));
    leave('elsewhere', JSON.stringify({ pid: ended, host: 'elsewhere', started: null }));
    // a living one may just have opened it
    leave('unwritten', '');
    writeFileSync(join(directory, 'lock-of-mine.json'), '{}');
    lockFolder(directory)();
    expect(readdirSync(directory).sort()).toEqual(['lock-of-mine.json', 'lock.elsewhere', 'lock.living', 'lock.unwritten']);
  });

  test('of another machine is left alone, and what to do is said', () => {
    held({ pid: 1, host: 'elsewhere', started: null });
    expect(() => lockFolder(directory)).toThrow(`is being written to by process 1 on elsewhere; remove ${path} if that has ended`);
    expect(readdirSync(directory)).toEqual([lockName]);
  });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The real command line, built. */
export const bin = fileURLToPath(new URL('../bin/cohort.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A cohort process: its end, and a way to signal it. */
export interface Started {
  readonly finished: Promise<Finished>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
}

export function startCohort(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  // CI makes picocolors colour everything: what is no terminal must stay plain all the same
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: 'true', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return {
    finished: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
    pid: child.pid!,
    kill: (signal) => child.kill(signal),
  };
}

/** Runs the real command line, built, in a process of its own. */
export async function cohort(...args: string[]): Promise<Finished> {
  return startCohort(args).finished;
}

/** The same, for what has to succeed: its standard output. */
export async function cohortOutput(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cohort(...args);
  if (code !== 0) throw new Error(`cohort ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

/** A folder that `remove` takes away again. */
export function temporaryFolder(): { path: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'cohort-cli-'));
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A run's records without what the clock decides. */
export function recordsOf(directory: string): string[] {
  return readFileSync(join(directory, 'records.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify(JSON.parse(line), (key, value: unknown) => (key === 'wallSeconds' || key === 'charts/SPS' ? undefined : value)));
}

/** Everything in a state's bytes but the clock: the header, and every array as hexadecimal; the best policy's state likewise. */
export function stateOf(path: string): unknown {
  return unpack(readFileSync(path));
}

const headerStart = 16;

function unpack(bytes: Buffer): unknown {
  const headerEnd = headerStart + bytes.readUInt32LE(12);
  const { arrays, wallSeconds: _clock, ...header } = JSON.parse(bytes.subarray(headerStart, headerEnd).toString()) as {
    arrays: { name: string; type: string; length: number }[];
    wallSeconds: number;
  };
  let offset = headerEnd;
  const contents = arrays.map(({ name, type, length }) => {
    const size = length * (type === 'uint8' ? 1 : 4);
    const own = bytes.subarray(offset, (offset += size));
    return [name, name === 'best' ? unpack(own) : own.toString('hex')];
  });
  return { header, arrays: Object.fromEntries(contents) as unknown };
}

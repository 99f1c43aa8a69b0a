import { appendFileSync, closeSync, existsSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../records.ts';
import { eventFileHead, eventsOf } from '../tensorboard-events.ts';
import { linesOf, parseLine } from './file-lines.ts';

/** A run's records as a TensorBoard event file in its folder. */
export interface EventLog {
  append(records: readonly RunRecord[]): void;
}

const pattern = /^events\.out\.tfevents\.(\d+)\..*$/;

/** Whether a run's folder has an event file. */
export const hasEventLog = (directory: string): boolean => existsSync(directory) && readdirSync(directory).some((name) => pattern.test(name));

/**
 * Begins the event file of a run, or goes on with it: it is written anew from the first `position` lines of `records.jsonl`, so that it has
 * every record once, whatever happened to the process before.
 */
export function openEventLog(directory: string, position: number): EventLog {
  const present = readdirSync(directory).find((name) => pattern.test(name));
  const begun = Math.floor((performance.timeOrigin + performance.now()) / 1000);
  const name = present ?? `events.out.tfevents.${begun}.${hostname()}`;
  const path = join(directory, name);
  const start = Number(pattern.exec(name)![1]);
  writeFileSync(path, eventFileHead(start));
  const append = (records: readonly RunRecord[]): void => {
    appendFileSync(path, eventsOf(records, start));
  };
  if (position > 0) repeat(join(directory, 'records.jsonl'), position, append);
  return { append };
}

/** Hands on the first `count` records of a log, some at a time. */
function repeat(path: string, count: number, append: EventLog['append']): void {
  const file = openSync(path, 'r');
  try {
    let some: RunRecord[] = [];
    let line = 0;
    for (const { bytes } of linesOf(file)) {
      some.push(parseLine(path, bytes.toString(), ++line) as RunRecord);
      if (--count > 0 && some.length < 1000) continue;
      append(some);
      some = [];
      if (count === 0) break;
    }
  } catch (error) {
    if (error instanceof TypeError) throw new Error(`${path} is damaged: not every line is a record`, { cause: error });
    throw error;
  } finally {
    closeSync(file);
  }
}

import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../records.ts';
import { eventFileHead, eventsOf } from '../tensorboard-events.ts';

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
  const recorded = join(directory, 'records.jsonl');
  if (position > 0) append(readFileSync(recorded, 'utf8').split('\n').slice(0, position).map((line) => JSON.parse(line) as RunRecord));
  return { append };
}

export { limitEnvTime } from './limit-env-time.ts';
export { FolderLockError, lockFolder } from './folder-lock.ts';
export { createRun, openRun, type Run } from './run.ts';
export { readDescription, writeDescription, type RunDescription } from './run-description.ts';
export { replaceFile } from './replace-file.ts';
export type { RecordLog } from './record-log.ts';
export { loadAgent, loadPolicy } from './load-run.ts';
export { hasEventLog, openEventLog, type EventLog } from './event-log.ts';

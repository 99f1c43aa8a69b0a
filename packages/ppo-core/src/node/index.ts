export { createRun, openRun, type Run, type RunDescription } from './run.ts';
export type { RecordLog } from './record-log.ts';

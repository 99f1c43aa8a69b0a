import type { EpisodeRecord, RunRecord, SnapshotRecord, UpdateRecord } from '@cohort-rl/analysis';
import type { Experiment } from './experiment.ts';
import type { Algorithm, PolicySnapshot, Report, TrainingDescription } from './protocol.ts';

type RunStatus = 'starting' | 'running' | 'paused' | 'finished' | 'stopped' | 'failed';

type GroupLine = Extract<RunRecord, { type: 'group' }>;

/** Everything that the page knows of one run. Arrays only grow, snapshots apart. */
export interface Run {
  readonly algorithm: Algorithm;
  readonly experiment: Experiment;
  status: RunStatus;
  /** Why it failed. */
  message: string | null;
  description: TrainingDescription | null;
  step: number;
  update: number;
  policy: PolicySnapshot | null;
  readonly records: RunRecord[];
  readonly updates: UpdateRecord[];
  readonly episodes: EpisodeRecord[];
  readonly groups: GroupLine[];
  readonly snapshots: SnapshotRecord[];
}

/** Snapshots kept, an even number; when there are more, every second one goes, the first and the newest stay. */
const mostSnapshots = 64;

export function createRun(algorithm: Algorithm, experiment: Experiment): Run {
  return {
    algorithm,
    experiment,
    status: 'starting',
    message: null,
    description: null,
    step: 0,
    update: 0,
    policy: null,
    records: [],
    updates: [],
    episodes: [],
    groups: [],
    snapshots: [],
  };
}

/** Whether nothing more will come of it. */
export const hasEnded = ({ status }: Run): boolean => status === 'finished' || status === 'stopped' || status === 'failed';

/** Takes in what the worker said. */
export function applyReport(run: Run, report: Report): void {
  switch (report.type) {
    case 'ready':
      run.status = 'running';
      run.description = report.description;
      run.policy = report.policy;
      return;
    case 'progress':
      run.step = report.step;
      run.update = report.update;
      run.policy = report.policy;
      addRecords(run, report.records);
      return;
    case 'paused':
      run.status = 'paused';
      return;
    case 'resumed':
      run.status = 'running';
      return;
    case 'ended':
      run.status = report.reason;
      return;
    case 'failed':
      run.status = 'failed';
      run.message = report.message;
  }
}

/** Sorts records by their type. */
export function addRecords(run: Run, records: readonly RunRecord[]): void {
  for (const record of records) {
    if (record.type === 'snapshot') {
      run.snapshots.push(record);
      if (run.snapshots.length > mostSnapshots) run.snapshots.splice(0, Infinity, ...run.snapshots.filter((_, i) => i % 2 === 0));
      continue;
    }
    run.records.push(record);
    if (record.type === 'update') run.updates.push(record);
    else if (record.type === 'episode') run.episodes.push(record);
    else if (record.type === 'group') run.groups.push(record);
  }
}

/** Environment steps per second of training, waiting left out; null before the first update. */
export function stepsPerSecond({ updates }: Run): number | null {
  const last = updates.at(-1);
  return last?.wallSeconds ? last.step / last.wallSeconds : null;
}

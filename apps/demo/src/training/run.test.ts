import { expect, test } from '@jest/globals';
import type { SnapshotRecord } from '@cohort-rl/analysis';
import { defaultExperiment } from './experiment.ts';
import { addRecords, createRun } from './run.ts';

test('of many snapshots every second goes, never the first or the newest', () => {
  const run = createRun('ppo', defaultExperiment());
  for (let step = 0; step < 300; step++) {
    addRecords(run, [{ type: 'snapshot', step } as SnapshotRecord]);
    expect([run.snapshots[0]!.step, run.snapshots.at(-1)!.step]).toEqual([0, step]);
    expect(run.snapshots.length).toBeLessThanOrEqual(64);
  }
  expect(run.records).toEqual([]);
});

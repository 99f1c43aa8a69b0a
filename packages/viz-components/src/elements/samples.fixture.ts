import type { ReportComparison, SnapshotRecord } from '@cohort-rl/analysis';
import { make } from '@cohort-rl/envs';
import trajectories from '../../fixtures/snapshot.json' with { type: 'json' };
import snapshot from '../../fixtures/grpo-task-snapshot.json' with { type: 'json' };
import type { CohortProperties, CohortTag } from '../frameworks/element-types.ts';
import { threeGroups } from './group-distribution/group-distribution.fixture.ts';
import { report } from './run-comparison/run-comparison.fixture.ts';
import { taskRecords } from './task-dashboard/task-dashboard.fixture.ts';
import { groupRecords } from './training-dynamics/training-dynamics.fixture.ts';

/** Data for one of each element, for the tests of all elements: leaks, a strict policy, the style of the page. A new element gets a line. */
export const samples: { readonly [Tag in CohortTag]: CohortProperties<Tag> } = {
  'cohort-chart': {
    label: 'Return',
    option: {
      animation: false,
      xAxis: { type: 'value' },
      yAxis: { type: 'value' },
      series: [{ type: 'line', data: [[0, 0], [1, 10], [2, 5]] }],
    },
    table: { columns: ['step', 'return'], rows: [0, 10, 5].map((value, dataIndex) => ({ cells: [dataIndex, value], mark: { seriesIndex: 0, dataIndex } })) },
  },
  'cohort-controls': { name: 'grpo', grouping: 'auto' },
  'cohort-group-distribution': { data: threeGroups },
  'cohort-advantage-comparison': { data: snapshot as unknown as SnapshotRecord },
  'cohort-advantage-explorer': { data: snapshot as unknown as SnapshotRecord },
  'cohort-env-player': { env: make('CartPole-v1'), policy: () => ({ action: 0 }), actionNames: ['left', 'right'], paused: true },
  'cohort-group-formation': { data: trajectories as unknown as SnapshotRecord },
  'cohort-live-chart': { label: 'Return' },
  'cohort-run-comparison': { data: report as ReportComparison },
  'cohort-task-dashboard': { data: taskRecords() },
  'cohort-training-dynamics': { data: groupRecords() },
};

/** Starts what may go on in an element when it is taken out: records stream in, steps are played, a recording is made or about to be. */
export async function goOn(element: HTMLElement, round: number): Promise<void> {
  const is = <Tag extends CohortTag>(tag: Tag): HTMLElementTagNameMap[Tag] | null => (element.localName === tag ? (element as HTMLElementTagNameMap[Tag]) : null);
  is('cohort-training-dynamics')?.appendRecords(groupRecords({ updates: 2, from: 100 }));
  is('cohort-task-dashboard')?.appendRecords(taskRecords({ updates: 2, from: 120 }));
  const formation = is('cohort-group-formation');
  if (formation) formation.playing = true;
  const player = is('cohort-env-player');
  if (!player) return;
  player.play();
  const started = player.startRecording(round % 4 === 1 ? 'gif' : 'webm');
  if (round % 3 > 0) await started;
}

import type { SnapshotRecord } from './snapshot-record.ts';

/** Three steps of two environments: three trajectories in two groups, and one step between episodes. */
export const snapshot: SnapshotRecord = {
  type: 'snapshot',
  step: 24,
  update: 4,
  stage: 'groupRelative(task, group/group, uniform)',
  strategy: 'task',
  numEnvs: 2,
  rolloutSteps: 3,
  featureNames: ['episodeReturn', 'meanValue'],
  groups: [
    { label: 0, name: 'light', weight: 0.6 },
    { label: 1, name: 'heavy', weight: 0.4 },
  ],
  trajectories: [
    { env: 0, start: 0, length: 3, task: 'light', return: 3, terminated: false, truncated: false, label: 0, features: [3, 0.5] },
    { env: 1, start: 0, length: 1, task: 'heavy', return: 40, terminated: true, truncated: false, label: 1, features: [40, null] },
    { env: 1, start: 2, length: 1, task: 'heavy', return: 1, terminated: false, truncated: false, label: 1, features: [1, 2] },
  ],
  labels: [0, 1, 0, -1, 0, 1],
  advantagesBefore: [1, 10, 2, 0, 3, 14],
  advantagesAfter: [-1.22474487, -1, 0, 0, 1.22474487, 1],
  gradients: { labels: [0, 1], normsBatch: [0.1, 2], norms: [0.5, 0.4], cosinesBatch: [[1, 0.5], [0.5, 1]], cosines: [[1, -0.25], [-0.25, 1]] },
};

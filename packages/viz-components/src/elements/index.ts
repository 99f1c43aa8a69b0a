// Defines every element.
export { CohortChart } from './chart/chart.ts';
export type { PointDetail } from './chart/chart.ts';
export type { ChartTable, ChartTableRow } from './chart/chart-table.ts';
export type { Theme } from './cohort-element.ts';
export { CohortGroupDistribution } from './group-distribution/group-distribution.ts';
export type { GroupDistribution, GroupDistributionView } from './group-distribution/group-distribution.ts';
export { CohortControls } from './controls/controls.ts';
export type { ControlsValue } from './controls/controls.ts';
export type { Strategy } from './controls/strategies.ts';
export { CohortTrainingDynamics } from './training-dynamics/training-dynamics.ts';
export type { TrainingDynamicsView } from './training-dynamics/training-dynamics.ts';
export type { RecordedRuns, TrainingRecords } from './live-chart/training-records.ts';
export { CohortAdvantageComparison } from './advantage-comparison/advantage-comparison.ts';
export type { AdvantageComparisonView } from './advantage-comparison/advantage-comparison.ts';
export { CohortEnvPlayer, agentPolicy } from './env-player/env-player.ts';
export type {
  EpisodeEndDetail, PlayableEnv, PlayablePolicy, PlayableScene, PlayerData, PolicyDecision, PredictingAgent, Recording, RecordingFormat, SceneColor, SceneShape,
} from './env-player/env-player.ts';
export { CohortGroupFormation } from './group-formation/group-formation.ts';
export type {
  FormationChoice, FormationPoints, FormationStrategy, GroupFormationData, OverlayColor, OverlayShape, OverlaySize, RegroupDetail,
} from './group-formation/group-formation.ts';
export { CohortRunComparison } from './run-comparison/run-comparison.ts';
export type { RunComparisonView } from './run-comparison/run-comparison.ts';
export { CohortTaskDashboard } from './task-dashboard/task-dashboard.ts';
export { CohortAdvantageExplorer } from './advantage-explorer/advantage-explorer.ts';
export type { AdvantageExplorerView } from './advantage-explorer/advantage-explorer.ts';
export type { RolloutSelection } from './advantage-explorer/selection.ts';

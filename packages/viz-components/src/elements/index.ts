// Defines every element.
export { CohortChart } from './chart/chart.ts';
export type { PointDetail } from './chart/chart.ts';
export type { ChartTable, ChartTableRow } from './chart/chart-table.ts';
export type { Theme } from './cohort-element.ts';
export { CohortGroupDistribution } from './group-distribution/group-distribution.ts';
export type { GroupDistribution, GroupDistributionView } from './group-distribution/group-distribution.ts';

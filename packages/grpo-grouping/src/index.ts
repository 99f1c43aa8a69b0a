export * from './task-grouper.ts';
export * from './auto-grouper.ts';
export * from './difficulty-grouper.ts';
export * from './length-grouper.ts';
export * from './registry.ts';
export { trajectoryFeatures } from './features.ts';
export type { TrajectoryFeature, TrajectoryFeatureName } from './features.ts';
export { CutTrajectoryError } from './cut-trajectories.ts';
export type { CutTrajectoryOptions } from './cut-trajectories.ts';

export * from './rollout.ts';
export * from './trajectory.ts';
export * from './stages.ts';
export * from './moments.ts';
export * from './batch-normalization.ts';
export * from './gae.ts';
export * from './episode-tracker.ts';
export * from './quantiles.ts';

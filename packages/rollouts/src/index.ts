export * from './rollout.ts';
export * from './trajectory.ts';
export * from './stages.ts';

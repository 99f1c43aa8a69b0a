export * from './group-relative.ts';
export * from './grpo.ts';
export * from './algorithms.ts';
export type { GroupRelativePreset } from './presets.ts';

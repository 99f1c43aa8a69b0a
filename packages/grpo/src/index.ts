export * from './group-relative.ts';
export * from './grpo.ts';
export * from './algorithms.ts';
export * from './vector-needs.ts';
export { presetNames } from './presets.ts';
export type { GroupRelativePreset } from './presets.ts';

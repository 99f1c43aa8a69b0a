export * from './uniform-weighter.ts';
export * from './balanced-weighter.ts';
export * from './performance-weighter.ts';
export * from './registry.ts';
export * from './step-weights.ts';

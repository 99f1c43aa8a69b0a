export * from './normalize-advantages.ts';
export * from './normalizer.ts';
export { centers, scales } from './normalization-options.ts';
export type { Center, NormalizationOptions, Scale } from './normalization-options.ts';

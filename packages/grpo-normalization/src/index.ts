export * from './normalize-advantages.ts';
export * from './normalizer.ts';
export { centers, scales, shapes, units } from './normalization-options.ts';
export type { Center, NormalizationOptions, Scale, Shape, Unit } from './normalization-options.ts';
export * from './pop-art.ts';
export { countSignChanges } from './sign-changes.ts';
export { compareAdvantages } from './compare-advantages.ts';
export type { AdvantageComparison, AdvantageComparisonInput, GroupComparison } from './compare-advantages.ts';
export type { AdvantageDistribution } from './advantage-distribution.ts';

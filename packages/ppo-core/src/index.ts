export { createPpo, loadAgent, type BestPolicy, type LearnOptions, type PpoAgent, type PpoUpdate } from './ppo.ts';
export type { PpoOptions, ResolvedPpoOptions } from './options.ts';
export { linear, type LinearSchedule, type Schedule } from './schedules.ts';
export { findPreset, presetFor, presets, type Preset } from './presets.ts';
export type { Evaluation, EvaluationOptions } from './evaluate.ts';
export type { Engine, EngineBatch, EngineSpec, LossSettings, LossStatistics, OptimizerState } from './engine.ts';
export type { EpisodeRecord, EvaluationRecord, RunRecord, UpdateRecord } from './records.ts';
export type { Phases } from './phases.ts';
export { InvalidOptionError, NonFiniteError, StateError } from './errors.ts';

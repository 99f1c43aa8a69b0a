import { existsSync, statSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import { hasFields, isListOf, isObject, isRecordOf, readJsonFile } from '../read-json-file.ts';
import type { TrainFlags } from '../train-configuration.ts';

/** `tuned.json`: what a tuning chose, and why. */
export interface Tuned {
  readonly schema: 1;
  readonly command: string;
  /** Flag → the values that were tried. */
  readonly grid: Readonly<Record<string, readonly string[]>>;
  readonly seeds: readonly number[];
  /** Environment → algorithm → the hyperparameters of its best point, those that were the same for all included. */
  readonly chosen: Readonly<Record<string, Readonly<Record<string, { readonly flags: TrainFlags }>>>>;
  readonly scores: readonly PointScore[];
}

/** How well an algorithm did at one point. */
export interface PointScore {
  readonly env: string;
  readonly algorithm: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Mean over seeds; null where a run diverged: worse than any. */
  readonly mean: number | null;
  /** Mean over seeds and all evaluations of training, which decides between equal means. */
  readonly meanOfEvaluations: number | null;
  /** In the order of `seeds`: the last evaluation's mean over tasks; null for a run that diverged. */
  readonly perSeed: readonly (number | null)[];
  /** Whether scores are normalised, 0 a random policy and 1 an expert; else they are returns. */
  readonly isNormalized: boolean;
}

/** @throws UsageError where there is no such file; FailureError for one that is damaged. */
export function readTuned(file: string): Tuned {
  if (!existsSync(file)) throw new UsageError(`invalid --tuned: ${file} is not there; expected the tuned.json of cohort tune`);
  // a device, say, may never end
  if (!statSync(file).isFile()) throw new UsageError(`invalid --tuned: ${file} is no file; expected the tuned.json of cohort tune`);
  return readJsonFile(file, isTuned);
}

function isTuned(value: object): boolean {
  const { chosen, seeds } = value as Partial<Tuned>;
  const isChoice = (choice: unknown): boolean => isObject(choice) && isObject(choice.flags);
  return hasFields(value, { command: 'string', scores: 'object' }) && isListOf(seeds, Number.isSafeInteger) && isRecordOf(chosen, (ofEnv) => isRecordOf(ofEnv, isChoice));
}

/** @throws UsageError for what was not tuned. */
export function tunedFlags({ file, content }: { file: string; content: Tuned }, env: string, algorithm: string): TrainFlags {
  const ofEnv = Object.hasOwn(content.chosen, env) ? content.chosen[env]! : {};
  const found = Object.hasOwn(ofEnv, algorithm) ? ofEnv[algorithm] : undefined;
  if (!found) throw new UsageError(`invalid --tuned: ${file} has nothing for ${algorithm} on ${env}; expected a tuning of both (${content.command})`);
  return found.flags;
}

/** A verdict on the seeds of the tuning would favour what was lucky there. @throws UsageError */
export function refuseTuningSeeds({ content }: { content: Tuned }, { firstSeed, seeds }: { firstSeed: number; seeds: number }): void {
  const used = content.seeds.filter((seed) => seed >= firstSeed && seed < firstSeed + seeds);
  if (used.length > 0) {
    throw new UsageError(`invalid --first-seed: ${firstSeed}; seeds ${used.join(', ')} were tuned on: expected others, as ${Math.max(...content.seeds) + 1}`);
  }
}

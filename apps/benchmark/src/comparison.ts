import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@cohort-rl/envs';
import { lockFolder } from '@cohort-rl/ppo-core/node';
import { isPpo } from './algorithm.ts';
import { UsageError } from './errors.ts';
import { openPlan, refuseDuplicates, runName, writePlan, type PlannedRun, type RunPlan } from './plan-folder.ts';
import { hasFields, isListOf, isObject, readJsonFile } from './read-json-file.ts';
import { resolveConfiguration, type EvaluationDefaults, type TrainConfiguration, type TrainFlags } from './train-configuration.ts';
import { prepareAgent } from './train-run.ts';
import { refuseTuningSeeds, tunedFlags, type Tuned } from './tuning/tuned.ts';

/** `comparison.json`: what is compared, and the command that asked for it. */
export interface Comparison extends RunPlan {
  readonly madeBy: 'compare' | 'bench';
  /** The algorithm that the others are measured against. */
  readonly baseline: string;
  /** Where each algorithm's hyperparameters come from, and the command that chose them; absent: all have the same. */
  readonly tuned?: { readonly file: string; readonly command: string };
}

/** What the command line says about a comparison. */
export interface ComparisonFlags extends TrainFlags {
  readonly envs: readonly string[];
  readonly algos: readonly string[];
  readonly seeds: number;
  readonly firstSeed: number;
  readonly baseline?: string;
}

/** Evaluations during the runs of a comparison; the last one gives the final scores. */
const comparisonEvaluations: EvaluationDefaults = { evaluations: 10, episodes: 100, episodesPerTask: 5 };

/** Flags of the group-relative stage are for the algorithms that have one. */
const noGroupFlags = { grouping: undefined, numGroups: undefined, weighting: undefined, center: undefined, scale: undefined };

/**
 * Every algorithm on every environment with the same seeds.
 * @param tuned gives each algorithm on each environment its hyperparameters; flags go before them.
 * @throws UsageError for anything that a run would refuse.
 */
export async function planComparison(
  flags: ComparisonFlags,
  madeBy: Comparison['madeBy'],
  command: string,
  tuned: { file: string; content: Tuned } | null = null,
): Promise<Comparison> {
  refuseDuplicates('--algos', flags.algos);
  refuseDuplicates('--env', flags.envs);
  const baseline = flags.baseline ?? (flags.algos.includes('ppo') ? 'ppo' : flags.algos[0]!);
  if (!flags.algos.includes(baseline)) {
    throw new UsageError(`invalid --baseline: ${baseline}; expected one of ${flags.algos.join(', ')}`);
  }
  if (tuned) refuseTuningSeeds(tuned, flags);
  const runs: PlannedRun[] = [];
  const tasks: Task[] = [];
  for (const env of flags.envs) {
    for (const algo of flags.algos) {
      const own = { ...(tuned && tunedFlags(tuned, env, algo)), ...givenFlags(flags) };
      for (let seed = flags.firstSeed; seed < flags.firstSeed + flags.seeds; seed++) {
        const configuration = await runConfiguration({ ...own, env, algo, seed }, comparisonEvaluations);
        if (seed === flags.firstSeed) tasks.push(...(await prepareAgent(configuration)).envs.tasks);
        runs.push({ name: runName([algo, env, `s${seed}`]), configuration });
      }
    }
  }
  refuseDuplicates('names of runs', runs.map(({ name }) => name));
  const unknown = tasks.find(({ randomReturn, expertReturn }) => randomReturn === undefined || expertReturn === undefined);
  if (unknown && tasks.some(({ name }) => name !== unknown.name)) {
    throw new UsageError(`invalid --env: ${unknown.name} has no reference returns to normalise scores by; expected it alone`);
  }
  const origin = tuned && { file: tuned.file, command: tuned.content.command };
  return JSON.parse(JSON.stringify({ schema: 1, madeBy, command, baseline, ...(origin && { tuned: origin }), runs })) as Comparison;
}

/** Without what is not given, which must not hide a tuned value. */
export function givenFlags(flags: TrainFlags): TrainFlags {
  // commander sets a `--no-…` flag to true where it is not given
  const { bootstrapTruncation, ...others } = flags;
  const entries = Object.entries(others).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(entries), ...(bootstrapTruncation === false && { bootstrapTruncation }) };
}

/** A run that is to be held against others: its score is that of its last evaluation. @throws UsageError */
export async function runConfiguration(flags: TrainFlags & { readonly algo: string }, evaluations: EvaluationDefaults): Promise<TrainConfiguration> {
  const groupFlags = isPpo(flags.algo) ? noGroupFlags : {};
  const resolved = await resolveConfiguration({ ...flags, ...groupFlags }, evaluations);
  return { ...withBatchNormalization(resolved), finalEvaluation: null };
}

/**
 * The rungs `ppo…` normalise advantages over the batch, as the group-relative stages do over groups, so that the grouping alone makes
 * the difference; published recipes do it in every minibatch.
 */
function withBatchNormalization(configuration: TrainConfiguration): TrainConfiguration {
  if (configuration.groupRelative !== null) return configuration;
  return { ...configuration, options: { advantageNormalization: 'rollout', ...configuration.options } };
}

/** The comparison that lies in a folder; null where there is none. @throws FailureError for a damaged one. */
export function readComparison(directory: string): Comparison | null {
  const path = join(directory, 'comparison.json');
  if (!existsSync(path)) return null;
  return readJsonFile(path, isComparison);
}

function isComparison(value: object): boolean {
  const { runs } = value as Partial<Comparison>;
  const isRun = (run: unknown): boolean =>
    isObject(run) && typeof run.name === 'string' && isObject(run.configuration) && hasFields(run.configuration, { algorithm: 'string', env: 'string' });
  return hasFields(value, { madeBy: 'string', command: 'string', baseline: 'string' }) && isListOf(runs, isRun);
}

/** Takes a folder for a comparison. @throws UsageError for one that holds anything else. */
export function openComparison(directory: string, comparison: Comparison): void {
  openPlan(directory, comparison, readComparison(directory), 'comparison', ({ runs, baseline }) => {
    return JSON.stringify(runs) === JSON.stringify(comparison.runs) && baseline === comparison.baseline;
  });
}

/** What a comparison leaves beside its description. */
const made = ['runs', 'data', 'summary.json', 'report.html', 'report.md', 'report.json'];

/** Takes a folder for a bench, replacing an earlier one, and only that. @throws UsageError for a folder that something else made. */
export function replaceBench(directory: string, comparison: Comparison): void {
  const present = readComparison(directory);
  if (!present) {
    openComparison(directory, comparison);
    return;
  }
  if (present.madeBy !== 'bench') {
    throw new UsageError(`invalid --out: ${directory} holds a comparison that cohort bench did not make; expected another folder`);
  }
  // refuses while another bench is at work there
  lockFolder(directory)();
  for (const name of made) rmSync(join(directory, name), { recursive: true, force: true });
  writePlan(directory, comparison, 'comparison');
}

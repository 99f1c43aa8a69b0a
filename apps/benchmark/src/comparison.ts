import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PpoAgent } from '@cohort-rl/ppo-core';
import { isPpo } from './algorithm.ts';
import { UsageError } from './errors.ts';
import { makeOutputFolder } from './make-output-folder.ts';
import { hasFields, readJsonFile } from './read-json-file.ts';
import { writeFileAtomically } from './run-result.ts';
import { resolveConfiguration, type TrainConfiguration, type TrainFlags } from './train-configuration.ts';
import { prepareAgent } from './train-run.ts';

/** `comparison.json`: what is compared, and the command that asked for it. */
export interface Comparison {
  readonly schema: 1;
  readonly madeBy: 'compare' | 'bench';
  readonly command: string;
  /** The algorithm that the others are measured against. */
  readonly baseline: string;
  readonly runs: readonly PlannedRun[];
}

interface PlannedRun {
  /** Its folder under `runs/`. */
  readonly name: string;
  readonly configuration: TrainConfiguration;
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
const evaluationEpisodes = 100;

/** Flags of the group-relative stage are for the algorithms that have one. */
const noGroupFlags = { grouping: undefined, numGroups: undefined, weighting: undefined, center: undefined, scale: undefined };

/** Every algorithm on every environment with the same seeds. @throws UsageError for anything that a run would refuse. */
export async function planComparison(flags: ComparisonFlags, madeBy: Comparison['madeBy'], command: string): Promise<Comparison> {
  refuseDuplicates('--algos', flags.algos);
  refuseDuplicates('--env', flags.envs);
  const baseline = flags.baseline ?? (flags.algos.includes('ppo') ? 'ppo' : flags.algos[0]!);
  if (!flags.algos.includes(baseline)) {
    throw new UsageError(`invalid --baseline: ${baseline}; expected one of ${flags.algos.join(', ')}`);
  }
  const runs: PlannedRun[] = [];
  const agents: PpoAgent[] = [];
  for (const env of flags.envs) {
    for (const algo of flags.algos) {
      for (let seed = flags.firstSeed; seed < flags.firstSeed + flags.seeds; seed++) {
        const groupFlags = isPpo(algo) ? noGroupFlags : {};
        const resolved = await resolveConfiguration({ ...flags, ...groupFlags, env, algo, seed }, evaluationEpisodes);
        const configuration = { ...withBatchNormalization(resolved), finalEvaluation: null };
        if (seed === flags.firstSeed) agents.push(await prepareAgent(configuration));
        runs.push({ name: `${algo}-${env}-s${seed}`.replaceAll(/[^\w.+-]/g, '-'), configuration });
      }
    }
  }
  refuseDuplicates('names of runs', runs.map(({ name }) => name));
  const tasks = agents.flatMap(({ envs }) => envs.tasks);
  const unknown = tasks.find(({ randomReturn, expertReturn }) => randomReturn === undefined || expertReturn === undefined);
  if (unknown && tasks.some(({ name }) => name !== unknown.name)) {
    throw new UsageError(`invalid --env: ${unknown.name} has no reference returns to normalise scores by; expected it alone`);
  }
  return JSON.parse(JSON.stringify({ schema: 1, madeBy, command, baseline, runs })) as Comparison;
}

/**
 * The rungs `ppo…` normalise advantages over the batch, as the group-relative stages do over groups, so that the grouping alone makes
 * the difference; published recipes do it in every minibatch.
 */
function withBatchNormalization(configuration: TrainConfiguration): TrainConfiguration {
  if (configuration.groupRelative !== null) return configuration;
  return { ...configuration, options: { advantageNormalization: 'rollout', ...configuration.options } };
}

function refuseDuplicates(flag: string, values: readonly string[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new UsageError(`invalid ${flag}: ${twice} twice; expected each once`);
}

const pathIn = (directory: string): string => join(directory, 'comparison.json');

/** The comparison that lies in a folder; null where there is none. @throws FailureError for a damaged one. */
export function readComparison(directory: string): Comparison | null {
  const path = pathIn(directory);
  if (!existsSync(path)) return null;
  return readJsonFile(path, isComparison);
}

function isComparison(value: object): boolean {
  const { runs } = value as Partial<Comparison>;
  const isRun = (run: unknown): boolean => typeof run === 'object' && run !== null && hasFields(run, { name: 'string', configuration: 'object' });
  return hasFields(value, { madeBy: 'string', command: 'string', baseline: 'string' }) && Array.isArray(runs) && runs.every(isRun);
}

/**
 * Takes a folder for a comparison: an empty or new one, or that of the same comparison, to go on with it.
 * @throws UsageError for a folder that holds anything else; nothing in it is changed.
 */
export function openComparison(directory: string, comparison: Comparison): void {
  const present = readComparison(directory);
  if (present) {
    if (JSON.stringify(present.runs) !== JSON.stringify(comparison.runs) || present.baseline !== comparison.baseline) {
      throw new UsageError(`invalid --out: ${directory} holds another comparison (${present.command}); expected another folder`);
    }
    return;
  }
  refuseForeign(directory);
  makeOutputFolder(directory);
  writeComparison(directory, comparison);
}

function writeComparison(directory: string, comparison: Comparison): void {
  writeFileAtomically(pathIn(directory), `${JSON.stringify(comparison, null, 2)}\n`);
}

/** What a comparison leaves beside its description. */
const made = ['runs', 'report.html', 'report.md', 'report.json'];

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
  for (const name of made) rmSync(join(directory, name), { recursive: true, force: true });
  writeComparison(directory, comparison);
}

function refuseForeign(directory: string): void {
  if (existsSync(directory) && statSync(directory).isDirectory() && readdirSync(directory).length > 0) {
    throw new UsageError(`invalid --out: ${directory} is not empty and holds no comparison; expected a new folder`);
  }
}

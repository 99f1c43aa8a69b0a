import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { givenFlags, runConfiguration, type ComparisonFlags } from '../comparison.ts';
import { UsageError } from '../errors.ts';
import { openPlan, refuseDuplicates, runName, type PlannedRun, type RunPlan } from '../plan-folder.ts';
import { readJsonFile } from '../read-json-file.ts';
import type { EvaluationDefaults, TrainFlags } from '../train-configuration.ts';
import { prepareAgent } from '../train-run.ts';
import { gridPoints, hyperparameterAttributes, type GridParameter } from './grid.ts';
import { pointsFor } from './points-for.ts';
import type { Tuned } from './tuned.ts';

/** `tuning.json`: what is tried. */
export interface Tuning extends RunPlan {
  readonly grid: Readonly<Record<string, readonly string[]>>;
  readonly envs: readonly string[];
  readonly algorithms: readonly string[];
  readonly seeds: readonly number[];
  readonly runs: readonly TuningRun[];
}

export interface TuningRun extends PlannedRun {
  /** Values of the grid that concern the algorithm, as they were typed. */
  readonly settings: Readonly<Record<string, string>>;
  /** The same with what all runs share: everything that was decided by flags. */
  readonly flags: TrainFlags;
}

/** Cheaper than those of a comparison: about 2 % of the time of a run on scaled-cartpoles, not 12 %. */
const tuningEvaluations: EvaluationDefaults = { evaluations: 5, episodes: 40, episodesPerTask: 10 };

/** Every algorithm at every point of the grid with the same seeds. @throws UsageError for anything that a run would refuse. */
export async function planTuning(flags: ComparisonFlags & { readonly grid: readonly GridParameter[] }, command: string): Promise<Tuning> {
  refuseDuplicates('--algos', flags.algos);
  refuseDuplicates('--env', flags.envs);
  const { envs, algos, grid, firstSeed, seeds: count, ...common } = flags;
  for (const { flag, attribute } of grid) {
    if (common[attribute as keyof typeof common] !== undefined) throw new UsageError(`invalid --grid: ${flag}; expected either in the grid or as a flag, not both`);
  }
  const seeds = Array.from({ length: count }, (_, i) => firstSeed + i);
  const shared = Object.fromEntries(Object.entries(givenFlags(common)).filter(([name]) => hyperparameterAttributes.includes(name)));
  const points = gridPoints(grid);
  const runs: TuningRun[] = [];
  for (const env of envs) {
    for (const algo of algos) {
      for (const { settings, flags: own } of pointsFor(algo, points)) {
        for (const seed of seeds) {
          const configuration = await runConfiguration({ ...common, ...own, env, algo, seed }, tuningEvaluations);
          if (seed === seeds[0]) await prepareAgent(configuration);
          const values = Object.entries(settings).map(([flag, text]) => `${flag}=${text}`);
          runs.push({ name: runName([algo, env, ...values, `s${seed}`]), settings, flags: { ...shared, ...own }, configuration });
        }
      }
    }
  }
  refuseDuplicates('names of runs', runs.map(({ name }) => name));
  const values = Object.fromEntries(grid.map(({ flag, values: tried }) => [flag, tried.map(({ text }) => text)]));
  return JSON.parse(JSON.stringify({ schema: 1, command, grid: values, envs, algorithms: algos, seeds, runs })) as Tuning;
}

/** Takes a folder for a tuning, and returns what lies there then. @throws UsageError for one that holds anything else. */
export function openTuning(directory: string, tuning: Tuning): Tuning {
  const isSame = ({ runs }: Tuning): boolean => JSON.stringify(runs) === JSON.stringify(tuning.runs);
  return openPlan(directory, tuning, readTuning(directory), 'tuning', isSame, keptProducts(directory, tuning));
}

/** What a repository keeps of a tuning, if it is this one. */
function keptProducts(directory: string, { grid, seeds, envs }: Tuning): string[] {
  const path = join(directory, 'tuned.json');
  if (!existsSync(path)) return [];
  const kept = readJsonFile<Tuned>(path, (value) => typeof (value as Tuned).chosen === 'object');
  const identity = (values: readonly unknown[]): string => JSON.stringify(values);
  return identity([kept.grid, kept.seeds, Object.keys(kept.chosen)]) === identity([grid, seeds, envs]) ? ['tuned.json', 'tuning.md'] : [];
}

function readTuning(directory: string): Tuning | null {
  const path = join(directory, 'tuning.json');
  return existsSync(path) ? readJsonFile(path, (value) => Array.isArray((value as Tuning).runs)) : null;
}

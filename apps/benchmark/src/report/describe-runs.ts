import type { Json } from '@cohort-rl/rollouts';
import { createAdvantageStage } from '../algorithm.ts';
import { asTyped } from '../command-line.ts';
import { formatNumber } from '../terminal.ts';
import { trainCommandOf } from '../train-command.ts';
import type { TrainConfiguration } from '../train-configuration.ts';
import type { LoadedRuns } from './load-runs.ts';
import type { RunSummary } from './run-summary.ts';
import type { ReportTable } from './report-tables.ts';

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const configurationOf = ({ description }: RunSummary): TrainConfiguration => description.configuration as unknown as TrainConfiguration;

/** What the report is about, in a few words. */
export function titleOf({ runs }: LoadedRuns): string {
  const listed = (names: readonly string[], most: number, kind: string): string => (names.length <= most ? names.join(', ') : `${names.length} ${kind}`);
  const algorithms = unique(runs.map(({ description }) => description.algorithm));
  const envs = unique(runs.map(({ description }) => description.env));
  return `${listed(algorithms, 4, 'algorithms')} on ${listed(envs, 3, 'environments')}`;
}

/** `9 finished runs: 3 algorithms × 1 environment × 3 seeds, 200,000 steps each`. */
export function extentOf({ runs, missing }: LoadedRuns): string {
  const count = (values: readonly string[], singular: string): string => `${values.length} ${singular}${values.length === 1 ? '' : 's'}`;
  const algorithms = unique(runs.map(({ description }) => description.algorithm));
  const envs = unique(runs.map(({ description }) => description.env));
  const seeds = unique(runs.map(({ description }) => String(description.seed)));
  const steps = unique(runs.map(({ description }) => formatNumber(description.totalSteps)));
  const parts = [count(algorithms, 'algorithm'), count(envs, 'environment'), count(seeds, 'seed')].join(' × ');
  const of = missing.length === 0 ? '' : ` of ${runs.length + missing.length}`;
  return `${runs.length}${of} finished ${runs.length === 1 && missing.length === 0 ? 'run' : 'runs'}: ${parts}, ${steps.join(' or ')} steps each`;
}

/** Options by their dotted names: those that all runs share, and for each environment those in which its algorithms differ, or differ from elsewhere. */
export interface ConfigurationTables {
  readonly shared: ReportTable;
  readonly perEnv: readonly { readonly env: string; readonly tables: readonly ReportTable[] }[];
}

export function configurationTables({ runs }: LoadedRuns): ConfigurationTables {
  const flat = runs.map((run) => ({ algorithm: run.description.algorithm, env: run.description.env, entries: flattenRun(run) }));
  const names = unique(flat.flatMap(({ entries }) => Object.keys(entries)));
  const valuesOf = (rows: typeof flat, name: string): string => unique(rows.map(({ entries }) => entries[name] ?? '–')).join(', ');
  const isShared = (name: string): boolean => new Set(flat.map(({ entries }) => entries[name])).size === 1;
  const others = names.filter((name) => name !== 'seed' && !isShared(name));
  const seeds = unique(runs.map(({ description }) => String(description.seed))).join(', ');
  const envs = unique(flat.map(({ env }) => env));
  return {
    shared: {
      caption: runs.length === 1 ? 'Configuration' : 'Configuration of all runs',
      head: ['option', 'value'],
      rows: [...names.filter(isShared).filter((name) => name !== 'seed').map((name) => [name, flat[0]!.entries[name]!]), [seeds.includes(',') ? 'seeds' : 'seed', seeds]],
    },
    perEnv: envs.flatMap((env) => {
      const own = flat.filter((run) => run.env === env);
      const algorithms = unique(own.map(({ algorithm }) => algorithm));
      const columns = others.filter((name) => name !== 'env' && own.some(({ entries }) => name in entries));
      if (columns.length === 0) return [];
      const rows = columns.map((name) => [name, ...algorithms.map((algorithm) => valuesOf(own.filter((run) => run.algorithm === algorithm), name))]);
      const isCommon = ([, ...values]: readonly string[]): boolean => new Set(values).size === 1;
      const [common, differing] = [rows.filter(isCommon), rows.filter((row) => !isCommon(row))];
      const where = envs.length > 1 ? ` on ${env}` : '';
      const tables: ReportTable[] = [];
      if (common.length > 0) tables.push({ caption: `Configuration of all algorithms${where}`, head: ['option', 'value'], rows: common.map(([name, value]) => [name!, value!]) });
      if (differing.length > 0) {
        const body = algorithms.map((algorithm, i) => [algorithm, ...differing.map((row) => row[i + 1]!)]);
        tables.push({ caption: `What the algorithms differ in${where}`, head: ['algorithm', ...differing.map(([name]) => name!)], rows: body });
      }
      return [{ env, tables }];
    }),
  };
}

/** The label says the algorithm already. */
function flattenRun(run: RunSummary): Record<string, string> {
  const { algorithm: _algorithm, ...configuration } = run.description.configuration;
  return { ...flatten(configuration), ...flatten(resolvedStage(run), 'groupRelative') };
}

/** What the group-relative stage made of its options: those that a preset decided, too. */
function resolvedStage(run: RunSummary): { readonly [name: string]: Json } | null {
  const { groupRelative, seed } = configurationOf(run);
  const stage = createAdvantageStage(groupRelative, seed);
  if (stage === null) return null;
  const [, grouping, center, scale, weighting] = /^groupRelative\((\w+), (\w+)\/(\w+), (\w+)/.exec(stage.name) ?? [];
  return {
    ...(grouping === undefined ? { stage: stage.name } : { grouping, center: center!, scale: scale!, weighting: weighting! }),
    ...(run.groups && { numGroups: run.groups.least === run.groups.most ? run.groups.least : `${run.groups.least} to ${run.groups.most}` }),
  };
}

function flatten(value: Json, prefix = ''): Record<string, string> {
  if (value === null) return { [prefix]: 'none' };
  if (Array.isArray(value)) return { [prefix]: value.join(', ') };
  if (typeof value !== 'object') return { [prefix]: String(value) };
  const entries = Object.entries(value);
  if (entries.length === 2 && 'initial' in value && 'final' in value) {
    return { [prefix]: `linear from ${JSON.stringify(value.initial)} to ${JSON.stringify(value.final)}` };
  }
  return Object.assign({}, ...entries.map(([name, own]) => flatten(own, prefix === '' ? name : `${prefix}.${name}`))) as Record<string, string>;
}

/** Versions, kernels and machines of the runs. */
export function provenanceTable({ runs }: LoadedRuns): ReportTable {
  const rows: string[][] = [];
  const add = (name: string, values: readonly string[]): void => {
    rows.push([name, unique(values).join(', ')]);
  };
  add('engine', runs.map(({ description }) => description.engine));
  add('kernels', runs.map(({ description }) => description.kernels));
  add('commit', runs.map(({ description }) => description.commit ?? 'unknown'));
  add('processor', runs.map(({ result }) => `${result.machine.cpu}, ${result.machine.cores} cores`));
  add('platform', runs.map(({ result }) => result.machine.platform));
  for (const name of unique(runs.flatMap(({ description }) => Object.keys(description.versions)))) {
    add(name, runs.map(({ description }) => description.versions[name] ?? 'unknown'));
  }
  return { caption: 'Versions and machine', head: ['what', 'value'], rows };
}

/** The command that made everything, where there was one, and the command for each run alone. */
export function commandsOf({ comparison, runs }: LoadedRuns): { readonly overall: string | null; readonly each: readonly string[] } {
  return { overall: comparison?.command ?? null, each: runs.map((run) => trainCommandOf(configurationOf(run))) };
}

/** More commands than these are not read. */
const mostCommands = 40;

/** The same as one types them in the repository's root; of many runs one for each algorithm and environment, whose seeds alone differ. */
export function typedCommandsOf(loaded: LoadedRuns): ReturnType<typeof commandsOf> & { readonly isOfFirstSeeds: boolean } {
  const isOfFirstSeeds = loaded.runs.length > mostCommands;
  const keyOf = ({ description: { algorithm, env } }: RunSummary): string => JSON.stringify([algorithm, env]);
  const runs = isOfFirstSeeds ? [...new Map([...loaded.runs].reverse().map((run) => [keyOf(run), run])).values()].reverse() : loaded.runs;
  const { overall, each } = commandsOf({ ...loaded, runs });
  return { overall: overall === null ? null : asTyped(overall), each: each.map(asTyped), isOfFirstSeeds };
}

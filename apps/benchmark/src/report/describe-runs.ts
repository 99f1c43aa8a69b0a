import type { Json } from '@cohort-rl/rollouts';
import { createAdvantageStage } from '../algorithm.ts';
import { asTyped } from '../command-line.ts';
import { formatNumber } from '../terminal.ts';
import { trainCommandOf } from '../train-command.ts';
import type { TrainConfiguration } from '../train-configuration.ts';
import type { LoadedRuns, LoadedRun } from './load-runs.ts';
import type { ReportTable } from './report-tables.ts';

const unique = (values: readonly string[]): string[] => [...new Set(values)];

const configurationOf = ({ description }: LoadedRun): TrainConfiguration => description.configuration as unknown as TrainConfiguration;

/** What the report is about, in a few words. */
export function titleOf({ runs }: LoadedRuns): string {
  const algorithms = unique(runs.map(({ description }) => description.algorithm));
  const envs = unique(runs.map(({ description }) => description.env));
  return `${algorithms.join(', ')} on ${envs.join(', ')}`;
}

/** `9 runs: 3 algorithms × 1 environment × 3 seeds, 200,000 steps each`. */
export function extentOf({ runs }: LoadedRuns): string {
  const count = (values: readonly string[], singular: string): string => `${values.length} ${singular}${values.length === 1 ? '' : 's'}`;
  const algorithms = unique(runs.map(({ description }) => description.algorithm));
  const envs = unique(runs.map(({ description }) => description.env));
  const seeds = unique(runs.map(({ description }) => String(description.seed)));
  const steps = unique(runs.map(({ description }) => formatNumber(description.totalSteps)));
  const parts = [count(algorithms, 'algorithm'), count(envs, 'environment'), count(seeds, 'seed')].join(' × ');
  return `${runs.length} finished ${runs.length === 1 ? 'run' : 'runs'}: ${parts}, ${steps.join(' or ')} steps each`;
}

/** Rows of dotted names and values; a value that differs between runs is listed for each algorithm or environment. */
export function configurationTable({ runs }: LoadedRuns): ReportTable {
  const isOneEnv = unique(runs.map(({ description }) => description.env)).length === 1;
  const labelOf = ({ description: { algorithm, env } }: LoadedRun): string => (isOneEnv ? algorithm : `${algorithm} on ${env}`);
  const labelled = runs.map((run) => ({ label: labelOf(run), entries: flattenRun(run) }));
  const labels = unique(labelled.map(({ label }) => label));
  const names = unique(labelled.flatMap(({ entries }) => Object.keys(entries)));
  const rows = names.flatMap((name): string[][] => {
    const values = labels.map((label) => unique(labelled.flatMap((run) => (run.label === label && name in run.entries ? [run.entries[name]!] : []))).join(', '));
    if (new Set(values).size === 1) return [[name, values[0]!]];
    return labels.flatMap((label, i) => (values[i] === '' ? [] : [[`${name} (${label})`, values[i]!]]));
  });
  return { caption: 'Configuration', head: ['option', 'value'], rows };
}

/** The label says the algorithm already. */
function flattenRun(run: LoadedRun): Record<string, string> {
  const { algorithm: _algorithm, ...configuration } = run.description.configuration;
  return { ...flatten(configuration), ...flatten(resolvedStage(run), 'groupRelative') };
}

/** What the group-relative stage made of its options: those that a preset decided, too. */
function resolvedStage(run: LoadedRun): { readonly [name: string]: Json } | null {
  const { groupRelative, seed } = configurationOf(run);
  const stage = createAdvantageStage(groupRelative, seed);
  if (stage === null) return null;
  const [, grouping, center, scale, weighting] = /^groupRelative\((\w+), (\w+)\/(\w+), (\w+)/.exec(stage.name) ?? [];
  const numbers = run.records.flatMap((record) => (record.type === 'group' ? [record.groups.length] : []));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return {
    ...(grouping === undefined ? { stage: stage.name } : { grouping, center: center!, scale: scale!, weighting: weighting! }),
    ...(numbers.length > 0 && { numGroups: least === most ? least : `${least} to ${most}` }),
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

/** The same as one types them in the repository's root. */
export function typedCommandsOf(loaded: LoadedRuns): ReturnType<typeof commandsOf> {
  const { overall, each } = commandsOf(loaded);
  return { overall: overall === null ? null : asTyped(overall), each: each.map(asTyped) };
}

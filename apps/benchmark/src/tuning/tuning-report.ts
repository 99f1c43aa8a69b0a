import { mean, stratifiedBootstrap } from '@cohort-rl/analysis';
import { asTyped } from '../command-line.ts';
import { pointName } from './grid.ts';
import { bestPoint, scoresOf } from './score-points.ts';
import type { PointScore, Tuned } from './tuned.ts';

/** A table of one environment. */
interface TuningTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Two tables for each environment: every point, and how much each algorithm depends on it. */
export function tuningTables({ grid, chosen, scores }: Tuned): TuningTable[] {
  return Object.keys(chosen).flatMap((env) => {
    const own = scores.filter((point) => point.env === env);
    const algorithms = [...new Set(own.map(({ algorithm }) => algorithm))];
    const what = own.some(({ isNormalized }) => isNormalized) ? 'normalised final score' : 'final return';
    return [pointTable(env, what, algorithms, grid, own), stabilityTable(env, algorithms, own)];
  });
}

function pointTable(env: string, what: string, algorithms: readonly string[], grid: Tuned['grid'], scores: readonly PointScore[]): TuningTable {
  const flags = Object.keys(grid);
  const best = new Set(algorithms.map((algorithm) => bestPoint(scoresOf(scores, env, algorithm))));
  return {
    caption: `${env}: ${what}, mean over seeds ± half of its 95 % interval; * is the point chosen`,
    head: [...flags, ...algorithms],
    rows: combinations(flags.map((flag) => grid[flag]!)).map((values) => [
      ...values,
      ...algorithms.map((algorithm) => {
        const settings = Object.fromEntries(flags.map((flag, i) => [flag, values[i]!]));
        // an algorithm that a flag does not concern has one score for all its values
        const point = scoresOf(scores, env, algorithm).find((candidate) => Object.entries(candidate.settings).every(([flag, text]) => settings[flag] === text))!;
        return `${formatPoint(point)}${best.has(point) ? ' *' : ''}`;
      }),
    ]),
  };
}

function stabilityTable(env: string, algorithms: readonly string[], scores: readonly PointScore[]): TuningTable {
  return {
    caption: `${env}: how much depends on the point`,
    head: ['algorithm', 'best', 'worst', 'within 10 % of the best', 'best point'],
    rows: algorithms.map((algorithm) => {
      const points = scoresOf(scores, env, algorithm);
      const best = bestPoint(points);
      if (!best) return [algorithm, 'diverged', 'diverged', `0 of ${points.length} points`, 'none'];
      const near = points.filter((point) => point.mean !== null && point.mean >= best.mean! - 0.1 * Math.abs(best.mean!));
      const worst = points.some((point) => point.mean === null) ? 'diverged' : format(Math.min(...points.map((point) => point.mean!)), best);
      return [algorithm, format(best.mean!, best), worst, `${near.length} of ${points.length} points`, pointName(best)];
    }),
  };
}

function combinations(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}

const format = (value: number, { isNormalized }: PointScore): string => value.toFixed(isNormalized ? 3 : 1).replace(/^-/, '−');

function formatPoint(point: PointScore): string {
  if (point.mean === null) return `${point.perSeed.filter((score) => score === null).length} of ${point.perSeed.length} diverged`;
  if (point.perSeed.length === 1) return format(point.mean, point);
  const { lower, upper } = stratifiedBootstrap(point.perSeed.map((score) => [score!]), mean);
  return `${format(point.mean, point)} ± ${format((upper - lower) / 2, point)}`;
}

/** `tuning.md`. */
export function tuningPage(tuned: Tuned): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(/[*|_]/g, '\\$&')).join(' | ')} |`;
  const table = ({ caption, head, rows }: TuningTable): string =>
    [`**${caption.replaceAll('*', '\\*')}**`, '', line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
  const { seeds, command } = tuned;
  return [
    '# Tuning',
    `Every algorithm at every point of one grid, with the seeds ${seeds[0]} to ${seeds.at(-1)}. A point's score is the mean over seeds of the last evaluation (mean over tasks); equal ones are told apart by the mean over all evaluations. A point is worse than any other where a run diverged.`,
    ...tuningTables(tuned).map(table),
    'Made, from the repository\'s root, by',
    `\`\`\`\n${asTyped(command)}\n\`\`\``,
    '',
  ].join('\n\n');
}

import { timeCells, type TimeCells } from '@cohort-rl/analysis';
import { advantageTimeChart, advantageTimeHeight, filledCells } from '../../advantage-time-chart.ts';
import { formatNumber } from '../../axes.ts';
import { trajectoryAdvantagesChart } from '../../trajectory-advantages-chart.ts';
import type { ChartTable } from '../chart/chart-table.ts';
import type { ComparedRollout } from '../compared-rollout.ts';
import type { RolloutPicture } from '../rollout-element.ts';
import type { RolloutSelection } from './selection.ts';

/** Environments that fit under each other. */
const mostEnvs = 96;
/** Steps of a trajectory in one picture. */
const mostSteps = 1000;

/** A map of the rollout, and the first step that each of its rows stands for. */
export interface RolloutMap extends RolloutPicture {
  readonly steps: readonly number[];
}

/** The rollout under both normalisations, an environment a row: PPO's, then the group-relative one, on one scale of colours. */
export function rolloutMaps(rollout: ComparedRollout, { group, trajectory }: RolloutSelection): readonly [RolloutMap, RolloutMap] {
  const { snapshot, labels, comparison } = rollout;
  const { numEnvs, rolloutSteps, trajectories, groups } = snapshot;
  const numRows = Math.min(numEnvs, mostEnvs);
  const rowOf = labels.map((label, i) => (label < 0 || (group !== null && label !== group) || i % numEnvs >= numRows ? -1 : i % numEnvs));
  const cellsOf = (values: ArrayLike<number>): TimeCells => timeCells(values, rowOf, { numRows, numEnvs, maxColumns: 64 });
  const flips = cellsOf(comparison.flipped);
  const marked = flips.mean.map((share) => Number(share >= 0.5));
  const sides = [cellsOf(comparison.batch), cellsOf(comparison.group)];
  const chosen = trajectory === null ? undefined : trajectories[trajectory];
  const frame = chosen && chosen.env < numRows ? { row: chosen.env, start: chosen.start, end: chosen.start + chosen.length } : undefined;
  const largest = sides.flatMap(({ smallest, largest: most }) => [...smallest, ...most]).reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0) || 1;
  const rowNames = Array.from({ length: numRows }, (_, env) => `env ${env}`);
  const perColumn = rolloutSteps / flips.numColumns;
  const omitted = numEnvs > numRows ? ` The first ${numRows} of ${formatNumber(numEnvs)} environments are shown.` : '';
  const filled = filledCells(flips);
  const maps = sides.map((cells, s): RolloutMap => {
    const side = s === 0 ? 'batch (PPO)' : 'groups (GRPO)';
    const steps = filled.map((cell) => {
      const [env, column] = [Math.floor(cell / cells.numColumns), cell % cells.numColumns];
      let step = cells.starts[column]! * numEnvs + env;
      while (rowOf[step] !== env) step += numEnvs;
      return step;
    });
    return {
      label: `Relative to the ${side}`,
      description: `${perColumn > 1 ? `Mean of about ${formatNumber(Math.round(10 * perColumn) / 10)} steps a cell (its table has the extremes); blue` : 'Blue'} above 0, orange with a stroke below 0; a dot where the sign flips${perColumn > 1 ? ' in half of the steps or more' : ''}.${omitted}`,
      option: advantageTimeChart({ rowNames, panels: [{ name: '', cells }], marked, frame, largest: roundUp(largest) }),
      height: advantageTimeHeight(numRows, 1),
      steps,
      table: {
        columns: ['environment', 'from step', 'to step', 'group', 'steps', 'mean', 'smallest', 'largest', 'steps that flip'],
        rows: filled.map((cell, i) => {
          const column = cell % cells.numColumns;
          return {
            cells: [
              Math.floor(cell / cells.numColumns),
              cells.starts[column]!,
              cells.starts[column + 1]! - 1,
              groups[labels[steps[i]!]!]!.name,
              cells.count[cell]!,
              cells.mean[cell]!,
              cells.smallest[cell]!,
              cells.largest[cell]!,
              Math.round(flips.mean[cell]! * flips.count[cell]!),
            ],
            mark: { seriesIndex: 0, dataIndex: i },
          };
        }),
      },
    };
  });
  return maps as [RolloutMap, RolloutMap];
}

/** To two digits, not below it. */
function roundUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit) * unit).toPrecision(2));
}

/** The selected trajectory step by step, and the step that each row stands for; null where none is selected. */
export function trajectoryPicture({ snapshot, comparison }: ComparedRollout, { trajectory, step }: RolloutSelection): RolloutMap | null {
  const chosen = trajectory === null ? undefined : snapshot.trajectories[trajectory];
  if (!chosen) return null;
  const { numEnvs } = snapshot;
  const { env, length, task, terminated, truncated } = chosen;
  const selected = step === null ? null : Math.floor(step / numEnvs) - chosen.start;
  // a part of a long one: around the selected step
  const first = Math.max(0, Math.min((selected ?? 0) - mostSteps / 2, length - mostSteps));
  const shown = Math.min(length - first, mostSteps);
  const start = chosen.start + first;
  const steps = Array.from({ length: shown }, (_, i) => (start + i) * numEnvs + env);
  const [batch, group, flipped] = [comparison.batch, comparison.group, comparison.flipped].map((values) => steps.map((index) => values[index]!));
  const end = terminated ? 'terminated' : truncated ? 'cut by the time limit' : 'cut by the end of the rollout';
  const table: ChartTable = {
    columns: ['step of the rollout', 'relative to the batch (PPO)', 'relative to groups (GRPO)', 'sign flipped'],
    rows: steps.map((_, i) => ({ cells: [start + i, batch![i]!, group![i]!, flipped![i] === 1 ? 'yes' : 'no'], mark: { seriesIndex: 1, dataIndex: i } })),
  };
  return {
    label: `Trajectory ${trajectory! + 1} of ${formatNumber(snapshot.trajectories.length)}: task ${task}, group ${snapshot.groups[chosen.label]!.name}`,
    description: `Environment ${env}, ${formatNumber(length)} steps from step ${chosen.start} of the rollout, return ${formatNumber(chosen.return)}, ${end}; the sign flips in ${formatNumber(flipped!.reduce((sum, flag) => sum + flag, 0))} of the ${formatNumber(shown)} steps${shown < length ? ' shown' : ''}.`,
    option: trajectoryAdvantagesChart({ start, batch: batch!, group: group!, flipped: flipped!, selected: selected === null ? undefined : selected - first }),
    height: 280,
    table,
    steps,
  };
}

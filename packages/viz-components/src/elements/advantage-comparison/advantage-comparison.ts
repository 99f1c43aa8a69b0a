import { commonHistograms, timeCells } from '@cohort-rl/analysis';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { advantageHistogramsChart } from '../../advantage-histograms-chart.ts';
import { advantagePairsChart } from '../../advantage-pairs-chart.ts';
import { advantageTimeChart, advantageTimeHeight, filledCells, type CellStatistic } from '../../advantage-time-chart.ts';
import { formatNumber } from '../../axes.ts';
import { checkChoice } from '../check.ts';
import { describeComparison, shownLabels, type ComparedRollout } from '../compared-rollout.ts';
import { defineElement } from '../define-element.ts';
import { RolloutElement, type RolloutPicture } from '../rollout-element.ts';

export type AdvantageComparisonView = 'distributions' | 'steps' | 'time';

const views = [
  { id: 'distributions', name: 'Distributions' },
  { id: 'steps', name: 'Each step' },
  { id: 'time', name: 'Groups over time' },
] as const satisfies readonly { readonly id: AdvantageComparisonView; readonly name: string }[];

const statistics = ['mean', 'smallest', 'largest'] as const satisfies readonly CellStatistic[];

/**
 * The advantages of one rollout relative to the whole batch (PPO) and relative to groups (GRPO): their distributions, the two of each step, and groups
 * over time. Data: a `snapshot` record of a run.
 *
 * @attr view - `distributions` (default), `steps` or `time`
 * @attr statistic - what a cell of the view `time` shows of its steps: `mean` (default), `smallest` or `largest`
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 */
export class CohortAdvantageComparison extends RolloutElement<AdvantageComparisonView> {
  static override properties: PropertyDeclarations = { ...RolloutElement.properties, statistic: { reflect: true } };

  declare statistic: CellStatistic;

  constructor() {
    super(views);
    this.statistic = 'mean';
  }

  protected override renderView(view: AdvantageComparisonView): TemplateResult {
    const statistic = checkChoice(this.statistic, 'statistic', statistics);
    const choose = ({ target }: Event): void => {
      this.statistic = (target as HTMLSelectElement).value as CellStatistic;
    };
    const chooser = html`<label part="controls"
      >Cells show the
      <select @change=${choose} .value=${statistic}>
        ${statistics.map((name) => html`<option value=${name} ?selected=${name === statistic}>${name}</option>`)}
      </select>
      of their steps</label
    >`;
    const picture = this.pictureOf(`${view} ${statistic}`, (rollout) => pictures[view](rollout, statistic));
    return html`${view === 'time' ? chooser : nothing}${this.renderChart(picture)}`;
  }
}

const sides = ['batch (PPO)', 'groups (GRPO)'] as const;

const pictures: Readonly<Record<AdvantageComparisonView, (rollout: ComparedRollout, statistic: CellStatistic) => RolloutPicture>> = {
  distributions(rollout) {
    const { snapshot, comparison, shown, labels, omission } = rollout;
    const names = shown.map((label) => snapshot.groups[label]!.name);
    const valuesOf = (values: Float32Array): Float32Array[] => shown.map((label) => values.filter((_, i) => labels[i] === label));
    const histograms = commonHistograms([...valuesOf(comparison.batch), ...valuesOf(comparison.group)], { coverage: 0.999 });
    const { edges, counts, below, above } = histograms;
    const beyond = [...below, ...above].reduce((sum, count) => sum + count, 0);
    return {
      label: 'Advantages relative to the batch and relative to groups',
      description: `${describeComparison(rollout)}${omission}${beyond > 0 ? ` Beyond the ends of the axis: ${formatNumber(beyond)} of the ${formatNumber(2 * comparison.steps)} values.` : ''}`,
      option: advantageHistogramsChart({ names, histograms, looks: shown }),
      height: 420,
      table: {
        columns: ['relative to', 'from', 'to', ...names.map((name) => `steps of ${name}`)],
        rows: sides.flatMap((side, s) =>
          Array.from({ length: edges.length - 1 }, (_, bin) => ({
            cells: [side, edges[bin]!, edges[bin + 1]!, ...names.map((_, g) => counts[s * names.length + g]![bin]!)],
            mark: { seriesIndex: s, dataIndex: bin },
          })),
        ),
      },
    };
  },

  steps(rollout) {
    const { snapshot, comparison, shown, omission } = rollout;
    const names = shown.map((label) => snapshot.groups[label]!.name);
    const { batch, group, flipped } = comparison;
    const { option, items, isBinned } = advantagePairsChart({ batch, group, labels: shownLabels(rollout), names, looks: shown });
    const yes = (flag: boolean): string => (flag ? 'yes' : 'no');
    const binned = isBinned
      ? ` Steps are counted in ${formatNumber(items.length)} cells, none left out: the darker, the more (logarithmic); coloured by the group that most of its steps are of.`
      : '';
    return {
      label: 'Each step under both normalisations',
      description: `${describeComparison(rollout)} In the shaded quarters the sign is flipped.${binned}${omission}`,
      option,
      height: 460,
      table: isBinned
        ? {
            columns: ['group of most steps', 'relative to the batch from', 'relative to groups from', 'steps', 'sign flipped'],
            rows: items.map(({ label, batch, group, width, height, steps, seriesIndex, dataIndex }) => ({
              // all steps of a cell have the signs of its middle
              cells: [names[label]!, batch, group, steps, yes(Math.sign(batch + width / 2) * Math.sign(group + height / 2) < 0)],
              mark: { seriesIndex, dataIndex },
            })),
          }
        : {
            columns: ['group', 'environment', 'step', 'relative to the batch', 'relative to groups', 'sign flipped'],
            rows: items.map(({ label, batch, group, step, seriesIndex, dataIndex }) => ({
              cells: [names[label]!, step! % snapshot.numEnvs, Math.floor(step! / snapshot.numEnvs), batch, group, yes(flipped[step!] === 1)],
              mark: { seriesIndex, dataIndex },
            })),
          },
    };
  },

  time(rollout, statistic) {
    const { snapshot, comparison, shown, omission } = rollout;
    const names = shown.map((label) => snapshot.groups[label]!.name);
    const rows = shownLabels(rollout);
    const panels = [comparison.batch, comparison.group].map((values, s) => ({
      name: `relative to the ${sides[s]!}`,
      cells: timeCells(values, rows, { numRows: names.length, numEnvs: snapshot.numEnvs, maxColumns: 96 }),
    }));
    const perColumn = snapshot.rolloutSteps / panels[0]!.cells.numColumns;
    return {
      label: 'Advantages of each group over the rollout',
      description: `Each cell shows the ${statistic} of its group's steps${perColumn > 1 ? `, about ${formatNumber(Math.round(10 * perColumn) / 10)} steps of the rollout wide (its table has mean and extremes)` : ''}: blue above 0, orange with a stroke below 0, blank without steps.${omission}`,
      option: advantageTimeChart({ rowNames: names, panels, statistic }),
      height: advantageTimeHeight(names.length, 2),
      table: {
        columns: ['relative to', 'group', 'from step', 'to step', 'steps', 'mean', 'smallest', 'largest'],
        rows: panels.flatMap(({ cells }, s) =>
          filledCells(cells).map((cell, i) => {
            const column = cell % cells.numColumns;
            return {
              cells: [
                sides[s]!,
                names[Math.floor(cell / cells.numColumns)]!,
                cells.starts[column]!,
                cells.starts[column + 1]! - 1,
                cells.count[cell]!,
                cells.mean[cell]!,
                cells.smallest[cell]!,
                cells.largest[cell]!,
              ],
              mark: { seriesIndex: s, dataIndex: i },
            };
          }),
        ),
      },
    };
  },
};

defineElement('cohort-advantage-comparison', CohortAdvantageComparison);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-advantage-comparison': CohortAdvantageComparison;
  }
}

import { commonHistograms, timeCells, type SnapshotRecord } from '@cohort-rl/analysis';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { advantageHistogramsChart } from '../../advantage-histograms-chart.ts';
import { advantagePairsChart } from '../../advantage-pairs-chart.ts';
import { advantageTimeChart, advantageTimeHeight, filledCells, type CellStatistic } from '../../advantage-time-chart.ts';
import { formatNumber } from '../../axes.ts';
import type { ChartOption } from '../../chart-option.ts';
import '../chart/chart.ts';
import type { ChartTable } from '../chart/chart-table.ts';
import { checkChoice } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { compareRollout, describeComparison, shownLabels, type ComparedRollout } from '../compared-rollout.ts';
import { defineElement } from '../define-element.ts';
import { viewTabs } from '../view-tabs.ts';

export type AdvantageComparisonView = 'distributions' | 'steps' | 'time';

const views = [
  { id: 'distributions', name: 'Distributions' },
  { id: 'steps', name: 'Each step' },
  { id: 'time', name: 'Groups over time' },
] as const satisfies readonly { readonly id: AdvantageComparisonView; readonly name: string }[];

const statistics = ['mean', 'smallest', 'largest'] as const satisfies readonly CellStatistic[];

interface Picture {
  readonly label: string;
  readonly description: string;
  readonly option: ChartOption;
  readonly table: ChartTable;
  readonly height: number;
}

/**
 * The advantages of one rollout relative to the whole batch (PPO) and relative to groups (GRPO): their distributions, the two of each step, and groups
 * over time. Data: a `snapshot` record of a run.
 *
 * @attr view - `distributions` (default), `steps` or `time`
 * @attr statistic - what a cell of the view `time` shows of its steps: `mean` (default), `smallest` or `largest`
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 */
export class CohortAdvantageComparison extends CohortElement<SnapshotRecord> {
  static override properties: PropertyDeclarations = { ...CohortElement.properties, view: { reflect: true }, statistic: { reflect: true } };

  declare view: AdvantageComparisonView;
  declare statistic: CellStatistic;

  #rollout: ComparedRollout | null = null;
  /** Of the present data, by view and statistic. */
  readonly #pictures = new Map<string, Picture>();

  constructor() {
    super();
    this.view = 'distributions';
    this.statistic = 'mean';
  }

  protected override checkData(value: unknown): SnapshotRecord {
    this.#pictures.clear();
    this.#rollout = compareRollout(value);
    return this.#rollout.snapshot;
  }

  protected override isEmpty(): boolean {
    return this.#rollout!.shown.length === 0;
  }

  protected override get emptyMessage(): string {
    return this.#rollout ? 'No step of this rollout belongs to a group.' : super.emptyMessage;
  }

  protected override renderData(): TemplateResult {
    const view = checkChoice(this.view, 'view', views.map(({ id }) => id));
    const statistic = checkChoice(this.statistic, 'statistic', statistics);
    const key = `${view} ${statistic}`;
    let picture = this.#pictures.get(key);
    if (!picture) this.#pictures.set(key, (picture = pictures[view](this.#rollout!, statistic)));
    const { label, description, option, table, height } = picture;
    const select = (chosen: string): void => {
      this.view = chosen as AdvantageComparisonView;
      this.dispatchEvent(new CustomEvent('cohort-view-change', { detail: { view: chosen }, bubbles: true, composed: true }));
    };
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
    return viewTabs(
      views,
      view,
      select,
      html`${view === 'time' ? chooser : nothing}<cohort-chart
          .option=${option}
          .table=${table}
          .label=${label}
          .description=${description}
          .height=${height}
          theme=${this.theme}
        ></cohort-chart>`,
    );
  }
}

const sides = ['batch (PPO)', 'groups (GRPO)'] as const;

const pictures: Readonly<Record<AdvantageComparisonView, (rollout: ComparedRollout, statistic: CellStatistic) => Picture>> = {
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
    const { option, items, cellSize } = advantagePairsChart({ batch, group, labels: shownLabels(rollout), names, looks: shown });
    const yes = (flag: boolean): string => (flag ? 'yes' : 'no');
    const binned = cellSize
      ? ` Steps are counted in ${formatNumber(items.length)} cells, none left out: the darker, the more (logarithmic); coloured by the group that most of its steps are of.`
      : '';
    return {
      label: 'Each step under both normalisations',
      description: `${describeComparison(rollout)} In the shaded quarters the sign is flipped.${binned}${omission}`,
      option,
      height: 460,
      table: cellSize
        ? {
            columns: ['group of most steps', 'relative to the batch from', 'relative to groups from', 'steps', 'sign flipped'],
            rows: items.map(({ label, batch, group, steps, seriesIndex, dataIndex }) => ({
              // a cell with an edge at 0 has one sign only
              cells: [names[label]!, batch, group, steps, yes((batch + cellSize[0] / 2) * (group + cellSize[1] / 2) < 0)],
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

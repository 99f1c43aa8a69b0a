import type { AdvantageSummary, GroupRecordEntry } from '@cohort-rl/analysis';
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ChartOption } from '../../chart-option.ts';
import { groupAdvantagesChart } from '../../group-advantages-chart.ts';
import { groupSizesChart } from '../../group-sizes-chart.ts';
import type { ChartTable } from '../chart/chart-table.ts';
import '../chart/chart.ts';
import { checkArray, checkChoice, checkNumber, checkObject, checkText } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { viewTabs } from '../view-tabs.ts';

/** What the groups of one rollout are: a `group` record of a run, or as much of one. */
export interface GroupDistribution {
  readonly groups: readonly Pick<GroupRecordEntry, 'name' | 'trajectories' | 'steps' | 'advantageBefore' | 'advantageAfter'>[];
}

export type GroupDistributionView = 'sizes' | 'advantages';

const views = [
  { id: 'sizes', name: 'Sizes' },
  { id: 'advantages', name: 'Advantages' },
] as const satisfies readonly { readonly id: GroupDistributionView; readonly name: string }[];

/**
 * The groups of one rollout: their sizes (bars) and their advantages before and after normalisation (box plots).
 *
 * @attr view - `sizes` (default) or `advantages`
 * @fires cohort-view-change - `{ view }`, when the reader chose another view
 */
export class CohortGroupDistribution extends CohortElement<GroupDistribution> {
  static override properties: PropertyDeclarations = { ...CohortElement.properties, view: { reflect: true } };

  declare view: GroupDistributionView;

  constructor() {
    super();
    this.view = 'sizes';
  }

  protected override checkData(value: unknown): GroupDistribution {
    const { groups } = checkObject(value, 'data');
    return { groups: checkArray(groups, 'groups', checkGroup) };
  }

  protected override isEmpty({ groups }: GroupDistribution): boolean {
    return groups.every(({ steps }) => steps === 0);
  }

  protected override renderData(data: GroupDistribution): TemplateResult {
    const view = checkChoice(this.view, 'view', views.map(({ id }) => id));
    const { label, option, table } = pictures[view](data);
    const select = (chosen: string): void => {
      this.view = chosen as GroupDistributionView;
      this.dispatchEvent(new CustomEvent('cohort-view-change', { detail: { view: chosen }, bubbles: true, composed: true }));
    };
    const height = 60 + 36 * data.groups.length;
    return viewTabs(
      views,
      view,
      select,
      html`<cohort-chart .option=${option} .table=${table} .label=${label} .height=${height} theme=${this.theme}></cohort-chart>`,
    );
  }
}

function checkGroup(value: unknown, name: string): GroupDistribution['groups'][number] {
  const group = checkObject(value, name);
  return {
    name: checkText(group['name'], `${name}.name`),
    trajectories: checkNumber(group['trajectories'], `${name}.trajectories`),
    steps: checkNumber(group['steps'], `${name}.steps`),
    advantageBefore: checkSummary(group['advantageBefore'], `${name}.advantageBefore`),
    advantageAfter: checkSummary(group['advantageAfter'], `${name}.advantageAfter`),
  };
}

function checkSummary(value: unknown, name: string): AdvantageSummary {
  const { mean, std, quantiles } = checkObject(value, name);
  const five = checkArray(quantiles, `${name}.quantiles`, checkNumber);
  if (five.length !== 5) throw new RangeError(`invalid ${name}.quantiles: ${five.length} numbers; expected 5`);
  return { mean: checkNumber(mean, `${name}.mean`), std: checkNumber(std, `${name}.std`), quantiles: five as unknown as AdvantageSummary['quantiles'] };
}

interface Picture {
  readonly label: string;
  readonly option: ChartOption;
  readonly table: ChartTable;
}

const pictures: Readonly<Record<GroupDistributionView, (data: GroupDistribution) => Picture>> = {
  sizes: ({ groups }) => ({
    label: 'Sizes of the groups',
    option: groupSizesChart({ groups }),
    table: {
      columns: ['group', 'trajectories', 'steps'],
      rows: groups.map(({ name, trajectories, steps }, i) => ({ cells: [name, trajectories, steps], mark: { seriesIndex: 0, dataIndex: i } })),
    },
  }),
  advantages: ({ groups }) => {
    const present = groups.filter(({ steps }) => steps > 0);
    return {
      label: 'Advantages of the groups',
      option: groupAdvantagesChart({ groups }),
      table: {
        columns: ['group', 'advantages', 'mean', 'standard deviation', 'minimum', 'lower quartile', 'median', 'upper quartile', 'maximum'],
        rows: [false, true].flatMap((isAfter) =>
          present.map(({ name, advantageBefore, advantageAfter }, i) => {
            const { mean, std, quantiles } = isAfter ? advantageAfter : advantageBefore;
            return {
              cells: [name, isAfter ? 'after' : 'before', mean, std, ...quantiles],
              mark: { seriesIndex: Number(isAfter), dataIndex: i },
            };
          }),
        ),
      },
    };
  },
};

defineElement('cohort-group-distribution', CohortGroupDistribution);

declare global {
  interface HTMLElementTagNameMap {
    'cohort-group-distribution': CohortGroupDistribution;
  }
  interface HTMLElementEventMap {
    'cohort-view-change': CustomEvent<{ readonly view: string }>;
  }
}

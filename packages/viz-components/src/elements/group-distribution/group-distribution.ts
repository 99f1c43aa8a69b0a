import { groupCharacteristics, type AdvantageSummary, type GroupCharacteristics, type GroupRecordEntry } from '@cohort-rl/analysis';
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ChartOption } from '../../chart-option.ts';
import { groupAdvantagesChart } from '../../group-advantages-chart.ts';
import { groupCharacteristicsChart, sharedCharacteristics } from '../../group-characteristics-chart.ts';
import { groupSizesChart } from '../../group-sizes-chart.ts';
import type { ChartTable } from '../chart/chart-table.ts';
import '../chart/chart.ts';
import { checkArray, checkChoice, checkLength, checkNumber, checkObject, checkText } from '../check.ts';
import { CohortElement } from '../cohort-element.ts';
import { defineElement } from '../define-element.ts';
import { viewTabs } from '../view-tabs.ts';

/** What the groups of one rollout are: a `group` record of a run. */
export interface GroupDistribution {
  readonly groups: readonly Omit<GroupRecordEntry, 'label'>[];
  /** Default: those of the record; `groupCharacteristics` of a snapshot gives more. */
  readonly characteristics?: GroupCharacteristics | undefined;
}

export type GroupDistributionView = 'sizes' | 'characteristics' | 'advantages';

/** More do not fit in a picture. */
const mostGroups = 200;
const mostCharacteristics = 50;

const views = [
  { id: 'sizes', name: 'Sizes' },
  { id: 'characteristics', name: 'Characteristics' },
  { id: 'advantages', name: 'Advantages' },
] as const satisfies readonly { readonly id: GroupDistributionView; readonly name: string }[];

/**
 * The groups of one rollout: their sizes (bars), their characteristics (radar) and their advantages before and after normalisation (box plots).
 *
 * @attr view - `sizes` (default), `characteristics` or `advantages`
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
    const { groups, characteristics } = checkObject(value, 'data');
    checkLength(groups, 'groups', mostGroups);
    return {
      groups: checkArray(groups, 'groups', checkGroup),
      characteristics: characteristics === undefined ? undefined : checkCharacteristics(characteristics),
    };
  }

  protected override isEmpty({ groups }: GroupDistribution): boolean {
    return groups.every(({ steps }) => steps === 0);
  }

  protected override renderData(data: GroupDistribution): TemplateResult {
    const view = checkChoice(this.view, 'view', views.map(({ id }) => id));
    const { label, description = '', height = 60 + 36 * data.groups.length, option, table } = pictures[view](data);
    return viewTabs(
      this,
      views,
      view,
      html`<cohort-chart
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

function checkGroup(value: unknown, name: string): GroupDistribution['groups'][number] {
  const group = checkObject(value, name);
  return {
    name: checkText(group['name'], `${name}.name`),
    trajectories: checkNumber(group['trajectories'], `${name}.trajectories`),
    steps: checkNumber(group['steps'], `${name}.steps`),
    weight: checkNumber(group['weight'], `${name}.weight`),
    returnMean: checkNumberOrNull(group['returnMean'], `${name}.returnMean`),
    advantageBefore: checkSummary(group['advantageBefore'], `${name}.advantageBefore`),
    advantageAfter: checkSummary(group['advantageAfter'], `${name}.advantageAfter`),
  };
}

const checkNumberOrNull = (value: unknown, name: string): number | null => (value === null ? null : checkNumber(value, name));

function checkCharacteristics(value: unknown): GroupCharacteristics {
  const { names, groups } = checkObject(value, 'characteristics');
  checkLength(names, 'characteristics.names', mostCharacteristics);
  checkLength(groups, 'characteristics.groups', mostGroups);
  const columns = checkArray(names, 'characteristics.names', checkText);
  return {
    names: columns,
    groups: checkArray(groups, 'characteristics.groups', (entry, name) => {
      const group = checkObject(entry, name);
      const values = checkArray(group['values'], `${name}.values`, checkNumberOrNull);
      if (values.length !== columns.length) throw new RangeError(`invalid ${name}.values: ${values.length}; expected ${columns.length}, one for each name`);
      return { name: checkText(group['name'], `${name}.name`), values };
    }),
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
  readonly description?: string;
  readonly height?: number;
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
  characteristics: ({ groups, characteristics = groupCharacteristics({ type: 'group', groups: groups.map((group, label) => ({ label, ...group })) }) }) => {
    const shown = sharedCharacteristics(characteristics);
    const missing = characteristics.names.filter((name) => !shown.includes(name));
    return {
      label: 'Characteristics of the groups',
      description: `Each axis has its own range.${missing.length > 0 ? ` Not drawn, as not every group has it: ${missing.join(', ')}.` : ''}`,
      height: 340,
      option: groupCharacteristicsChart(characteristics),
      table: {
        columns: ['group', ...characteristics.names],
        rows: characteristics.groups.map(({ name, values }, i) => ({ cells: [name, ...values], mark: { seriesIndex: 0, dataIndex: i } })),
      },
    };
  },
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

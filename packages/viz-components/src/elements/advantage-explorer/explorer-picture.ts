import type { ChartOption } from '../../chart-option.ts';
import type { ChartTable } from '../chart/chart-table.ts';

/** Everything that a `<cohort-chart>` of the explorer shows. */
export interface ExplorerPicture {
  readonly label: string;
  readonly description: string;
  readonly option: ChartOption;
  readonly table: ChartTable;
  readonly height: number;
}

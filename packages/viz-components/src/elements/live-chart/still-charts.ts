import type { ChartOption } from '../../chart-option.ts';
import { columnStep, focusLinesChart, knownColumns } from '../../focus-lines-chart.ts';
import { groupWeightsChart } from '../../group-weights-chart.ts';
import type { LinesPicture, LivePicture, StackPicture } from '../../live-picture.ts';
import type { ChartTable } from '../chart/chart-table.ts';



const cell = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The picture by the builders. */
export const stillChart = (picture: LivePicture): ChartOption => (picture.kind === 'lines' ? focusLinesChart(picture) : stackChart(picture));

/** Its numbers. @param seriesName what a line is of. */
export const stillTable = (picture: LivePicture, seriesName: string): ChartTable => (picture.kind === 'lines' ? linesTable(picture, seriesName) : stackTable(picture, seriesName));

/** A row for every point of the lines in focus. */
function linesTable({ focus, columns, valueName, hasExtremes }: LinesPicture, seriesName: string): ChartTable {
  return {
    columns: [seriesName, 'step', valueName, ...(hasExtremes ? ['smallest', 'largest'] : ['lower bound', 'upper bound'])],
    rows: focus.flatMap(({ name, values }, seriesIndex) =>
      knownColumns(values).map((column, dataIndex) => ({
        cells: [name, columnStep(columns, column), cell(values.mean[column]!), cell(values.low[column]!), cell(values.high[column]!)],
        mark: { seriesIndex, dataIndex },
      })),
    ),
  };
}

const updatedColumns = ({ layers }: StackPicture): number[] => (layers.length === 0 ? [] : knownColumns({ mean: layers[0]!.shares }));

function stackChart(picture: StackPicture): ChartOption {
  const { layers, columns, valueName } = picture;
  const known = updatedColumns(picture);
  return groupWeightsChart(
    {
      groups: layers.map(({ name }, label) => ({ label, name })),
      steps: known.map((column) => columnStep(columns, column)),
      shares: layers.map(({ shares }) => known.map((column) => shares[column]!)),
    },
    { shareName: valueName, looks: layers.map(({ look }) => look), maxStep: columns.maxStep },
  );
}

/** A row for every point of every layer. */
function stackTable(picture: StackPicture, seriesName: string): ChartTable {
  const known = updatedColumns(picture);
  return {
    columns: [seriesName, 'step', picture.valueName],
    rows: picture.layers.flatMap(({ name, shares }, seriesIndex) =>
      known.map((column, dataIndex) => ({ cells: [name, columnStep(picture.columns, column), cell(100 * shares[column]!)], mark: { seriesIndex, dataIndex } })),
    ),
  };
}

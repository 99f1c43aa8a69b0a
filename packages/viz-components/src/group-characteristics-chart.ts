import type { GroupCharacteristics } from '@cohort-rl/analysis';
import { clipText, formatNumber, legendAndGrid, textStyle } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink, seriesStyle } from './palette.ts';

/** Names of the characteristics that every group has: those of the radar. */
export const sharedCharacteristics = ({ names, groups }: GroupCharacteristics): string[] => names.filter((_, i) => groups.every(({ values }) => values[i] !== null));

/**
 * Characteristics of groups as a radar, one polygon for each. Each axis has its own range, which it names: from zero, or the least value if that is
 * below, at the centre to the greatest at the rim. Characteristics that some group lacks are left out: at the centre they would pass for least.
 * @throws RangeError when there is no group, or fewer than three characteristics that all have.
 */
export function groupCharacteristicsChart(characteristics: GroupCharacteristics): ChartOption {
  const { names, groups } = characteristics;
  if (groups.length === 0) throw new RangeError('invalid characteristics: no group');
  const shared = sharedCharacteristics(characteristics);
  if (shared.length < 3) throw new RangeError(`invalid characteristics: ${shared.length} that every group has; expected at least three`);
  const columns = shared.map((name) => names.indexOf(name));
  const { legend } = legendAndGrid(groups.map(({ name }) => clipText(name)));
  return {
    animation: false,
    textStyle,
    legend,
    radar: {
      center: ['50%', '57%'],
      radius: '56%',
      splitNumber: 4,
      axisName: { ...textStyle, lineHeight: 15 },
      axisLine: { lineStyle: { color: ink.grid.light } },
      splitLine: { lineStyle: { color: ink.grid.light } },
      splitArea: { show: false },
      indicator: columns.map((column) => {
        const values = groups.map(({ values }) => values[column]!);
        const min = Math.min(0, ...values);
        // an axis has to have a length
        const max = Math.max(...values) > min ? Math.max(...values) : min + 1;
        return { name: `${inLines(clipText(names[column]!))}\n${formatNumber(rounded(min))} … ${formatNumber(rounded(max))}`, min, max };
      }),
    },
    series: {
      type: 'radar',
      symbolSize: 5,
      data: groups.map(({ name, values }, i) => {
        const { color, dash } = seriesStyle(i);
        return {
          name: clipText(name),
          value: columns.map((column) => values[column]!),
          itemStyle: { color },
          lineStyle: { color, type: dash, width: 2 },
          areaStyle: { color, opacity: 0.1 },
        };
      }),
    },
  };
}

/** A name as words of lines that leave a narrow picture its middle: `meanAbsoluteAdvantage` as `mean`, `absolute`, `advantage`. */
const inLines = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .split(' ')
    .reduce((lines, word) => `${lines}${lines.length - lines.lastIndexOf('\n') + word.length > 11 ? '\n' : ' '}${word}`);

const rounded = (value: number): number => Number(value.toPrecision(3));

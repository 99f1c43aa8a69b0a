import type { CustomSeriesOption } from 'echarts/charts';
import { clipText, formatNumber, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { ink } from './palette.ts';
import { signedColor } from './signed-colors.ts';

/** Angles between the groups' gradients. */
export interface GradientCosines {
  readonly names: readonly string[];
  /** Matrices of cosines with a title each, one below the other. */
  readonly panels: readonly { readonly title: string; readonly cosines: readonly (readonly number[])[] }[];
}

const [head, foot] = [26, 24];

/** Pixels that a picture of so many groups and panels takes. */
export const gradientCosinesHeight = (groups: number, panels: number): number => panels * (head + foot + groups * cellHeight(groups)) + 8;

const cellHeight = (groups: number): number => (groups > 8 ? 24 : 30);

/**
 * Cosines of the angles between groups' gradients as matrices with their numbers: blue where two groups pull together, orange where they pull against
 * each other. Series p has the cells of panel p, row by row.
 * @throws RangeError when there is no group or no panel.
 */
export function gradientCosinesChart({ names, panels }: GradientCosines): ChartOption {
  if (names.length === 0 || panels.length === 0) throw new RangeError('invalid cosines: no group or no panel');
  const short = names.map((name) => clipText(name));
  const left = Math.min(170, textWidth(short) + 14);
  const height = names.length * cellHeight(names.length);
  const hasRoom = names.length <= 6;
  return {
    animation: false,
    textStyle,
    grid: panels.map((_, p) => ({ left, right: 12, top: p * (head + foot + height) + head, height })),
    xAxis: panels.map((_, p) => ({
      ...verticalCategoryAxis(short),
      inverse: false,
      gridIndex: p,
      position: 'bottom' as const,
      axisLabel: { ...textStyle, interval: 0, width: hasRoom ? 64 : 28, overflow: 'truncate' as const },
    })),
    yAxis: panels.map(({ title }, p) => ({
      ...verticalCategoryAxis(short),
      gridIndex: p,
      name: title,
      nameLocation: 'start' as const,
      nameGap: 8,
      nameTextStyle: { ...textStyle, align: 'left' as const, fontWeight: 'bold' as const },
    })),
    series: panels.map(({ cosines }, p) => cellSeries(cosines, p)),
  };
}

function cellSeries(cosines: GradientCosines['panels'][number]['cosines'], axis: number): CustomSeriesOption {
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: cosines.flatMap((row, a) => row.map((cosine, b) => [b, a, cosine])),
    encode: { x: 0, y: 1 },
    renderItem: (_, api) => {
      const [b, a, cosine] = [0, 1, 2].map((dimension) => api.value(dimension) as number) as [number, number, number];
      const [cx, cy] = api.coord([b, a]) as [number, number];
      const [width, height] = (api.size!([1, 1]) as number[]).map(Math.abs) as [number, number];
      return {
        type: 'group',
        children: [
          { type: 'rect', shape: { x: cx - width / 2 + 1, y: cy - height / 2 + 1, width: width - 2, height: height - 2 }, style: { fill: signedColor(0.6 * cosine, 1) } },
          {
            type: 'text',
            style: { text: formatNumber(Math.round(100 * cosine) / 100 + 0), x: cx, y: cy, align: 'center', verticalAlign: 'middle', fill: ink.text.light, fontFamily: textStyle.fontFamily, fontSize: 12 },
          },
        ],
      };
    },
  };
}

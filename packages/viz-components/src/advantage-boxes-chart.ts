import { clipText, horizontalValueAxis, textStyle, textWidth, verticalCategoryAxis } from './axes.ts';
import type { ChartOption } from './chart-option.ts';
import { seriesStyle } from './palette.ts';
import { withAlpha } from './signed-colors.ts';

/** Advantages of groups under one normalisation. */
export interface AdvantageBoxes {
  readonly names: readonly string[];
  /** Minimum, quartiles and maximum of each. */
  readonly quantiles: readonly (readonly number[])[];
  /** Place of each group among all, which decides its colour; default: its own among the names. */
  readonly looks?: readonly number[];
  /** Ends of the axis; default: those of the values. */
  readonly range?: readonly [low: number, high: number];
  /** Place of the group that stands out, all others being faint; default: none. */
  readonly emphasized?: number | undefined;
}

/**
 * Box plots of the groups' advantages: the box is the middle half, its line the median, the whiskers minimum and maximum.
 * @throws RangeError when there is no group.
 */
export function advantageBoxesChart({ names, quantiles, looks = names.map((_, i) => i), range, emphasized }: AdvantageBoxes): ChartOption {
  if (names.length === 0) throw new RangeError('invalid groups: none; expected at least one');
  const short = names.map((name) => clipText(name));
  return {
    animation: false,
    textStyle,
    grid: { left: Math.min(170, textWidth(short) + 12), right: 20, top: 12, bottom: 44 },
    xAxis: { ...horizontalValueAxis('advantage (standard deviations)'), ...(range && { min: range[0], max: range[1] }) },
    yAxis: verticalCategoryAxis(short),
    series: [
      {
        type: 'boxplot',
        boxWidth: [8, 24],
        data: quantiles.map((value, i) => {
          const { color } = seriesStyle(looks[i]!);
          const opacity = emphasized === undefined || emphasized === i ? 1 : 0.3;
          return { value: [...value], itemStyle: { color: withAlpha(color, 0.25), borderColor: color, borderWidth: 1.5, opacity } };
        }),
      },
    ],
  };
}

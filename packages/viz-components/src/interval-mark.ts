import type { Interval } from '@cohort-rl/analysis';

/**
 * A point with whiskers on one row; the point alone where there are no bounds.
 * @param coord pixel of a value on the row.
 */
export function intervalMark({ estimate, lower, upper }: Interval, color: string, coord: (value: number) => number[]) {
  const [cx, cy] = coord(estimate) as [number, number];
  const stroke = { stroke: color, lineWidth: 2, fill: 'none' };
  const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line' as const, shape: { x1, y1, x2, y2 }, style: stroke });
  const [left, right] = [coord(lower)[0]!, coord(upper)[0]!];
  const whiskers = [line(left, cy, right, cy), line(left, cy - 6, left, cy + 6), line(right, cy - 6, right, cy + 6)];
  return {
    type: 'group' as const,
    children: [...(Number.isNaN(lower) ? [] : whiskers), { type: 'circle' as const, shape: { cx, cy, r: 5 }, style: { fill: color } }],
  };
}

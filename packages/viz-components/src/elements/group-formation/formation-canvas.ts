import type { DecisionRegion } from '@cohort-rl/grpo-grouping';
import { seriesPalette } from '../../palette.ts';
import { symbolPaths } from './symbols.ts';

/** Looks of the trajectories. */
export interface PointLooks {
  /** Index into the palette, −1 for none; or, with `isRamp`, a share in [0, 1]. */
  readonly colors: ArrayLike<number>;
  readonly isRamp: boolean;
  readonly symbols: ArrayLike<number>;
  /** Radii in pixels. */
  readonly radii: ArrayLike<number>;
}

/** What lies under the lines: areas of the groups, then a symbol a trajectory. */
export interface PointPicture {
  readonly width: number;
  readonly height: number;
  readonly isDark: boolean;
  /** Of trajectories without a group. */
  readonly muted: string;
  readonly background: string;
  /** Polygons in pixels. */
  readonly regions: readonly Pick<DecisionRegion, 'label' | 'polygon'>[];
  /** Places in pixels: x0, y0, x1, y1, … */
  readonly places: ArrayLike<number>;
  readonly looks: PointLooks;
}

/** Ends of the ramp from low to high, as RGB. */
const ramp = { light: [[198, 219, 239], [8, 48, 107]], dark: [[40, 72, 110], [222, 238, 255]] } as const;

/** Colour at a share in [0, 1] of the ramp. */
export function rampColor(share: number, isDark: boolean): string {
  const [low, high] = ramp[isDark ? 'dark' : 'light'];
  return `rgb(${low.map((value, i) => Math.round(value + share * (high[i]! - value))).join(', ')})`;
}

export function drawPoints(context: CanvasRenderingContext2D, { width, height, isDark, muted, background, regions, places, looks }: PointPicture): void {
  const scale = devicePixelRatio;
  const colorOf = (index: number): string => {
    const { light, dark } = seriesPalette[index % seriesPalette.length]!;
    return isDark ? dark : light;
  };
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const { label, polygon } of regions) {
    context.beginPath();
    for (let i = 0; i < polygon.length; i += 2) context.lineTo(polygon[i]!, polygon[i + 1]!);
    context.closePath();
    context.globalAlpha = isDark ? 0.22 : 0.13;
    context.fillStyle = colorOf(label);
    context.fill();
  }
  context.globalAlpha = 1;
  const outlines = symbolPaths.map((path) => new Path2D(path));
  context.strokeStyle = background;
  for (let k = 0; 2 * k < places.length; k++) {
    const radius = looks.radii[k]!;
    const color = looks.colors[k]!;
    context.setTransform(scale * radius, 0, 0, scale * radius, scale * places[2 * k]!, scale * places[2 * k + 1]!);
    context.fillStyle = looks.isRamp ? rampColor(color, isDark) : color < 0 ? muted : colorOf(color);
    context.lineWidth = 0.6 / radius;
    const outline = outlines[looks.symbols[k]! % outlines.length]!;
    context.fill(outline);
    context.stroke(outline);
  }
}

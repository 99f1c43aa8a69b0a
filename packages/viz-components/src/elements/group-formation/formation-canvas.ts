import { seriesPalette } from '../../palette.ts';
import type { FormationLayout } from './formation-layout.ts';
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
  readonly layout: FormationLayout;
  readonly looks: PointLooks;
  readonly isDark: boolean;
  /** Of trajectories without a group. */
  readonly muted: string;
  readonly background: string;
}

/** Ends of the ramp from low to high, as RGB. */
const ramp = { light: [[198, 219, 239], [8, 48, 107]], dark: [[40, 72, 110], [222, 238, 255]] } as const;

/** Colour at a share in [0, 1] of the ramp. */
export function rampColor(share: number, isDark: boolean): string {
  const [low, high] = ramp[isDark ? 'dark' : 'light'];
  return `rgb(${low.map((value, i) => Math.round(value + share * (high[i]! - value))).join(', ')})`;
}

/** Draws all of it on a canvas that becomes as large as the picture. */
export function drawPoints(canvas: HTMLCanvasElement, { layout, looks, isDark, muted, background }: PointPicture): void {
  const { regions, shown: { places }, scale: { width, height, x, y } } = layout;
  const scale = devicePixelRatio;
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
  if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  const colorOf = (index: number): string => {
    const { light, dark } = seriesPalette[index % seriesPalette.length]!;
    return isDark ? dark : light;
  };
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  for (const { label, polygon } of regions) {
    context.beginPath();
    for (let i = 0; i < polygon.length; i += 2) context.lineTo(x(polygon[i]!), y(polygon[i + 1]!));
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
    context.setTransform(scale * radius, 0, 0, scale * radius, scale * x(places[2 * k]!), scale * y(places[2 * k + 1]!));
    context.fillStyle = looks.isRamp ? rampColor(color, isDark) : color < 0 ? muted : colorOf(color);
    context.lineWidth = 0.6 / radius;
    const outline = outlines[looks.symbols[k]! % outlines.length]!;
    context.fill(outline);
    context.stroke(outline);
  }
}

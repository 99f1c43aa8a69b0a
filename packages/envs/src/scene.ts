/** What a shape stands for; whoever draws a scene gives each role a colour of their own. */
export type ColorRole =
  /** Neutral areas: floor, water, table. */
  | 'surface'
  /** Tracks, walls, outlines. */
  | 'line'
  /** What the policy moves. */
  | 'agent'
  /** Further moving parts: a pole, wheels. */
  | 'part'
  | 'goal'
  | 'danger'
  /** Things to be fetched. */
  | 'item'
  | 'text';

/** One shape; lengths in the units of its {@link Scene}. */
export type Shape =
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number; readonly color: ColorRole }
  | {
      readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number;
      readonly width: number; readonly color: ColorRole;
    }
  /** `points`: x0, y0, x1, y1, …; filled and closed. */
  | { readonly kind: 'polygon'; readonly points: readonly number[]; readonly color: ColorRole }
  /** (x, y) is the upper left corner. */
  | {
      readonly kind: 'rectangle'; readonly x: number; readonly y: number; readonly width: number; readonly height: number;
      readonly color: ColorRole;
    }
  /** (x, y) is the middle of the text, `size` the height of its letters' em box. */
  | {
      readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string; readonly size: number;
      readonly color: ColorRole;
    };

/**
 * What an environment looks like, for a canvas or an SVG: shapes to be drawn in their order in the box from (0, 0), upper
 * left, to (width, height), lower right. The longer side is 1. Shapes may reach beyond the box: clip them.
 */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

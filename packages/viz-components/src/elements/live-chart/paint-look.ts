import { seriesPalette } from '../../palette.ts';

/** Size and colours, as the page makes them. */
export interface PaintLook {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly isDark: boolean;
  readonly text: string;
  readonly axis: string;
  readonly grid: string;
  readonly font: string;
  /** How often fonts came so far: the same name may stand for another font then. */
  readonly fonts: number;
}

/** Whether nothing of how it is drawn changed. */
export const isSameLook = (a: PaintLook, b: PaintLook): boolean => (Object.keys(a) as (keyof PaintLook)[]).every((key) => a[key] === b[key]);

/** The colour of a series by the index of its `seriesStyle`. */
export const lookColor = (look: number, isDark: boolean): string => seriesPalette[look % seriesPalette.length]![isDark ? 'dark' : 'light'];

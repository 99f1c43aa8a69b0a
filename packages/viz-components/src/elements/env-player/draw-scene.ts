import { ink, seriesPalette, type ThemedColor } from '../../palette.ts';
import type { PlayableScene, SceneColor, SceneShape } from './playable.ts';

/** Colours of what shapes stand for. */
export const sceneColors: Readonly<Record<SceneColor | 'background', ThemedColor>> = {
  background: { light: '#ffffff', dark: '#14171c' },
  surface: { light: '#e8ebef', dark: '#2a2f37' },
  line: ink.axis,
  agent: seriesPalette[0]!,
  part: seriesPalette[1]!,
  goal: seriesPalette[2]!,
  danger: seriesPalette[3]!,
  item: seriesPalette[4]!,
  text: ink.text,
};

/** What is drawn with: a canvas's context. */
export type SceneContext = Pick<
  CanvasRenderingContext2D,
  | 'save' | 'restore' | 'beginPath' | 'rect' | 'clip' | 'arc' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'stroke' | 'fillRect' | 'fillText'
  | 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineCap' | 'font' | 'textAlign' | 'textBaseline'
>;

/** Draws a scene as large as it fits in the middle of `width` × `height` pixels. @throws RangeError for a scene without a size. */
export function drawScene(context: SceneContext, scene: PlayableScene, width: number, height: number, isDark: boolean): void {
  checkScene(scene);
  const colorOf = (color: SceneColor | 'background'): string => (sceneColors[color] ?? sceneColors.line)[isDark ? 'dark' : 'light'];
  const scale = Math.min(width / scene.width, height / scene.height);
  const place: Place = { scale, left: (width - scale * scene.width) / 2, top: (height - scale * scene.height) / 2 };
  context.save();
  context.fillStyle = colorOf('background');
  context.fillRect(0, 0, width, height);
  context.beginPath();
  context.rect(place.left, place.top, scale * scene.width, scale * scene.height);
  context.clip();
  for (const shape of scene.shapes) {
    const color = colorOf(shape.color);
    context.fillStyle = color;
    context.strokeStyle = color;
    drawShape(context, shape, place);
  }
  context.restore();
}

/** Where a scene lies in the picture. */
interface Place {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** More cannot be drawn frame by frame. */
const mostShapes = 20_000;

function checkScene(scene: PlayableScene | null | undefined): void {
  if (!scene || !(scene.width > 0) || !(scene.height > 0) || !Array.isArray(scene.shapes)) {
    throw new RangeError('invalid scene: expected width > 0, height > 0 and shapes');
  }
  if (scene.shapes.length > mostShapes) throw new RangeError(`invalid scene: ${scene.shapes.length} shapes; expected at most ${mostShapes}`);
}

function drawShape(context: SceneContext, shape: SceneShape, { scale, left, top }: Place): void {
  const x = (at: number): number => left + scale * at;
  const y = (at: number): number => top + scale * at;
  switch (shape.kind) {
    case 'circle':
      context.beginPath();
      context.arc(x(shape.x), y(shape.y), Math.max(0, scale * shape.radius), 0, 2 * Math.PI);
      context.fill();
      return;
    case 'line':
      context.lineWidth = scale * shape.width;
      context.lineCap = 'round';
      context.beginPath();
      context.moveTo(x(shape.x1), y(shape.y1));
      context.lineTo(x(shape.x2), y(shape.y2));
      context.stroke();
      return;
    case 'polygon':
      context.beginPath();
      for (let i = 0; i + 1 < shape.points.length; i += 2) context.lineTo(x(shape.points[i]!), y(shape.points[i + 1]!));
      context.closePath();
      context.fill();
      return;
    case 'rectangle':
      context.fillRect(x(shape.x), y(shape.y), scale * shape.width, scale * shape.height);
      return;
    case 'text':
      context.font = `${scale * shape.size}px system-ui, sans-serif`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(shape.text, x(shape.x), y(shape.y));
  }
}

import { expect, test } from '@jest/globals';
import { drawScene, sceneColors, type SceneContext } from './draw-scene.ts';
import type { PlayableScene } from './playable.ts';

/** Writes down what is drawn, in whole pixels. */
function pen() {
  const calls: string[] = [];
  const context = new Proxy<Record<string, unknown>>({}, {
    get: (state, name: string) => state[name] ?? ((...values: unknown[]) => calls.push(`${name} ${values.map((v) => (typeof v === 'number' ? Math.round(v) : String(v))).join(' ')} ${['fill', 'fillRect', 'stroke', 'fillText'].includes(name) ? String(state['fillStyle']) : ''}`.trim())),
  });
  return { calls, context: context as unknown as SceneContext };
}

const scene: PlayableScene = {
  width: 1,
  height: 0.5,
  shapes: [
    { kind: 'rectangle', x: 0.1, y: 0.1, width: 0.2, height: 0.3, color: 'agent' },
    { kind: 'circle', x: 0.5, y: 0.25, radius: 0.05, color: 'goal' },
    { kind: 'line', x1: 0, y1: 0.4, x2: 1, y2: 0.4, width: 0.01, color: 'line' },
    { kind: 'polygon', points: [0, 0, 1, 0, 1, 0.5], color: 'danger' },
    { kind: 'text', x: 0.5, y: 0.25, text: '<b>7</b>', size: 0.1, color: 'text' },
  ],
};

test('shapes stand in the middle of the picture, clipped to their box, in their order and colours', () => {
  const { calls, context } = pen();
  drawScene(context, scene, 200, 200, false);
  const { agent, goal, line, danger, text, background } = sceneColors;
  expect(calls).toEqual([
    'save', `fillRect 0 0 200 200 ${background.light}`, 'beginPath', 'rect 0 50 200 100', 'clip',
    `fillRect 20 70 40 60 ${agent.light}`,
    'beginPath', 'arc 100 100 10 0 6', `fill  ${goal.light}`,
    'beginPath', 'moveTo 0 130', 'lineTo 200 130', `stroke  ${line.light}`,
    'beginPath', 'lineTo 0 50', 'lineTo 200 50', 'lineTo 200 150', 'closePath', `fill  ${danger.light}`,
    `fillText <b>7</b> 100 100 ${text.light}`,
    'restore',
  ]);
  const dark = pen();
  drawScene(dark.context, scene, 200, 200, true);
  expect(dark.calls).toContain(`fillRect 20 70 40 60 ${agent.dark}`);
});

test('what is no scene is refused, and an unknown colour is drawn all the same', () => {
  const { calls, context } = pen();
  for (const wrong of [null, {}, { width: 0, height: 1, shapes: [] }, { width: 1, height: NaN, shapes: [] }, { width: 1, height: 1 }]) {
    expect(() => drawScene(context, wrong as unknown as PlayableScene, 9, 9, false)).toThrow('invalid scene: expected width > 0, height > 0 and shapes');
  }
  expect(calls).toEqual([]);
  const odd = { kind: 'rectangle', x: 0, y: 0, width: 1, height: 1, color: 'url(evil)' };
  drawScene(context, { width: 1, height: 1, shapes: [odd] } as unknown as PlayableScene, 9, 9, false);
  expect(calls).toContain(`fillRect 0 0 9 9 ${sceneColors.line.light}`);
});

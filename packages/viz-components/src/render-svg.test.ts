import { describe, expect, test } from '@jest/globals';
import type { LearningCurve } from '@cohort-rl/analysis';
import { groupAdvantagesChart } from './group-advantages-chart.ts';
import { groupWeightsChart } from './group-weights-chart.ts';
import { learningCurvesChart } from './learning-curves-chart.ts';
import { ink, seriesPalette } from './palette.ts';
import { renderSvg } from './render-svg.ts';
import { scoreIntervalsChart } from './score-intervals-chart.ts';

const curve = (algorithm: string): LearningCurve => ({
  algorithm,
  task: 'light',
  steps: [1000, 2000, 3000],
  seeds: [0, 1],
  runs: [],
  estimate: [1, 2, 4],
  lower: [0.5, 1.5, 3],
  upper: [1.5, 2.5, 5],
});
const chart = () => learningCurvesChart([curve('ppo'), curve('grpo:task')]);

/** Names of the elements in order, if the markup is well-formed. */
function elements(svg: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const rest = svg.replace(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, closing: string, name: string, attributes: string, empty: string) => {
    const attributeNames = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
    expect(new Set(attributeNames).size).toBe(attributeNames.length);
    if (closing) expect(open.pop()).toBe(name);
    else names.push(name);
    if (!closing && !empty) open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<]|&(?!(?:amp|lt|gt|quot|#39|#\d+|nbsp);)/);
  return names;
}

test('the picture is an image with a name, in its size', () => {
  const svg = renderSvg(chart(), { title: 'Curves', description: 'Both rise.', width: 500, height: 200 });
  const id = /id="(chart-[0-9a-f]{8})-title"/.exec(svg)![1]!;
  expect(svg).toContain(`role="img" aria-labelledby="${id}-title" aria-describedby="${id}-description"`);
  expect(svg).toContain(`<title id="${id}-title">Curves</title><desc id="${id}-description">Both rise.</desc>`);
  expect(svg).toContain('width="500" height="200" viewBox="0 0 500 200"');
  expect(renderSvg(chart(), { title: 'Curves' })).not.toMatch(/<desc|describedby/);
});

test('the drawing holds names, units and numbers with thousands separators', () => {
  const svg = renderSvg(chart(), { title: 'Curves' });
  for (const text of ['ppo', 'grpo:task', 'environment steps', 'episode return', '3,000']) expect(svg).toContain(`>${text}</text>`);
});

test('markup is well-formed and carries nothing for the pointer', () => {
  const svg = renderSvg(chart(), { title: 'Curves', theme: 'light' });
  expect(elements(svg)).toEqual(expect.arrayContaining(['svg', 'title', 'path', 'text', 'clipPath']));
  expect(svg).not.toMatch(/<style|pointer-events|cursor|zr\d|ecmeta/);
});

test('the same input gives the same text, in whatever order charts are drawn', () => {
  const first = renderSvg(chart(), { title: 'Curves' });
  renderSvg(scoreIntervalsChart([{ name: 'a', interval: { estimate: 1, lower: 0, upper: 2 } }], { scoreName: 's' }), { title: 'Scores' });
  expect(renderSvg(chart(), { title: 'Curves' })).toBe(first);
});

test('ids of different pictures differ, and every reference has its target', () => {
  const ids = ['a', 'b'].map((title) => {
    const svg = renderSvg(chart(), { title });
    const defined = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    for (const [, target] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(defined).toContain(target);
    expect(defined.length).toBeGreaterThan(1);
    return defined;
  });
  expect(ids[0]!.filter((id) => ids[1]!.includes(id))).toEqual([]);
});

describe('hostile text', () => {
  const hostile = `</text></svg><script>alert(1)</script><!-- " ' & zr0-c0 ]]>\u0000`;

  test('is shown, never run', () => {
    const option = scoreIntervalsChart([{ name: hostile, interval: { estimate: 1, lower: 0, upper: 2 } }], { scoreName: hostile });
    const svg = renderSvg(option, { title: hostile, description: hostile, theme: 'light' });
    expect(elements(svg)).not.toContain('script');
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot; &#39; &amp; zr0-c0 ]]&gt;</title>');
    expect(svg).not.toContain('\u0000');
    expect(svg.split('zr0-c0')).toHaveLength(5);
  });
});

test('series that are clipped alike share one clip path, and every reference is to one that is there', () => {
  const svg = renderSvg(chart(), { title: 'x' });
  const defined = [...svg.matchAll(/<clipPath id="([^"]+)">([\s\S]*?)<\/clipPath>/g)];
  expect(new Set(defined.map(([, , shape]) => shape)).size).toBe(defined.length);
  const referred = new Set([...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id));
  expect(referred.size).toBeGreaterThan(0);
  expect([...referred].sort()).toEqual(defined.map(([, id]) => id).sort());
});

describe('themes', () => {
  const summary = { mean: 0, std: 1, quantiles: [-2, -1, 0, 1, 2] as const };
  const group = { label: 0, name: 'light', trajectories: 1, steps: 5, weight: 1, returnMean: null, advantageBefore: summary, advantageAfter: summary };
  const interval = { estimate: 1, lower: 0, upper: 2 };
  const charts = {
    curves: chart(),
    scores: scoreIntervalsChart([{ name: 'a', interval }, { name: 'b', interval }], { scoreName: 's', reference: 0 }),
    weights: groupWeightsChart({ groups: [group], steps: [1, 2], shares: [[1, 1]] }),
    advantages: groupAdvantagesChart({ groups: [group] }),
  };
  const colors = [...seriesPalette, ...Object.values(ink)];

  /** Colours of all that shows: not of clip paths, of what is transparent, nor the filling of a straight line. */
  const colorsOf = (svg: string): Set<string> =>
    new Set(
      [...svg.replace(/<defs[\s\S]*<\/defs>/, '').matchAll(/<[^>]*>/g)].flatMap(([tag]) =>
        [...tag.matchAll(/ (fill|stroke)="([^"]+)"/g)]
          .filter(([, name, color]) => color !== 'none' && !tag.includes(` ${name!}-opacity="0"`))
          .filter(([, name]) => name === 'stroke' || !/ d="M[^LZ]*L[^LZ]*"/.test(tag))
          .map(([, , color]) => color!),
      ),
    );

  test.each(Object.entries(charts))('every colour of the %s is the theme’s', (_, option) => {
    for (const theme of ['light', 'dark'] as const) {
      const used = colorsOf(renderSvg(option, { title: 'x', theme }));
      expect(used.size).toBeGreaterThan(3);
      for (const color of used) expect(colors.map((themed) => themed[theme])).toContain(color);
    }
  });

  test.each(Object.entries(charts))('auto draws the %s light and has a dark rule for each colour in use, on screens', (_, option) => {
    const svg = renderSvg(option, { title: 'x' });
    const style = /<style>@media screen and \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(svg)![1]!;
    for (const color of colorsOf(svg.replace(/<style>.*<\/style>/, ''))) {
      const dark = colors.find(({ light }) => light === color)!.dark;
      expect(style).toMatch(new RegExp(`\\.cohort-chart \\[(fill|stroke)="${color}"\\]\\{\\1:${dark}\\}`));
    }
  });

  test('no other is known', () => {
    expect(() => renderSvg(chart(), { title: 'x', theme: 'sepia' as never })).toThrow('invalid theme: sepia; expected one of auto, light, dark');
  });
});

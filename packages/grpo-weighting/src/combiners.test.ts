import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cagradCombiner } from './cagrad-combiner.ts';
import { combinerNames, createCombiner } from './combiner-registry.ts';
import { gradientCosines } from './gram-matrix.ts';
import { mgdaCombiner } from './mgda-combiner.ts';
import { pcgradCombiner } from './pcgrad-combiner.ts';
import { sumCombiner } from './sum-combiner.ts';
import type { GradientCombiner } from '@cohort-rl/rollouts';

const SIZE = 5;
const component = fc.oneof(fc.float({ noNaN: true, min: -10, max: 10 }), fc.constantFrom(0, 1, -1)).map((x) => Math.round(x * 100) / 100);
const gradient = fc.array(component, { minLength: SIZE, maxLength: SIZE }).map((list) => Float32Array.from(list));
const several = (maxLength: number) => fc.array(gradient, { minLength: 1, maxLength });

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
const norm = (a: ArrayLike<number>) => Math.sqrt(dot(a, a));
const combine = (combiner: GradientCombiner, gradients: Float32Array[]) => {
  const out = new Float32Array(SIZE).fill(NaN);
  combiner.combine(gradients, out);
  return out;
};
const meanOf = (gradients: Float32Array[]) => Array.from({ length: SIZE }, (_, i) => gradients.reduce((sum, g) => sum + g[i]!, 0) / gradients.length);
const expectClose = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4) =>
  Array.from(expected).forEach((x, i) => expect(Math.abs(actual[i]! - x)).toBeLessThan(tolerance * (1 + Math.abs(x))));

describe.each(combinerNames)('%s', (name) => {
  test('equal gradients are summed, one is left as it is; none gives 0', () => {
    fc.assert(
      fc.property(gradient, fc.integer({ min: 1, max: 4 }), (g, copies) => {
        // CAGrad goes on along the common direction as far as it may.
        const reach = name === 'cagrad' ? 1.5 : 1;
        expectClose(combine(createCombiner(name), Array.from({ length: copies }, () => g)), g.map((x) => reach * copies * x));
      }),
    );
    expect(combine(createCombiner(name), [])).toEqual(new Float32Array(SIZE));
    expect(combine(createCombiner(name), [new Float32Array(SIZE), new Float32Array(SIZE)])).toEqual(new Float32Array(SIZE));
  });

  test('gradients are left as they were; NaN is not hidden', () => {
    const gradients = [Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(-1, -2, 0, 4, 5)];
    const copies = gradients.map((g) => g.slice());
    combine(createCombiner(name), gradients);
    expect(gradients).toEqual(copies);
    expect(combine(createCombiner(name), [Float32Array.of(1, NaN, 0, 0, 0), gradients[1]!])[1]).toBeNaN();
  });
});

describe('sum', () => {
  test('is the sum', () => {
    fc.assert(fc.property(several(5), (gradients) => expectClose(combine(sumCombiner(), gradients), meanOf(gradients).map((x) => x * gradients.length))));
  });
});

describe('pcgrad', () => {
  test('two in conflict: each loses its part along the other; without conflict they are summed', () => {
    fc.assert(
      fc.property(gradient, gradient, (a, b) => {
        const product = dot(a, b);
        const result = combine(pcgradCombiner(), [a, b]);
        const expected = Array.from(a, (x, i) =>
          product < 0 ? x - (product / dot(b, b)) * b[i]! + b[i]! - (product / dot(a, a)) * x : x + b[i]!,
        );
        expectClose(result, expected);
        // Neither loss rises.
        expect(dot(result, a)).toBeGreaterThan(-1e-3);
        expect(dot(result, b)).toBeGreaterThan(-1e-3);
      }),
    );
  });

  test('is some order of projections of the vectors themselves', () => {
    const orders = [[1, 2], [2, 1]];
    const project = (gradients: Float32Array[], own: number, order: number[]) => {
      const others = [0, 1, 2].filter((k) => k !== own);
      let result = Array.from(gradients[own]!);
      for (const o of order) {
        const other = gradients[others[o - 1]!]!;
        const product = dot(result, other);
        if (product < 0) result = result.map((x, i) => x - (product / dot(other, other)) * other[i]!);
      }
      return result;
    };
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 3, maxLength: 3 }), fc.nat(1000), (gradients, seed) => {
        const result = combine(pcgradCombiner({ seed }), gradients);
        const choices = orders.flatMap((a) => orders.flatMap((b) => orders.map((c) => [a, b, c])));
        const distances = choices.map((choice) => {
          const parts = choice.map((order, own) => project(gradients, own, order));
          return norm(result.map((x, i) => x - parts.reduce((sum, part) => sum + part[i]!, 0)));
        });
        expect(Math.min(...distances)).toBeLessThan(1e-3);
      }),
    );
  });

  test('orders are drawn: all occur, the same from the same seed, going on from a saved state', () => {
    const gradients = [Float32Array.of(1, 0, 0, 0, 0), Float32Array.of(-1, 1, 0, 0, 0), Float32Array.of(-1, -0.5, 1, 0, 0)];
    const results = (combiner: GradientCombiner, times: number) => Array.from({ length: times }, () => combine(combiner, gradients).join());
    const straight = pcgradCombiner({ seed: 3 });
    const list = results(straight, 60);
    expect(new Set(list).size).toBeGreaterThanOrEqual(4);
    expect(results(pcgradCombiner({ seed: 3 }), 60)).toEqual(list);
    expect(results(pcgradCombiner({ seed: 4 }), 60)).not.toEqual(list);
    expect(results(pcgradCombiner({ seed: 3 + 2 ** 32 }), 60)).not.toEqual(list);
    const resumed = pcgradCombiner({ seed: 3 });
    resumed.setState!(JSON.parse(JSON.stringify(straight.getState!())));
    expect(results(resumed, 20)).toEqual(results(straight, 20));
    expect(() => pcgradCombiner({ seed: -1 })).toThrow('invalid seed: -1; expected an integer >= 0');
  });
});

describe('mgda', () => {
  test('two: the closed form α = clamp((b − a)·b / ‖a − b‖²)', () => {
    fc.assert(
      fc.property(gradient, gradient, (a, b) => {
        const difference = a.map((x, i) => x - b[i]!);
        fc.pre(norm(difference) > 0.1 && norm(a) > 0 && norm(b) > 0);
        const alpha = Math.max(0, Math.min(1, -dot(difference, b) / dot(difference, difference)));
        expectClose(combine(mgdaCombiner(), [a, b]), a.map((x, i) => 2 * (alpha * x + (1 - alpha) * b[i]!)));
      }),
    );
  });

  test('d·g ≥ ‖d‖² for every gradient but those of 0, so the shortest of the hull, and no loss rises', () => {
    fc.assert(
      fc.property(several(8), (gradients) => {
        const active = gradients.filter((g) => norm(g) > 0);
        fc.pre(active.length > 0);
        const d = combine(mgdaCombiner(), gradients).map((x) => x / active.length);
        const longest = Math.max(...active.map(norm));
        for (const g of active) expect(dot(d, g)).toBeGreaterThanOrEqual(dot(d, d) - 1e-4 * longest ** 2);
        expect(norm(d)).toBeLessThanOrEqual(Math.min(...active.map(norm)) + 1e-3 * longest);
      }),
      { numRuns: 300 },
    );
  });

  test('0 where two cancel beside a small third', () => {
    const gradients = [[-1, -1, 0, 0, 0], [0, -1, 0, 1, -1], [0.07, 0, 0, 0, 0], [0, 1, 0, -1, 1], [0, -1, 0, -1, 0], [0, 1, 1, 0, 0]];
    expect(norm(combine(mgdaCombiner(), gradients.map((g) => Float32Array.from(g))))).toBeLessThan(1e-6);
  });

  test('0 where the groups cannot all improve', () => {
    const gradients = [[1, 0], [-1, 1], [-1, -1]].map(([x, y]) => Float32Array.of(x!, y!, 0, 0, 0));
    expect(norm(combine(mgdaCombiner(), gradients))).toBeLessThan(1e-4);
  });
});

describe('cagrad', () => {
  const least = (d: ArrayLike<number>, gradients: Float32Array[]) => Math.min(...gradients.map((g) => dot(d, g)));

  test('with c = 0 it is the sum', () => {
    fc.assert(fc.property(several(5), (gradients) => expectClose(combine(cagradCombiner({ conflictAversion: 0 }), gradients), combine(sumCombiner(), gradients))));
  });

  test('lies in the ball around the mean gradient, and no vector there has a greater least product', () => {
    fc.assert(
      fc.property(several(6), gradient, fc.constantFrom(0.2, 0.5, 0.9), (gradients, direction, c) => {
        const g0 = meanOf(gradients);
        const radius = c * norm(g0);
        const d = combine(cagradCombiner({ conflictAversion: c }), gradients).map((x) => x / gradients.length);
        expect(norm(d.map((x, i) => x - g0[i]!))).toBeLessThan(radius + 1e-3);
        const scale = 1e-4 * (1 + norm(g0)) * (1 + Math.max(...gradients.map(norm)));
        const active = gradients.filter((g) => norm(g) > 0);
        fc.pre(active.length > 0 && norm(mgdaDirection(active)) > 0.05);
        const rivals = [direction, ...active, mgdaDirection(active)].map((v) => g0.map((x, i) => x + (norm(v) > 0 ? (radius * v[i]!) / norm(v) : 0)));
        for (const rival of [...rivals, g0]) expect(least(d, active)).toBeGreaterThan(least(rival, active) - scale);
      }),
      { numRuns: 300 },
    );
  });

  test('two unit gradients at an angle: the mean, lengthened by c', () => {
    const gradients = [Float32Array.of(1, 0, 0, 0, 0), Float32Array.of(Math.cos(2), Math.sin(2), 0, 0, 0)];
    expectClose(combine(cagradCombiner({ conflictAversion: 0.4 }), gradients), meanOf(gradients).map((x) => 2 * 1.4 * x));
    expect(() => cagradCombiner({ conflictAversion: -1 })).toThrow('invalid conflictAversion: -1; expected a finite number >= 0');
  });

  test('two: w by a search of its own over g_w·g₀ + c ‖g₀‖ ‖g_w‖', () => {
    fc.assert(
      fc.property(gradient, gradient, fc.constantFrom(0.2, 0.5, 0.9), (a, b, c) => {
        fc.pre(norm(a) > 0.1 && norm(b) > 0.1 && norm(mgdaDirection([a, b])) > 0.1);
        const g0 = meanOf([a, b]);
        const mix = (w: number) => Array.from(a, (x, i) => w * x + (1 - w) * b[i]!);
        const objective = (w: number) => dot(mix(w), g0) + c * norm(g0) * norm(mix(w));
        let [low, high] = [0, 1];
        for (let step = 0; step < 100; step++) {
          const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
          if (objective(left) < objective(right)) high = right;
          else low = left;
        }
        const best = mix((low + high) / 2);
        const expected = g0.map((x, i) => 2 * (x + (c * norm(g0) * best[i]!) / norm(best)));
        // Ternary search finds w to about the root of the rounding.
        expectClose(combine(cagradCombiner({ conflictAversion: c }), [a, b]), expected, 1e-3);
      }),
    );
  });

  const mgdaDirection = (gradients: Float32Array[]) => combine(mgdaCombiner(), gradients);
});

describe('gradientCosines', () => {
  test('are those of the angles, 0 for a gradient of 0', () => {
    fc.assert(
      fc.property(several(5), (gradients) => {
        const cosines = gradientCosines(gradients);
        gradients.forEach((a, i) =>
          gradients.forEach((b, j) => {
            const expected = norm(a) * norm(b) === 0 ? 0 : dot(a, b) / norm(a) / norm(b);
            expect(cosines[i * gradients.length + j]).toBeCloseTo(expected, 6);
          }),
        );
        expect(cosines.every((x) => x >= -1 && x <= 1)).toBe(true);
      }),
    );
    expect(gradientCosines([])).toHaveLength(0);
  });
});

describe('createCombiner', () => {
  test('names, options, own combiners', () => {
    expect(combinerNames).toEqual(['sum', 'pcgrad', 'cagrad', 'mgda']);
    expect(combinerNames.map((name) => createCombiner(name).name)).toEqual(combinerNames);
    const own = sumCombiner();
    expect(createCombiner(own)).toBe(own);
    expect(() => createCombiner('cagrad', { conflictAversion: NaN })).toThrow('invalid conflictAversion: NaN');
    expect(() => createCombiner('foo')).toThrow('unknown combiner: foo; expected one of sum, pcgrad, cagrad, mgda');
    expect(() => combine(mgdaCombiner(), [new Float32Array(4)])).toThrow('invalid length of gradient 0: 4; expected 5, as of out');
  });
});

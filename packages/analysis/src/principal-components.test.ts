import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { principalComponents } from './principal-components.ts';

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test('components are orthonormal, uncorrelated, and carry the whole variance, most first', () => {
  const rows = fc.integer({ min: 1, max: 6 }).chain((columns) =>
    fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 30 }));
  fc.assert(fc.property(rows, (points) => {
    const columns = points[0]!.length;
    const { means, components, stds, shares } = principalComponents(Float64Array.from(points.flat()), columns);
    const centered = points.map((point) => point.map((value, f) => value - means[f]!));
    const scores = components.map((component) => centered.map((point) => dot(point, component)));
    components.forEach((a, i) => {
      components.forEach((b, j) => {
        expect(dot(a, b)).toBeCloseTo(Number(i === j), 9);
        expect(dot(scores[i]!, scores[j]!) / points.length).toBeCloseTo(i === j ? stds[i]! ** 2 : 0, 6);
      });
      expect(Math.max(...a)).toBeGreaterThan(0);
      if (i > 0) expect(stds[i]).toBeLessThanOrEqual(stds[i - 1]!);
    });
    const total = centered.flat().reduce((sum, value) => sum + value ** 2, 0) / points.length;
    expect(stds.reduce((sum, std) => sum + std ** 2, 0)).toBeCloseTo(total, 6);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(total > 0 ? 1 : 0, 9);
  }));
});

test('points on a line have its direction, and no other', () => {
  const points = Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 3 * (i - 9) : -4 * (i - 10)) + 7);
  const { components, shares } = principalComponents(points, 2);
  expect(components[0]![0]).toBeCloseTo(-0.6, 12);
  expect(components[0]![1]).toBeCloseTo(0.8, 12);
  expect(shares[0]).toBeCloseTo(1, 12);
});

test.each([1e200, 1e-200, 1.7e308 / 50, 5e-324])('numbers of any size have the components of those of ordinary size: %s', (size) => {
  const points = Float64Array.from({ length: 60 }, (_, i) => Math.round(40 * Math.sin(i * i)) + (i % 3));
  const [ordinary, scaled] = [principalComponents(points, 3), principalComponents(points.map((value) => value * size), 3)];
  ordinary.components.forEach((component, c) => {
    component.forEach((value, f) => expect(scaled.components[c]![f]).toBeCloseTo(value, 9));
    expect(scaled.shares[c]).toBeCloseTo(ordinary.shares[c]!, 12);
    if (size > 1e-300) expect(scaled.stds[c]! / size).toBeCloseTo(ordinary.stds[c]!, 9);
  });
  if (size > 1e-300) scaled.means.forEach((mean, f) => expect(mean / size).toBeCloseTo(ordinary.means[f]!, 9));
});

test('the largest number is one of any size', () => {
  const { means, stds, shares } = principalComponents(Float64Array.of(Number.MAX_VALUE, 0, -Number.MAX_VALUE, 0), 2);
  expect([...means]).toEqual([0, 0]);
  expect([stds, shares]).toEqual([[Number.MAX_VALUE, 0], [1, 0]]);
});

test('what does not fit is refused', () => {
  expect(() => principalComponents(new Float64Array(0), 2)).toThrow('invalid length of values: 0; expected a multiple of 2');
  expect(() => principalComponents(Float64Array.of(1, NaN), 2)).toThrow('invalid value: NaN at 1; expected finite numbers');
});

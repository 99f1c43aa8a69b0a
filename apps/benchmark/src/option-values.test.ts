import { describe, expect, test } from '@jest/globals';
import { finite, integer, listOf, oneOf, orNone, schedule } from './option-values.ts';

describe('values of flags', () => {
  test('integers are digits, also with underscores or an exponent, from a minimum on', () => {
    const parse = integer('--n', { min: 1 });
    expect([parse('1'), parse('100000')]).toEqual([1, 100_000]);
    expect(['100_000', '1e5', '1E+5', '2.5e5'].map(parse)).toEqual([100_000, 100_000, 100_000, 250_000]);
    for (const text of ['0', '-1', '1.5', '1.5e0', '1e-3', '1e20', '_1', '1_', '1__0', '100,000', '0x10', '', ' ', '9007199254740993', 'Infinity']) {
      expect(() => parse(text)).toThrow(/^invalid --n: .*; expected a positive integer$/);
    }
    expect(integer('--n', { min: 0 })('0')).toBe(0);
  });

  test('numbers are finite', () => {
    expect([finite('--x')('-1.5e-3'), finite('--x')('0')]).toEqual([-0.0015, 0]);
    for (const text of ['', ' ', 'x', 'NaN', 'Infinity']) expect(() => finite('--x')(text)).toThrow('expected a number');
  });

  test('schedules are constant or linear', () => {
    const parse = schedule('--x');
    expect([parse('3e-4'), parse('0.2:0'), parse('0:1')]).toEqual([3e-4, { initial: 0.2, final: 0 }, { initial: 0, final: 1 }]);
    for (const text of ['', ':', '1:', ':1', '1:2:3', '-1', 'x']) expect(() => parse(text)).toThrow(/expected a number >= 0, or FROM:TO for a linear schedule$/);
    const positive = schedule('--x', { isPositive: true });
    expect([positive('0.2'), positive('0.2:0')]).toEqual([0.2, { initial: 0.2, final: 0 }]);
    for (const text of ['0', '0:0.2', '-0']) expect(() => positive(text)).toThrow(/expected a number > 0, or FROM:TO for a linear schedule, FROM > 0$/);
    expect([orNone(parse)('none'), orNone(parse)('1')]).toEqual(['none', 1]);
  });

  test('lists are split at commas, and joined over repetitions', () => {
    const parse = listOf('--hidden', integer('--hidden', { min: 1 }));
    expect(parse('64, 32', parse('128'))).toEqual([128, 64, 32]);
    expect(() => parse('64,')).toThrow('expected values separated by commas');
    expect(() => parse('64,x')).toThrow('invalid --hidden: x');
  });

  test('a message stays one line whatever the value', () => {
    expect(() => oneOf('--how', ['a', 'b'])('x\ny')).toThrow('invalid --how: x\\ny; expected one of a, b');
    expect(() => oneOf('--how', ['a', 'b'])('x'.repeat(1e6))).toThrow(/^invalid --how: x{80}…; expected one of a, b$/);
  });
});

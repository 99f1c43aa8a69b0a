import { UsageError } from './errors.ts';

type Parser<T> = (text: string) => T;

/** A value as a short piece of a line, whatever is in it. */
const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text).slice(1, -1);

function refuse(flag: string, text: string, expected: string): never {
  throw new UsageError(`invalid ${flag}: ${shown(text)}; expected ${expected}`);
}

interface IntegerRange {
  readonly min: number;
  readonly max?: number;
  readonly expected?: string;
}

function integersIn(min: number, max: number): string {
  if (max < Number.MAX_SAFE_INTEGER) return `an integer from ${min} to ${max}`;
  return min === 1 ? 'a positive integer' : `an integer >= ${min}`;
}

/** `100000`, `100_000`, or with an exponent, `1e5` and `2.5e5`; `0x10`, `100,000` and `100k` are refused. */
export function integer(flag: string, { min, max = Number.MAX_SAFE_INTEGER, expected = integersIn(min, max) }: IntegerRange): Parser<number> {
  return (text) => {
    if (/^[\d.]+ ?[km]$/i.test(text)) refuse(flag, text, `${expected}, as 100000, 100_000 or 1e5`);
    const value = Number(text.replace(/(?<=\d)_(?=\d)/g, ''));
    if (!/^(?:\d+(?:_\d+)*|\d+(?:\.\d+)?e\+?\d+)$/i.test(text) || !Number.isSafeInteger(value) || value < min || value > max) refuse(flag, text, expected);
    return value;
  };
}

export function finite(flag: string): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) refuse(flag, text, 'a number');
    return value;
  };
}

export function nonNegative(flag: string): Parser<number> {
  const parse = finite(flag);
  return (text) => {
    const number = parse(text);
    return number < 0 ? refuse(flag, text, 'a number >= 0') : number;
  };
}

export function positive(flag: string): Parser<number> {
  const parse = finite(flag);
  return (text) => {
    const number = parse(text);
    return number > 0 ? number : refuse(flag, text, 'a number > 0');
  };
}

export function oneOf<const T extends string>(flag: string, allowed: readonly T[]): Parser<T> {
  return (text) => (allowed.includes(text as T) ? (text as T) : refuse(flag, text, `one of ${allowed.join(', ')}`));
}

/** Comma-separated values; given several times, a flag's lists are joined. */
export function listOf<T>(flag: string, parse: Parser<T>): (text: string, previous?: readonly T[]) => readonly T[] {
  return (text, previous = []) => {
    const parts = text.split(',').map((part) => part.trim());
    if (parts.includes('')) refuse(flag, text, 'values separated by commas');
    return [...previous, ...parts.map(parse)];
  };
}

/** `X`: constant; `X:Y`: linear over the run from X to Y. With `isPositive`, X is more than 0. */
export function schedule(flag: string, { isPositive = false } = {}): Parser<number | { initial: number; final: number }> {
  return (text) => {
    const values = text.split(':').map((part) => (part.trim() === '' ? NaN : Number(part)));
    const [initial] = values;
    if (values.length > 2 || !values.every((value) => Number.isFinite(value) && value >= 0) || (isPositive && initial === 0)) {
      refuse(flag, text, `a number ${isPositive ? '>' : '>='} 0, or FROM:TO for a linear schedule${isPositive ? ', FROM > 0' : ''}`);
    }
    return values.length === 1 ? values[0]! : { initial: values[0]!, final: values[1]! };
  };
}

/** `none`, or what `parse` reads. (Not null: commander takes null for a value that is missing.) */
export function orNone<T>(parse: Parser<T>): Parser<T | 'none'> {
  return (text) => (text === 'none' ? text : parse(text));
}

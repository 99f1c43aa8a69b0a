import { afterAll, expect } from '@jest/globals';
import fc from 'fast-check';

// neither is among the types of packages that run in browsers too
const { process, console } = globalThis as unknown as { process: { env: Record<string, string | undefined> }; console: { log: (line: string) => void } };
const environment = process.env;

/** Inputs for each property: a few in `npm test`, very many in `npm run test:long -- fuzz`. */
const numRuns = Number(environment.COHORT_FUZZ_RUNS ?? 100);

/** The same inputs whenever the tests run; others with another COHORT_FUZZ_SEED. */
const seed = Number(environment.COHORT_FUZZ_SEED ?? 1);

let inputs = 0;
afterAll(() => {
  if (environment.COHORT_FUZZ_RUNS !== undefined) console.log(`${inputs} inputs`);
});

function isPrintable(value: unknown): boolean {
  try {
    return String(value).length < 400;
  } catch {
    return false;
  }
}

/**
 * What nobody meant to hand over: special numbers, names that every object has, and all kinds of values, nested; but for what the engine
 * itself cannot make text of.
 */
export const junk = fc.oneof(
  fc.constantFrom<unknown>(
    undefined, null, NaN, Infinity, -Infinity, -0, 0, -1, 1, 2, 0.5, 1.5, 1e-320, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, '', '1', '0.5', 'NaN', 'toString', 'constructor',
    '__proto__', 'hasOwnProperty', true, false, [], {}, [NaN], [[]], () => 1, new Date(NaN), new Map(),
  ),
  fc.anything({ withSparseArray: true, withTypedArray: true, withDate: true, maxDepth: 2 }).filter(isPrintable),
);

/** A text with some characters taken out, put in, doubled or changed. */
export const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(12), fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('"', '{', '}', '[', ',', 'null', '-1', '1e999', '\u0000', '\\'))), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((changed, [at, removed, put]) => changed.slice(0, at) + put + changed.slice(at + removed), text));

/** Bytes of which one bit is flipped, or the end is missing: what a disk does to a file, and what a checksum has to find always. */
export const flippedOrCut = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.nat(8 * bytes.length - 1).map((bit) => bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)))),
    fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
  );

/** Bytes of which some are changed, or the end is missing. */
export const damagedBytes = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(bytes.length)).map(([changes, length]) => {
    const changed = bytes.slice(0, changes.length === 0 ? length : bytes.length);
    for (const [at, value] of changes) changed[at] = value;
    return changed;
  });

// how the engine's own messages begin, where nobody looked at a value
const accidents =
  /^(?:Cannot |Invalid (?:array|typed array|Date|time|count|string|regular)|Array buffer|Maximum call|offset is|Reduce of|Do not know how|Unexpected |Expected |Bad |Unterminated |Converting |Method |The number |Class |"?\S+ is not (?:a function|iterable|a constructor|defined|valid JSON)|.*(?:out of bounds|is not a function|is not iterable|to a BigInt|mix BigInt))/;

/** Whether an error is one that a boundary means to throw: an Error with one short line that is not an accident of the engine. */
export function expectTyped(error: unknown, input: unknown): void {
  const said = error instanceof Error ? error.message : `thrown: ${String(error)}`;
  if (error instanceof Error && !accidents.test(said) && !said.includes('\n') && said.length > 0 && said.length <= 600) return;
  throw new Error(`untyped error for ${fc.stringify(input)}: ${error instanceof Error ? error.stack : said}`);
}

/** Runs what may refuse its input; the result is checked where it does not. */
export function refusesOr<T>(input: unknown, work: () => T, isSound: (result: T) => boolean = () => true): void {
  let result: T;
  try {
    result = work();
  } catch (error) {
    expectTyped(error, input);
    return;
  }
  if (!isSound(result)) expect(`accepted ${fc.stringify(input)}`).toBe('refused');
}

/** The options of one boundary: for each name, whether a value is one that it may accept. */
export type OptionRules = Readonly<Record<string, (value: unknown) => boolean>>;

/** Options of a boundary, some of them junk, now and then under a name that it does not have. */
export function junkOptions(rules: OptionRules): fc.Arbitrary<Record<string, unknown>> {
  const names = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...Object.keys(rules)) }, { weight: 1, arbitrary: fc.constantFrom('toString', 'constructor', 'sed', '') });
  return fc.array(fc.tuple(names, junk), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

/** Whether each option that was given is one that its rule allows; undefined stands for the default. */
export const areValid = (options: Record<string, unknown>, rules: OptionRules, { isStrict = true } = {}): boolean =>
  Object.entries(options).every(([name, value]) => (Object.hasOwn(rules, name) ? value === undefined || rules[name]!(value) : !isStrict));

export const integerFrom = (least: number) => (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= least;
export const numberIn = (low: number, high: number) => (value: unknown): boolean => typeof value === 'number' && value >= low && value <= high;
export const oneOf = (...allowed: readonly unknown[]) => (value: unknown): boolean => allowed.includes(value);
export const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

/** Checks a property with as many inputs as asked for. */
export const check = <T>(arbitrary: fc.Arbitrary<T>, property: (input: T) => void): void => {
  fc.assert(
    fc.property(arbitrary, (input) => {
      inputs++;
      property(input);
    }),
    { numRuns, seed },
  );
};

/** The same for a property that takes time to answer. */
export const checkAsync = async <T>(arbitrary: fc.Arbitrary<T>, property: (input: T) => Promise<void>): Promise<void> => {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (input) => {
      inputs++;
      await property(input);
    }),
    { numRuns, seed },
  );
};

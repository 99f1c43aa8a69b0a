import { mean, probit, sampleStandardDeviation } from 'simple-statistics';
import { formatInterval } from './interval.ts';
import type { Interval } from './interval.ts';
import { holmCorrection, pairedTest } from './paired-test.ts';
import { criticalValue, detectableEffect, testPower } from './student-t.ts';

/** One question of a study: does an algorithm differ from its baseline in one measure, on seeds that both have? */
export interface PairedScores {
  readonly algorithm: string;
  readonly baseline: string;
  /** What is measured, in words: `final performance`. */
  readonly measure: string;
  readonly higherIsBetter: boolean;
  readonly seeds: readonly number[];
  /** One value per seed. */
  readonly values: readonly number[];
  readonly baselineValues: readonly number[];
}

/** The answer to a {@link PairedScores}. */
export interface PairedComparison extends PairedScores {
  /** Mean over seeds of algorithm − baseline; bounds of Student's t, which hold for few seeds where the differences are about normal. */
  readonly difference: Interval;
  /** Hedges' g of the pairs: mean difference over its standard deviation, corrected for small samples; NaN below three seeds. */
  readonly effectSize: number;
  /** Two-sided paired t-test; NaN with one seed. */
  readonly pValue: number;
  /** Holm-corrected over all tests of the study. */
  readonly adjustedPValue: number;
  readonly outcome: 'better' | 'worse' | 'no evidence';
  /** Smallest true difference that these seeds would have shown with the study's power, from the observed spread. NaN with one seed. */
  readonly detectableDifference: number;
  /** Seeds that would show a true difference as large as the observed one, from the observed spread; Infinity where more than 1,000. NaN with one seed. */
  readonly seedsNeeded: number;
  /** The outcome in words, with its numbers. */
  readonly verdict: string;
}

/** How {@link comparePairs} decides. */
export interface ComparePairsOptions {
  /** Of the intervals, and 1 − level of the study; default 0.95. */
  readonly confidence?: number;
  /** Probability with which a difference should be found, default 0.8. */
  readonly power?: number;
}

/**
 * Answers all questions of a study at once: paired t-tests, Holm's correction over all of them, effect sizes, and for each what its
 * seeds could have shown. Pass every test that a study makes, also of its other suites: what is left out is not corrected for.
 *
 * `no evidence` is not evidence of no difference. What the seeds could have shown is computed at the level over the number of tests, Holm's
 * first step; what is needed for the observed difference is a plan for the next study, not a second opinion on this one.
 * Source: Holm 1979; Hedges 1981; Cohen 1988 (power); Colas, Sigaud and Oudeyer 2018, "How many random seeds?".
 * @throws RangeError when the numbers of seeds and values differ, there is none, or a value is not finite.
 */
export function comparePairs<T extends PairedScores>(
  pairs: readonly T[],
  { confidence = 0.95, power = 0.8 }: ComparePairsOptions = {},
): (T & PairedComparison)[] {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`invalid confidence: ${confidence}; expected a number between 0 and 1`);
  if (!(power > 0 && power < 1)) throw new RangeError(`invalid power: ${power}; expected a number between 0 and 1`);
  const differences = pairs.map(differencesOf);
  const pValues = differences.map(pairedTest);
  const adjusted = holmCorrection(pValues);
  const numTests = pValues.filter((pValue) => !Number.isNaN(pValue)).length;
  const level = (1 - confidence) / Math.max(1, numTests);
  // most tests of a study have the same number of seeds
  const effects = new Map([...new Set(differences.map(({ length }) => length))].map((count) => [count, count < 2 ? NaN : detectableEffect(count, level, power)]));
  return pairs.map((pair, i) => {
    const own = differences[i]!;
    const answer = { ...describe(own, confidence, level, power, effects.get(own.length)!), pValue: pValues[i]!, adjustedPValue: adjusted[i]! };
    const isHigher = answer.difference.estimate > 0;
    const isShown = answer.adjustedPValue < 1 - confidence;
    const outcome = isShown ? (isHigher === pair.higherIsBetter ? 'better' : 'worse') : 'no evidence';
    return { ...pair, ...answer, outcome, verdict: verdict({ ...pair, ...answer, outcome }, power) };
  });
}

function differencesOf({ algorithm, measure, seeds, values, baselineValues }: PairedScores): number[] {
  if (seeds.length === 0) throw new RangeError(`invalid seeds of ${algorithm}, ${measure}: none; expected at least one`);
  if (values.length !== seeds.length || baselineValues.length !== seeds.length) {
    throw new RangeError(
      `invalid lengths of ${algorithm}, ${measure}: ${seeds.length} seeds, ${values.length} and ${baselineValues.length} values; expected one each per seed`,
    );
  }
  const differences = values.map((value, i) => value - baselineValues[i]!);
  if (!differences.every(Number.isFinite)) throw new RangeError(`invalid values of ${algorithm}, ${measure}: expected finite numbers`);
  return differences;
}

function describe(
  differences: readonly number[],
  confidence: number,
  level: number,
  power: number,
  detectable: number,
): Pick<PairedComparison, 'difference' | 'effectSize' | 'detectableDifference' | 'seedsNeeded'> {
  const count = differences.length;
  const estimate = mean([...differences]);
  if (count < 2) return { difference: { estimate, lower: NaN, upper: NaN }, effectSize: NaN, detectableDifference: NaN, seedsNeeded: NaN };
  const deviation = sampleStandardDeviation([...differences]);
  const reach = (criticalValue(confidence, count - 1) * deviation) / Math.sqrt(count);
  return {
    difference: { estimate, lower: estimate - reach, upper: estimate + reach },
    // of Hedges' correction the usual approximation
    effectSize: count < 3 ? NaN : estimate === 0 ? 0 : (1 - 3 / (4 * (count - 1) - 1)) * (estimate / deviation),
    detectableDifference: detectable * deviation,
    seedsNeeded: estimate === 0 ? Infinity : seedsFor(Math.abs(estimate) / deviation, level, power),
  };
}

const mostSeeds = 1000;

/** Smallest number of pairs with which a paired t-test finds an effect, in standard deviations, with the given power; Infinity beyond 1,000. */
export function seedsFor(effect: number, level: number, power: number): number {
  const isEnough = (count: number): boolean =>
    testPower(Math.min(effect, 1e6) * Math.sqrt(count), count - 1, criticalValue(1 - level, count - 1)) >= power;
  // where the spread is known; a few more are needed to estimate it
  const normalCount = ((probit(1 - level / 2) + probit(power)) / effect) ** 2;
  if (normalCount > mostSeeds) return Infinity;
  let count = Math.max(2, Math.floor(normalCount));
  while (count > 2 && isEnough(count - 1)) count -= 1;
  while (!isEnough(count)) count += 1;
  return count;
}

function verdict(
  { algorithm, baseline, measure, seeds, outcome, difference, adjustedPValue, effectSize, detectableDifference, seedsNeeded }: Omit<PairedComparison, 'verdict'>,
  power: number,
): string {
  if (seeds.length === 1) return `no evidence of a difference between ${algorithm} and ${baseline} in ${measure}: one seed cannot show any`;
  const p = adjustedPValue < 0.001 ? 'p < 0.001' : `p = ${adjustedPValue.toFixed(3)}`;
  const effect = Number.isFinite(effectSize) ? `, g = ${effectSize.toFixed(2).replace('-', '−')}` : '';
  const numbers = `difference ${formatInterval(difference, 3)}, ${p}${effect}, ${seeds.length} paired seeds`;
  if (outcome !== 'no evidence') return `${algorithm} is ${outcome} than ${baseline} in ${measure}: ${numbers}`;
  const plan =
    difference.estimate === 0
      ? ''
      : Number.isFinite(seedsNeeded)
        ? `, and one of the observed size would need ${seedsNeeded}`
        : `, and one of the observed size would need more than ${mostSeeds.toLocaleString('en-US')}`;
  return (
    `no evidence of a difference between ${algorithm} and ${baseline} in ${measure}: ${numbers}; with this spread these seeds ` +
    `show a difference of ${detectableDifference.toFixed(3)} or more in ${(100 * power).toFixed(0)} % of studies${plan}`
  );
}

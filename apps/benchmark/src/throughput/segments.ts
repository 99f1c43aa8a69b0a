import { median } from './median.ts';

/** Number of stretches that a measurement is cut into; the median of their rates is reported. */
export const numSegments = 7;

/** Milliseconds per call of `work`: a warm-up, then the median over stretches that fill `seconds` together. */
export function millisecondsPerCall(work: () => void, seconds: number): number {
  const stretch = warmedUp(work, (1000 * seconds) / numSegments);
  return median(Array.from({ length: numSegments }, stretch));
}

/** The same, with another measurement before each stretch: the medians of both. */
export async function millisecondsBeside(
  work: () => void,
  other: () => Promise<number>,
  seconds: number,
): Promise<{ milliseconds: number; other: number }> {
  const stretch = warmedUp(work, (1000 * seconds) / numSegments);
  const rates: number[] = [];
  const others: number[] = [];
  for (let i = 0; i < numSegments; i++) {
    others.push(await other());
    rates.push(stretch());
  }
  return { milliseconds: median(rates), other: median(others) };
}

/** Milliseconds per call of each of several, by turns of a few calls that fill `seconds` for each: `[works][turns]`. What else the machine does falls on all. */
export function millisecondsByTurns(works: readonly (() => void)[], seconds: number): number[][] {
  const turnMilliseconds = 100;
  const stretches = works.map((work) => warmedUp(work, turnMilliseconds));
  const rates = works.map((): number[] => []);
  const turns = Math.max(numSegments, Math.round((1000 * seconds) / turnMilliseconds));
  for (let i = 0; i < turns; i++) stretches.forEach((stretch, k) => rates[k]!.push(stretch()));
  return rates;
}

/** Warms up; what it returns takes one stretch and gives the milliseconds per call in it. */
function warmedUp(work: () => void, stretchMilliseconds: number): () => number {
  // calls between two looks at the clock: few enough that a stretch keeps its length
  let calls = 1;
  const warmUpEnd = performance.now() + Math.max(200, stretchMilliseconds);
  while (performance.now() < warmUpEnd) {
    const started = performance.now();
    for (let i = 0; i < calls; i++) work();
    if (performance.now() - started < 1) calls *= 2;
  }
  return () => {
    let done = 0;
    const started = performance.now();
    let elapsed = 0;
    while (elapsed < stretchMilliseconds) {
      for (let i = 0; i < calls; i++) work();
      done += calls;
      elapsed = performance.now() - started;
    }
    return elapsed / done;
  };
}

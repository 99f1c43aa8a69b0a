/** Round numbers from `low` to `high`, about `count` of them: multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The range widened to round numbers, so that data that grow by little leave it as it is. */
export function roundRange(low: number, high: number): [low: number, high: number] {
  const range = high - low || Math.abs(high) || 1;
  const step = roundStep(range / 8);
  const ends: [number, number] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  // one value stands in the middle
  return ends[0] < ends[1] ? ends : [ends[0] - step, ends[1] + step];
}

/** The smallest of 1, 2 and 5 times a power of ten that is no smaller. */
function roundStep(least: number): number {
  const unit = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * unit >= least * (1 - 1e-9)) ?? 10) * unit;
}

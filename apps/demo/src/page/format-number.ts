const digits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const withMinus = (text: string): string => text.replace('-', '−');

/** Three digits: `−0.0213`; whole numbers as they are: `2,048`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return withMinus(Number.isInteger(value) ? whole.format(value) : digits.format(value));
}

/** A score, 0 of a random policy and 1 of an expert: `0.41`. */
export const formatScore = (value: number): string => (Number.isFinite(value) ? withMinus(hundredths.format(value)) : '–');

/** `21 %`, as the charts write it. */
export const formatPercent = (value: number): string => (Number.isFinite(value) ? `${withMinus(whole.format(100 * value))}\u00a0%` : '–');

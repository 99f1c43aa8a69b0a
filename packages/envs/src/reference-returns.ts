/** Mean episode returns of a random and an expert policy; written by scripts/reference-returns.mjs --write. */
export const referenceReturns = {
  standard: { randomReturn: 21.708, expertReturn: 500 },
  long: { randomReturn: 4.143, expertReturn: 50 },
  heavy: { randomReturn: 53.487, expertReturn: 1500 },
  short: { randomReturn: 146.79, expertReturn: 5000 },
};

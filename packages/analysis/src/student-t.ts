/** P(|T| < t) of Student's t with integer degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4). */
export function centralProbability(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = degrees === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    series += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * series) : sine * series;
}

/** The t with P(|T| < t) = probability: what a two-sided test at the level 1 − probability has to exceed. */
export function criticalValue(probability: number, degrees: number): number {
  return root((t) => centralProbability(t, degrees) - probability);
}

/**
 * Probability that a two-sided t-test finds an effect: P(|T'| > critical value) of the noncentral t. Given the sample's standard deviation
 * in units of the true one, w, T' is beyond t where a normal variable is beyond t·w; this is integrated over the distribution of w
 * (√(χ²/degrees)) by Simpson's rule, to about 1e-9.
 * @param noncentrality effect in standard deviations × √(number of observations).
 * @param critical of the test: 2.78 at the level 0.05 with 4 degrees.
 */
export function testPower(noncentrality: number, degrees: number, critical: number): number {
  const [low, high] = [Math.max(0, 1 - 8 / Math.sqrt(degrees)), 1 + 10 / Math.sqrt(degrees)];
  // not normalised
  const density = (w: number): number => {
    if (w === 0) return degrees === 1 ? Math.exp(0.5) : 0;
    return Math.exp((degrees - 1) * Math.log(w) - (degrees * (w * w - 1)) / 2);
  };
  const isBeyond = (w: number): number => normalProbability(noncentrality - critical * w) + normalProbability(-noncentrality - critical * w);
  // the inner function falls from 1 to 0 within a few 1/critical of these places
  const edges = [-7, 7].flatMap((offset) => [noncentrality, -noncentrality].map((center) => (center + offset) / critical));
  const pieces = [low, high, ...edges.filter((edge) => edge > low && edge < high)].sort((a, b) => a - b);
  let [total, power] = [0, 0];
  for (let i = 1; i < pieces.length; i++) {
    const width = (pieces[i]! - pieces[i - 1]!) / intervals;
    for (let point = 0; point <= intervals; point++) {
      const w = pieces[i - 1]! + point * width;
      const atPoint = density(w);
      // 1 at its height: what is this far out adds nothing
      if (atPoint < 1e-13) continue;
      const share = width * simpsonWeight(point) * atPoint;
      total += share;
      power += share * isBeyond(w);
    }
  }
  return power / total;
}

/** Of Simpson's rule on each piece. */
const intervals = 480;
const simpsonWeight = (point: number): number => (point === 0 || point === intervals ? 1 : point % 2 === 1 ? 4 : 2);

/** Effect, in standard deviations, that a paired t-test on `count` pairs finds with the given probability. */
export function detectableEffect(count: number, level: number, power: number): number {
  const critical = criticalValue(1 - level, count - 1);
  return root((effect) => testPower(effect * Math.sqrt(count), count - 1, critical) - power);
}

/** Distribution function of the standard normal, by its Taylor series (Marsaglia 2004, "Evaluating the normal distribution"). */
function normalProbability(x: number): number {
  if (x < -7) return 0;
  if (x > 7) return 1;
  let [sum, term] = [x, x];
  for (let i = 3; term > 1e-14 || term < -1e-14; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Where a rising function of x ≥ 0 crosses 0: false position (Illinois), to the last bits of x. */
function root(f: (x: number) => number): number {
  let [low, high] = [0, 1];
  let [below, above] = [f(low), f(high)];
  while (above < 0) {
    [low, below] = [high, above];
    high *= 2;
    above = f(high);
  }
  for (let lastSide = 0; high - low > 1e-14 * high && above !== below; ) {
    const x = high - (above * (high - low)) / (above - below);
    if (x <= low || x >= high) break;
    const value = f(x);
    if (value === 0) return x;
    const side = Math.sign(value);
    if (side > 0) {
      [high, above] = [x, value];
      if (side === lastSide) below /= 2;
    } else {
      [low, below] = [x, value];
      if (side === lastSide) above /= 2;
    }
    lastSide = side;
  }
  return high;
}

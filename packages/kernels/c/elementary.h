/* tanh, exp and log of a vector. Coefficients: scripts/fit-approximations.py. */
#ifndef COHORT_ELEMENTARY_H
#define COHORT_ELEMENTARY_H

#include "vector.h"

#define LOG_2_HIGH 0.693359375f /* short: times any exponent it is exact */
#define LOG_2_LOW -2.12194440e-4f
#define LOG_2_PI 1.8378770664093453
#define INFINITE __builtin_inff()

/*
 * tanh x, absolute error below 1e-6 everywhere, never beyond +-1; NaN for NaN. Odd rational of degree 9 / 6, whose denominator begins with
 * s^3: adding is not done where multiplications are.
 */
INLINE Vector tanh_vector(Vector x) {
  x = at_least(at_most(x, constant(7.75f)), constant(-7.75f));
  const Vector s = x * x;
  Vector p = multiply_add(s, constant(-3.19106245e-05f), constant(0.0365925569f));
  Vector q = s + constant(115.515247f);
  p = multiply_add(p, s, constant(13.6589332f));
  q = multiply_add(q, s, constant(2323.84732f));
  p = multiply_add(p, s, constant(641.925437f));
  q = multiply_add(q, s, constant(5045.80599f));
  p = multiply_add(p, s, constant(5045.80237f));
  return x * p / q;
}

/* e^x, relative error below 2e-7 where the result is a normal number; 0 below -87.3, infinity above 88.3; NaN for NaN. */
INLINE Vector exp_vector(Vector x) {
  const Vector round = splat(12582912.0f); /* 1.5 * 2^23: adding it leaves the nearest integer in the low bits */
  const Vector shifted = multiply_add(x, splat(1.44269504f), round);
  const Vector n = shifted - round;
  Vector r = multiply_add(n, splat(-LOG_2_HIGH), x);
  r = multiply_add(n, splat(-LOG_2_LOW), r);
  Vector p = splat(0.00138146183f);
  p = multiply_add(p, r, splat(0.00836871207f));
  p = multiply_add(p, r, splat(0.0416683874f));
  p = multiply_add(p, r, splat(0.166665207f));
  p = multiply_add(p, r, splat(0.499999935f));
  p = multiply_add(p, r * r, r) + splat(1.0f);
  const Vector power = (Vector)(((IntVector)shifted + splat_int(127 - 0x4b400000)) << 23);
  Vector y = choose(x < splat(-87.3f), splat(0.0f), p * power);
  y = choose(x > splat(88.3f), splat(INFINITE), y);
  return choose(x == x, y, x);
}

/* Natural logarithm of a normal number, relative error below 2e-7; -infinity for 0, infinity for infinity, NaN below 0 and for NaN. */
INLINE Vector log_vector(Vector x) {
  const IntVector bits = (IntVector)x;
  const IntVector exponent = (bits - splat_int(0x3f3504f3)) >> 23; /* leaves a mantissa in [sqrt(1/2), sqrt(2)) */
  const Vector m = (Vector)(bits - (exponent << 23));
  const Vector e = __builtin_convertvector(exponent, Vector);
  const Vector f = m - splat(1.0f);
  const Vector s = f / (m + splat(1.0f));
  const Vector s2 = s * s;
  Vector p = multiply_add(s2, splat(0.298714125f), splat(0.399775578f));
  p = multiply_add(p, s2, splat(0.666667762f)) * s2;
  /* log m = 2 s + s p, and 2 s = f - s f keeps the bits of f */
  Vector y = f - s * (f - p);
  y = multiply_add(e, splat(LOG_2_LOW), y);
  y = multiply_add(e, splat(LOG_2_HIGH), y);
  y = choose(x == splat(0.0f), splat(-INFINITE), y);
  y = choose(x == splat(INFINITE), x, y);
  return choose(x >= splat(0.0f), y, splat(__builtin_nanf("")));
}

#endif

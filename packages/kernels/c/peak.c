/* What a build can do at most, for measurements to be compared with: multiply-adds that touch registers alone. */
#include "plan.h"

/* Sums that do not wait for each other: latency times units of the CPUs at hand, and few enough for 16 registers with both factors. */
#define PEAK_SUMS 12
/* In one turn of the loop, at whose end V8 moves registers about. */
#define PEAK_ROUNDS 8

/*
 * sum = sum factor + term for each of PEAK_SUMS vectors, PEAK_ROUNDS times an iteration; their total goes to result[VECTOR_WIDTH]: in
 * the limit PEAK_SUMS term / (1 - factor), 24 with the 0.5 and 1 here. Gives the floating-point operations of one iteration.
 */
EXPORT(multiply_add_peak)
int multiply_add_peak(Byte *arena, int iterations, int result) {
  const Vector factor = splat(0.5f), term = splat(1);
  Vector sum[PEAK_SUMS];
  UNROLL_FULLY
  for (int s = 0; s < PEAK_SUMS; s++) sum[s] = splat((float)(s + 3)); /* they differ, or they would be one; at 2 one would stay there, and be left out */
  for (int i = 0; i < iterations; i++) {
    UNROLL_FULLY
    for (int round = 0; round < PEAK_ROUNDS; round++) {
      UNROLL_FULLY
      for (int s = 0; s < PEAK_SUMS; s++) sum[s] = multiply_add(sum[s], factor, term);
    }
  }
  Vector total = splat(0);
  UNROLL_FULLY
  for (int s = 0; s < PEAK_SUMS; s++) total += sum[s];
  store(floats(arena, result), total);
  return 2 * PEAK_ROUNDS * PEAK_SUMS * VECTOR_WIDTH;
}

/* Diagonal Gaussian with state-independent log standard deviations, VECTOR_WIDTH rows at a time (lane = row). */
#ifndef COHORT_GAUSSIAN_H
#define COHORT_GAUSSIAN_H

#include "elementary.h"

struct Gaussian {
  const float *means; /* [size x stride], the first lane's row first */
  int stride;
  int size;
  const float *log_std; /* [size] */
};

/* (action - mean) / standard deviation in dimension j */
INLINE Vector gaussian_deviation(const struct Gaussian *g, int j, Vector action) {
  return (action - load(g->means + j * g->stride)) * exp_vector(splat(-g->log_std[j]));
}

/* One dimension's share of log p */
INLINE Vector gaussian_log_density(const struct Gaussian *g, int j, Vector deviation) {
  return splat(-0.5f) * deviation * deviation - splat(g->log_std[j] + (float)(0.5 * LOG_2_PI));
}

/* sum over dimensions of (1 + log 2 pi) / 2 + log standard deviation */
INLINE Vector gaussian_entropy(const struct Gaussian *g) {
  float entropy = 0;
  for (int j = 0; j < g->size; j++) entropy += g->log_std[j] + (float)(0.5 + 0.5 * LOG_2_PI);
  return splat(entropy);
}

#endif

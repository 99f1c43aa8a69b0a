/* Categorical distribution over a row's logits, VECTOR_WIDTH rows at a time (lane = row), with optional action masks. */
#ifndef COHORT_CATEGORICAL_H
#define COHORT_CATEGORICAL_H

#include "elementary.h"

struct Categorical {
  const float *logits; /* [num_actions x stride], the first lane's row first */
  int stride;
  int num_actions;
  const Byte *masks; /* [rows x num_actions], 0 = not allowed; or null */
  const int *rows;   /* each lane's row in `masks` */
  float *weights;    /* [num_actions x lanes]: exp(logit - maximum), 0 where not allowed */
  Vector maximum;    /* largest allowed logit */
  Vector sum;        /* of the weights */
  Vector log_sum;
};

INLINE IntVector is_allowed(const struct Categorical *c, int action) {
  if (!c->masks) return splat_int(-1);
  IntVector allowed;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) allowed[lane] = c->masks[c->rows[lane] * c->num_actions + action] ? -1 : 0;
  return allowed;
}

/* Fills the weights, their sum and its logarithm. With no action allowed the results are NaN. */
INLINE void categorical_weights(struct Categorical *c) {
  Vector maximum = splat(-INFINITE);
  for (int a = 0; a < c->num_actions; a++) {
    const Vector logit = load(c->logits + a * c->stride);
    maximum = choose(is_allowed(c, a) & ~(logit <= maximum), logit, maximum); /* lets NaN through */
  }
  Vector sum = splat(0);
  for (int a = 0; a < c->num_actions; a++) {
    const Vector weight = exp_vector(load(c->logits + a * c->stride) - maximum);
    const Vector allowed = choose(is_allowed(c, a), weight, splat(0));
    store(c->weights + a * VECTOR_WIDTH, allowed);
    sum += allowed;
  }
  c->maximum = maximum;
  c->sum = choose(sum > splat(0), sum, splat(__builtin_nanf("")));
  c->log_sum = log_vector(c->sum);
}

/* log p of each lane's action */
INLINE Vector categorical_log_probability(const struct Categorical *c, IntVector actions) {
  Vector logit;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) logit[lane] = c->logits[actions[lane] * c->stride + lane];
  return logit - c->maximum - c->log_sum;
}

/* -sum p log p */
INLINE Vector categorical_entropy(const struct Categorical *c) {
  Vector dot = splat(0);
  for (int a = 0; a < c->num_actions; a++) {
    const Vector shifted = load(c->logits + a * c->stride) - c->maximum;
    dot += choose(is_allowed(c, a), load(c->weights + a * VECTOR_WIDTH) * shifted, splat(0));
  }
  return c->log_sum - dot / c->sum;
}

/* The action whose slice of the cumulative distribution holds `uniform` in [0, 1). */
INLINE IntVector categorical_sample(const struct Categorical *c, Vector uniform) {
  const Vector threshold = uniform * c->sum;
  Vector cumulative = splat(0);
  IntVector action = splat_int(0), found = splat_int(0);
  for (int a = 0; a < c->num_actions; a++) {
    const Vector weight = load(c->weights + a * VECTOR_WIDTH);
    cumulative += weight;
    /* until found, the last possible action stands: rounding may leave the threshold at the whole sum */
    const IntVector take = ~found & (weight > splat(0));
    action = (action & ~take) | (splat_int(a) & take);
    found |= cumulative > threshold;
  }
  return action;
}

/* The first of the most probable actions. */
INLINE IntVector categorical_mode(const struct Categorical *c) {
  Vector best = splat(0);
  IntVector action = splat_int(0);
  for (int a = 0; a < c->num_actions; a++) {
    const Vector weight = load(c->weights + a * VECTOR_WIDTH);
    const IntVector take = weight > best;
    best = choose(take, weight, best);
    action = (action & ~take) | (splat_int(a) & take);
  }
  return action;
}

/*
 * Gradient by each logit, stored at gradient[lane * gradient_stride + action]; 0 in dead lanes and where not allowed.
 * d log p(action) / d logit_a = [a = action] - p_a; d entropy / d logit_a = -p_a (log p_a + entropy).
 */
INLINE void categorical_gradient(const struct Categorical *c, IntVector actions, Vector by_log_probability, Vector entropy,
                                 Vector by_entropy, IntVector live, float *gradient, int gradient_stride) {
  const Vector inverse = splat(1) / c->sum;
  for (int a = 0; a < c->num_actions; a++) {
    const Vector p = load(c->weights + a * VECTOR_WIDTH) * inverse;
    const Vector log_p = load(c->logits + a * c->stride) - c->maximum - c->log_sum;
    const Vector chosen = choose(actions == splat_int(a), splat(1), splat(0));
    const Vector g = by_log_probability * (chosen - p) - by_entropy * p * (log_p + entropy);
    store_strided(gradient + a, gradient_stride, choose(live & is_allowed(c, a), g, splat(0)));
  }
}

#endif

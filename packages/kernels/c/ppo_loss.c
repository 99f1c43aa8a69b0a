/*
 * PPO's clipped surrogate, value loss and entropy (Schulman et al. 2017, eq. 7 and 9), the divergence from a reference policy (Shao et
 * al. 2024, eq. 4), and their gradient by the networks' outputs.
 */
#include "categorical.h"
#include "gaussian.h"
#include "plan.h"

/* A group of VECTOR_WIDTH rows of the minibatch, one a lane. */
struct Group {
  int rows[VECTOR_WIDTH]; /* in the rollout */
  IntVector live;         /* lanes that hold a row */
  Vector per_row;         /* 1 / rows of the minibatch */
};

INLINE void add_statistic(Vector *statistics, int which, const struct Group *group, Vector x) {
  statistics[which] += choose(group->live, x, splat(0));
}

INLINE Vector gathered(Byte *arena, int field, const struct Group *group) { return gather(floats(arena, field), 1, group->rows); }

/*
 * w (exp(d) - d - 1) with d = reference log p - log p, the estimator k3; adds to the statistics and returns the coefficient times the
 * gradient by log p: w (1 - exp(d)) / rows.
 */
INLINE Vector reference_divergence(Byte *arena, const struct Plan *plan, const struct Group *group, Vector log_probability, Vector weight,
                                   Vector *statistics) {
  const Vector log_ratio = gathered(arena, plan->reference_log_probabilities, group) - log_probability;
  const Vector change = exp_vector(log_ratio) - splat(1);
  add_statistic(statistics, REFERENCE_KL, group, weight * (change - log_ratio));
  return -splat(plan->reference_coefficient) * weight * change * group->per_row;
}

/*
 * w max(-A r, -A clip(r, 1 - c, 1 + c)) with r = exp(log p - old log p); adds to the statistics and returns the gradient by log p:
 * -w A r / rows, or 0 where the clipped term is the larger one. With a reference policy, and its divergence.
 */
INLINE Vector surrogate(Byte *arena, const struct Plan *plan, const struct Group *group, Vector log_probability, Vector *statistics) {
  const Vector weight = gathered(arena, plan->step_weights, group);
  Vector advantage = gathered(arena, plan->advantages, group);
  if (plan->normalize_advantages) advantage = (advantage - splat((float)plan->advantage_mean)) * splat((float)plan->advantage_scale);
  const Vector log_ratio = log_probability - gathered(arena, plan->log_probabilities, group);
  const Vector ratio = exp_vector(log_ratio), change = ratio - splat(1);
  const Vector clipped = at_most(at_least(ratio, splat(1 - plan->clip_range)), splat(1 + plan->clip_range));
  const Vector loss = -advantage * ratio, clipped_loss = -advantage * clipped;
  const IntVector is_clipped = clipped_loss > loss;
  add_statistic(statistics, POLICY_LOSS, group, weight * choose(is_clipped, clipped_loss, loss));
  add_statistic(statistics, APPROX_KL, group, change - log_ratio);
  add_statistic(statistics, CLIP_FRACTION, group,
                choose((change > splat(plan->clip_range)) | (-change > splat(plan->clip_range)), splat(1), splat(0)));
  const Vector by_log_probability = choose(is_clipped, splat(0), weight * loss * group->per_row);
  if (!plan->reference_log_probabilities) return by_log_probability;
  return by_log_probability + reference_divergence(arena, plan, group, log_probability, weight, statistics);
}

INLINE void categorical_loss(Byte *arena, const struct Plan *plan, Byte *scratch, const struct Group *group, const float *logits,
                             int stride, float *gradient, int gradient_stride, Vector *statistics) {
  struct Categorical c = {.logits = logits,
                          .stride = stride,
                          .num_actions = plan->num_outputs,
                          .masks = plan->action_masks ? arena + plan->action_masks : 0,
                          .rows = group->rows,
                          .weights = floats(scratch, plan->lanes)};
  categorical_weights(&c);
  const IntVector actions = __builtin_convertvector(gathered(arena, plan->actions, group), IntVector);
  const Vector entropy = categorical_entropy(&c);
  const Vector by_log_probability = surrogate(arena, plan, group, categorical_log_probability(&c, actions), statistics);
  add_statistic(statistics, ENTROPY, group, entropy);
  categorical_gradient(&c, actions, by_log_probability, entropy, splat(-plan->entropy_coefficient) * group->per_row, group->live,
                       gradient, gradient_stride);
}

/* Lanes of the log standard deviations' gradient are added up in the scratch. */
INLINE void gaussian_loss(Byte *arena, const struct Plan *plan, Byte *scratch, const struct Group *group, const float *means, int stride,
                          float *gradient, int gradient_stride, Vector *statistics) {
  const struct Gaussian g = {
      .means = means, .stride = stride, .size = plan->num_outputs, .log_std = floats(arena, plan->parameters) + plan->log_std};
  const float *stored = floats(arena, plan->actions);
  Vector log_probability = splat(0);
  for (int j = 0; j < g.size; j++)
    log_probability += gaussian_log_density(&g, j, gaussian_deviation(&g, j, gather(stored + j, g.size, group->rows)));
  const Vector by_log_probability = surrogate(arena, plan, group, log_probability, statistics);
  add_statistic(statistics, ENTROPY, group, gaussian_entropy(&g));
  float *lanes = floats(scratch, plan->lanes);
  for (int j = 0; j < g.size; j++) {
    const Vector z = gaussian_deviation(&g, j, gather(stored + j, g.size, group->rows));
    const Vector by_mean = by_log_probability * z * exp_vector(splat(-g.log_std[j]));
    const Vector by_log_std = by_log_probability * (z * z - splat(1)) - splat(plan->entropy_coefficient) * group->per_row;
    store_strided(gradient + j, gradient_stride, choose(group->live, by_mean, splat(0)));
    store(lanes + j * VECTOR_WIDTH, load(lanes + j * VECTOR_WIDTH) + choose(group->live, by_log_std, splat(0)));
  }
}

/*
 * (V - R)^2 / 2, or with clipping the larger of it and of the same with V held within the range around its old value; adds to the
 * statistics and returns the gradient by V, 0 in dead lanes.
 */
INLINE Vector value_loss(Byte *arena, const struct Plan *plan, const struct Group *group, Vector value, Vector *statistics) {
  const Vector target = gathered(arena, plan->returns, group), error = value - target;
  Vector loss = error * error, by_value = error;
  if (plan->value_clip_range >= 0) {
    const Vector range = splat(plan->value_clip_range), old = gathered(arena, plan->values, group), change = value - old;
    const Vector held = at_most(at_least(change, -range), range);
    const Vector clipped_error = old + held - target, clipped_loss = clipped_error * clipped_error;
    const IntVector is_clipped = (held != change) & (clipped_loss > loss);
    loss = choose(is_clipped, clipped_loss, loss);
    by_value = choose(is_clipped, splat(0), error);
  }
  if (plan->weight_value_loss) {
    const Vector weight = gathered(arena, plan->step_weights, group);
    loss *= weight;
    by_value *= weight;
  }
  add_statistic(statistics, VALUE_LOSS, group, splat(0.5f) * loss);
  return choose(group->live, by_value * splat(plan->value_coefficient) * group->per_row, splat(0));
}

/* The value loss of values[heads x stride], each row's by its own head; the gradient by the other heads is 0. */
INLINE void value_heads_loss(Byte *arena, const struct Plan *plan, const struct Group *group, const float *values, int stride,
                             float *gradient, int gradient_stride, Vector *statistics) {
  if (!plan->value_heads) {
    store_strided(gradient, gradient_stride, value_loss(arena, plan, group, load(values), statistics));
    return;
  }
  const int *heads = (const int *)(arena + plan->value_heads);
  Vector value;
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) value[lane] = values[heads[group->rows[lane]] * stride + lane];
  const Vector by_value = value_loss(arena, plan, group, value, statistics);
  for (int head = 0; head < plan->num_value_heads; head++) store_strided(gradient + head, gradient_stride, splat(0));
  UNROLL_FULLY
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) gradient[lane * gradient_stride + heads[group->rows[lane]]] = by_value[lane];
}

/*
 * Loss of `count` rows of the minibatch (named by `indices`), whose network outputs are in the scratch: adds to the statistics and
 * writes the gradient by the outputs, 0 in rows from `count` on. Without a critic it is 0 by the values of a shared trunk, and `value`
 * is not read.
 */
static void ppo_loss(Byte *arena, const struct Plan *plan, Byte *scratch, const int *indices, int count, int rows,
                     const struct Layer *policy, const struct Layer *value, int value_gradient, double *statistics) {
  Vector sums[NUM_STATISTICS];
  UNROLL_FULLY
  for (int s = 0; s < NUM_STATISTICS; s++) sums[s] = splat(0);
  const IntVector lanes = lane_numbers();
  for (int r = 0; r < rows; r += VECTOR_WIDTH) {
    struct Group group;
    UNROLL_FULLY
    for (int lane = 0; lane < VECTOR_WIDTH; lane++) group.rows[lane] = indices[smaller(r + lane, count - 1)];
    group.live = lanes < splat_int(count - r);
    group.per_row = splat(1.0f / (float)plan->count);
    const float *outputs = floats(scratch, policy->output) + r;
    float *by_outputs = floats(scratch, plan->policy.output_gradient) + r * policy->outputs;
    if (plan->head == CATEGORICAL)
      categorical_loss(arena, plan, scratch, &group, outputs, policy->output_stride, by_outputs, policy->outputs, sums);
    else gaussian_loss(arena, plan, scratch, &group, outputs, policy->output_stride, by_outputs, policy->outputs, sums);
    if (plan->has_critic) {
      const float *values = floats(scratch, value->output) + plan->first_value * value->output_stride + r;
      float *by_values = floats(scratch, value_gradient) + r * value->outputs + plan->first_value;
      value_heads_loss(arena, plan, &group, values, value->output_stride, by_values, value->outputs, sums);
    } else {
      for (int j = plan->num_outputs; j < policy->outputs; j++) store_strided(by_outputs + j, policy->outputs, splat(0));
    }
  }
  UNROLL_FULLY
  for (int s = 0; s < NUM_STATISTICS; s++) statistics[s] += sum_lanes(sums[s]);
}

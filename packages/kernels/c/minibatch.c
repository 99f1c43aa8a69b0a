/* The gradient of one minibatch: its rows are split into shards, each with its own gradient, that are added in order. */
#include "plan.h"

/* sum of (x[indices[i]] - center)^power, power 1 or 2, in four sums that do not wait for each other. */
INLINE double centered_sum(const float *x, const int *indices, int count, double center, int power) {
  double sums[4] = {0};
  for (int i = 0; i < count; i += 4) {
    UNROLL_FULLY
    for (int k = 0; k < 4; k++) {
      const double deviation = i + k < count ? x[indices[i + k]] - center : 0;
      sums[k] += power == 1 ? deviation : deviation * deviation;
    }
  }
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

/*
 * Mean of the minibatch's advantages and 1 / (standard deviation + 1e-8), in float64, with Bessel's correction; a single row gives
 * its own mean and 1e8.
 */
EXPORT(advantage_moments)
void advantage_moments(Byte *arena, int plan_offset) {
  struct Plan *plan = plan_at(arena, plan_offset);
  const float *advantages = floats(arena, plan->advantages);
  const int *indices = (const int *)(arena + plan->indices);
  const double mean = centered_sum(advantages, indices, plan->count, 0, 1) / plan->count;
  const double squares = centered_sum(advantages, indices, plan->count, mean, 2);
  plan->advantage_mean = mean;
  plan->advantage_scale = 1 / (__builtin_sqrt(squares / (plan->count > 1 ? plan->count - 1 : 1)) + 1e-8);
}

/* Sets the network's part of gradient[num_parameters], whose layers lie one behind the other, to 0. */
static void clear_gradient(Byte *arena, const struct Network *network, float *gradient) {
  const struct Layer *first = layers_of(arena, network), *last = first + network->num_layers - 1;
  const int end = last->biases + round_up(last->outputs, VECTOR_WIDTH);
  for (int i = first->weights; i < end; i += VECTOR_WIDTH) store(gradient + i, splat(0));
}

/*
 * Gradient of the minibatch's rows from `begin` to `end`, or added to what is there when `accumulate`, in the scratch of one worker; rows
 * are taken in blocks that fit the first caches. Adds to the statistics.
 */
static void rows_gradient(Byte *arena, const struct Plan *plan, int begin, int end, int worker, float *gradient, int accumulate,
                          double *statistics) {
  Byte *scratch = arena + plan->scratch + worker * plan->scratch_size;
  const int *indices = (const int *)(arena + plan->indices);
  const int has_value_network = plan->value.num_layers > 0, runs_value_network = has_value_network && plan->has_critic;
  float *lanes = floats(scratch, plan->lanes);
  for (int i = 0; i < plan->num_outputs * VECTOR_WIDTH; i += VECTOR_WIDTH) store(lanes + i, splat(0));

  for (int start = begin; start < end; start += plan->block_rows) {
    const int count = smaller(plan->block_rows, end - start), rows = round_up(count, TILE_ROWS), add = accumulate || start > begin;
    gather_rows(floats(arena, plan->observations), plan->observation_size, indices + start, count, floats(scratch, plan->input),
                layers_of(arena, &plan->policy)->input_stride, rows);
    const struct Layer *policy = network_forward(arena, plan, &plan->policy, scratch, rows);
    const struct Layer *value = runs_value_network ? network_forward(arena, plan, &plan->value, scratch, rows) : policy;
    ppo_loss(arena, plan, scratch, indices + start, count, rows, policy, value,
             has_value_network ? plan->value.output_gradient : plan->policy.output_gradient, statistics);
    network_backward(arena, plan, &plan->policy, scratch, rows, gradient, add);
    if (runs_value_network) network_backward(arena, plan, &plan->value, scratch, rows, gradient, add);
  }
  if (has_value_network && !runs_value_network && !accumulate) clear_gradient(arena, &plan->value, gradient);
  if (plan->head == GAUSSIAN) {
    for (int j = 0; j < plan->num_outputs; j++) {
      const float sum = (float)sum_lanes(load(lanes + j * VECTOR_WIDTH));
      gradient[plan->log_std + j] = accumulate ? gradient[plan->log_std + j] + sum : sum;
    }
  }
}

/* The first row of a shard; rows are spread as evenly as can be. */
static int first_row(const struct Plan *plan, int shard) { return plan->count * shard / plan->num_shards; }

/*
 * Gradient and statistics of one shard, in the scratch of one worker. Needs prepare_weights, and advantage_moments where advantages are
 * normalised.
 */
EXPORT(shard_gradient)
void shard_gradient(Byte *arena, int plan_offset, int shard, int worker) {
  const struct Plan *plan = plan_at(arena, plan_offset);
  Byte *result = arena + plan->shards + shard * plan->shard_size;
  double *statistics = doubles(result, plan->statistics);
  for (int s = 0; s < NUM_STATISTICS; s++) statistics[s] = 0;
  rows_gradient(arena, plan, first_row(plan, shard), first_row(plan, shard + 1), worker, floats(result, 0), 0, statistics);
}

static void store_means(struct Plan *plan, const double *total) {
  plan->policy_loss = total[POLICY_LOSS] / plan->count;
  plan->value_loss = total[VALUE_LOSS] / plan->count;
  plan->entropy = total[ENTROPY] / plan->count;
  plan->approx_kl = total[APPROX_KL] / plan->count;
  plan->clip_fraction = total[CLIP_FRACTION] / plan->count;
  plan->reference_kl = total[REFERENCE_KL] / plan->count;
}

/* Vectors that reduce_shards takes at a time: num_parameters is a multiple of as many. */
#define REDUCED 4

/* Adds the shards' gradients and statistics, first to last. */
EXPORT(reduce_shards)
void reduce_shards(Byte *arena, int plan_offset) {
  struct Plan *plan = plan_at(arena, plan_offset);
  const int stride = plan->shard_size / 4;
  const float *shards = floats(arena, plan->shards);
  float *gradient = floats(arena, plan->gradient);
  for (int i = 0; i < plan->num_parameters; i += REDUCED * VECTOR_WIDTH) {
    Vector sum[REDUCED];
    UNROLL_FULLY
    for (int v = 0; v < REDUCED; v++) sum[v] = load(shards + i + v * VECTOR_WIDTH);
    const float *shard = shards + i;
    for (int s = 1; s < plan->num_shards; s++) {
      shard += stride;
      UNROLL_FULLY
      for (int v = 0; v < REDUCED; v++) sum[v] += load(shard + v * VECTOR_WIDTH);
    }
    UNROLL_FULLY
    for (int v = 0; v < REDUCED; v++) store(gradient + i + v * VECTOR_WIDTH, sum[v]);
  }
  double total[NUM_STATISTICS] = {0};
  for (int s = 0; s < plan->num_shards; s++)
    for (int k = 0; k < NUM_STATISTICS; k++)
      total[k] += doubles(arena, plan->shards + s * plan->shard_size + plan->statistics)[k];
  store_means(plan, total);
}

/*
 * All of the above for the rows that `indices` names, in one thread: the same sums in the same order, but a shard of one block adds
 * its gradient where it belongs, and larger ones share one place.
 */
EXPORT(minibatch_gradient)
void minibatch_gradient(Byte *arena, int plan_offset) {
  struct Plan *plan = plan_at(arena, plan_offset);
  float *gradient = floats(arena, plan->gradient), *later = floats(arena, plan->shards);
  double total[NUM_STATISTICS] = {0};
  prepare_weights(arena, plan_offset);
  if (plan->normalize_advantages) advantage_moments(arena, plan_offset);
  for (int shard = 0; shard < plan->num_shards; shard++) {
    const int begin = first_row(plan, shard), end = first_row(plan, shard + 1);
    const int is_direct = shard == 0 || end - begin <= plan->block_rows;
    double statistics[NUM_STATISTICS] = {0};
    rows_gradient(arena, plan, begin, end, 0, is_direct ? gradient : later, is_direct && shard > 0, statistics);
    if (!is_direct)
      for (int i = 0; i < plan->num_parameters; i += VECTOR_WIDTH) store(gradient + i, load(gradient + i) + load(later + i));
    for (int k = 0; k < NUM_STATISTICS; k++) total[k] += statistics[k];
  }
  store_means(plan, total);
}

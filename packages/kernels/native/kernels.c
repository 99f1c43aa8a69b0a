/*
 * The kernels for one instruction set as a table of functions. Compiled once for each set, by flags that turn it on and name the table:
 * -DBUILD=avx512.
 */
#include "../c/kernels.c"
#include "build.h"
#include "parallel.h"
#include <stdatomic.h>

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

#define CALL_1(kernel) kernel(arena, a[0])
#define CALL_2(kernel) kernel(arena, a[0], a[1])
#define CALL_3(kernel) kernel(arena, a[0], a[1], a[2])
#define CALL_4(kernel) kernel(arena, a[0], a[1], a[2], a[3])
#define CALL_5(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4])
#define CALL_7(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4], a[5], a[6])
#define CALL_10(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9])

struct Minibatch {
  Byte *arena;
  int plan;
  atomic_int next_shard;
};

static void take_shards(void *context, int worker) {
  struct Minibatch *minibatch = context;
  const int num_shards = plan_at(minibatch->arena, minibatch->plan)->num_shards;
  for (int shard; (shard = atomic_fetch_add_explicit(&minibatch->next_shard, 1, memory_order_relaxed)) < num_shards;)
    shard_gradient(minibatch->arena, minibatch->plan, shard, worker);
}

/* minibatch_gradient on several threads, each with scratch of its own. Which thread takes a shard changes no bit. */
static void minibatch_gradient_threads(Byte *arena, int plan_offset, int threads) {
  struct Plan *plan = plan_at(arena, plan_offset);
  prepare_weights(arena, plan_offset);
  if (plan->normalize_advantages) advantage_moments(arena, plan_offset);
  struct Minibatch minibatch = {.arena = arena, .plan = plan_offset};
  run_parallel(smaller(threads, plan->num_shards), take_shards, &minibatch);
  reduce_shards(arena, plan_offset);
}

/* Those that give nothing back, with the number of their arguments behind the arena. */
#define FOR_EACH_KERNEL(DO)                                                                                                       \
  DO(prepare_weights, 1) DO(advantage_moments, 1) DO(shard_gradient, 3) DO(reduce_shards, 1) DO(minibatch_gradient, 1)           \
  DO(minibatch_gradient_threads, 2)                                                                                               \
  DO(act, 7) DO(policy_outputs, 4) DO(state_values, 5) DO(orthonormalize, 3)                                                     \
  DO(layer_forward, 10) DO(layer_input_gradient, 10) DO(layer_weight_gradient, 10) DO(layer_transpose, 5)                        \
  DO(elementwise_tanh, 3) DO(elementwise_exp, 3) DO(elementwise_log, 3)

#define DEFINE_CALL(kernel, count)                         \
  static int call_##kernel(Byte *arena, const int *a) {    \
    CALL_##count(kernel);                                  \
    return 0;                                              \
  }
FOR_EACH_KERNEL(DEFINE_CALL)

static int call_apply_gradient(Byte *arena, const int *a) { return apply_gradient(arena, a[0]); }
static int call_multiply_add_peak(Byte *arena, const int *a) { return multiply_add_peak(arena, a[0], a[1]); }

#define ENTRY(kernel, count) {#kernel, count, call_##kernel},
static const struct Kernel kernels[] = {FOR_EACH_KERNEL(ENTRY) ENTRY(apply_gradient, 1) ENTRY(multiply_add_peak, 2)};

const struct Build BUILD = {TEXT(BUILD), VECTOR_WIDTH, TILE_ROWS, TILE_COLUMNS, sizeof(struct Plan), sizeof kernels / sizeof *kernels,
                            kernels};

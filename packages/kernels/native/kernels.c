/*
 * The kernels for one instruction set as a table of functions. Compiled once for each set, by flags that turn it on and name the table:
 * -DBUILD=avx512.
 */
#include "../c/kernels.c"
#include "build.h"

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

#define CALL_1(kernel) kernel(arena, a[0])
#define CALL_3(kernel) kernel(arena, a[0], a[1], a[2])
#define CALL_4(kernel) kernel(arena, a[0], a[1], a[2], a[3])
#define CALL_5(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4])
#define CALL_7(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4], a[5], a[6])
#define CALL_10(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9])
#define CALL_11(kernel) kernel(arena, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10])

/* Those that give nothing back, with the number of their arguments behind the arena. */
#define FOR_EACH_KERNEL(DO)                                                                                                       \
  DO(prepare_weights, 1) DO(advantage_moments, 1) DO(shard_gradient, 3) DO(reduce_shards, 1) DO(minibatch_gradient, 1)           \
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

#define ENTRY(kernel, count) {#kernel, count, call_##kernel},
static const struct Kernel kernels[] = {FOR_EACH_KERNEL(ENTRY) ENTRY(apply_gradient, 1)};

const struct Build BUILD = {TEXT(BUILD), VECTOR_WIDTH, TILE_ROWS, TILE_COLUMNS, sizeof(struct Plan), sizeof kernels / sizeof *kernels,
                            kernels};

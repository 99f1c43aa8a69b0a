/* Everything, as one translation unit: compile this file. */
#include "gemm.c"
#include "network.c"
#include "ppo_loss.c"
#include "minibatch.c"
#include "adam.c"
#include "act.c"
#include "orthogonal.c"
#include "exports.c"

/*
 * What the kernels know about one actor-critic: sizes, places and settings, written by TypeScript (src/plan.ts lists the same fields
 * in the same order). A place is a byte offset: in the arena, or within a worker's scratch where "scratch" is said.
 */
#ifndef COHORT_PLAN_H
#define COHORT_PLAN_H

#include "vector.h"

struct Layer {
  int inputs;
  int outputs;
  int input_stride;  /* floats from row to row of what goes in */
  int output_stride; /* of what comes out: outputs rounded up to the vector width; of the last layer, from output to output */
  int weights;       /* floats from the start of a parameter vector, panels as in gemm.c; of the last layer, as in output.c */
  int biases;        /* the same, outputs rounded up to the vector width */
  int transposed;    /* transposed weights; unused in the first and the last layer */
  int output;        /* scratch: [block_rows x output_stride]; of the last layer, [outputs x output_stride] */
  int activation;
};

struct Network {
  int num_layers;
  int layers;         /* struct Layer[num_layers] */
  int output_gradient; /* scratch: loss gradient by the last layer's outputs, [block_rows x outputs] */
};

enum Head { CATEGORICAL, GAUSSIAN };

struct Plan {
  double learning_rate;
  double max_gradient_norm;
  double beta1;
  double beta2;
  double epsilon;
  double gradient_norm; /* results from here */
  double policy_loss;
  double value_loss;
  double entropy;
  double approx_kl;
  double clip_fraction;
  double reference_kl;
  double advantage_mean;
  double advantage_scale;
  float clip_range;
  float value_clip_range; /* below 0: values are not clipped */
  float entropy_coefficient;
  float value_coefficient;
  float reference_coefficient;
  int has_critic; /* 0: left out; no value loss, and a gradient of 0 by what the critic has to itself */
  int normalize_advantages;
  int weight_value_loss;
  int optimizer_step;      /* updates done */
  int transposed_is_stale; /* parameters changed since prepare_weights */
  int count;               /* rows of the minibatch */
  int num_shards;

  int num_parameters; /* floats of a parameter vector with its padding */
  int parameters;
  int gradient;
  int first_moment;
  int second_moment;
  int indices; /* int[minibatch rows] */

  int observation_size;
  int head;
  int num_outputs;  /* logits, or the action's dimension */
  int action_size;  /* numbers per stored action */
  int log_std;      /* floats from the start of a parameter vector */
  int first_value;  /* of the value network's outputs: its first head */
  int num_value_heads;
  struct Network policy;
  struct Network value; /* num_layers 0: the policy network gives the value too */

  int observations; /* the rollout: [rows x observation_size], ... */
  int actions;
  int log_probabilities;
  int values;
  int advantages;
  int returns;
  int step_weights;
  int action_masks; /* 0: none */
  int value_heads;  /* int[rows], each row's head; 0: there is one head */
  int reference_log_probabilities; /* 0: there is no reference policy */

  int scratch; /* of worker 0; the others follow */
  int scratch_size;
  int block_rows;
  int input; /* scratch: [block_rows x input stride] */
  int lanes; /* scratch: [num_outputs x vector width] */
  int shards; /* of shard 0: its gradient [num_parameters], then its statistics, double[NUM_STATISTICS]; with threads, the others follow */
  int shard_size;
  int statistics; /* from the start of a shard */
};

enum Statistic { POLICY_LOSS, VALUE_LOSS, ENTROPY, APPROX_KL, CLIP_FRACTION, REFERENCE_KL, NUM_STATISTICS };

INLINE float *floats(Byte *base, int offset) { return (float *)(base + offset); }
INLINE double *doubles(Byte *base, int offset) { return (double *)(base + offset); }
INLINE struct Plan *plan_at(Byte *arena, int offset) { return (struct Plan *)(arena + offset); }
INLINE const struct Layer *layers_of(Byte *arena, const struct Network *network) { return (const struct Layer *)(arena + network->layers); }
INLINE int smaller(int a, int b) { return a < b ? a : b; }
INLINE int round_up(int n, int multiple) { return (n + multiple - 1) / multiple * multiple; }

#endif

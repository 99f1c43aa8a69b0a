/* What a policy in use needs: its outputs, actions drawn from them, state values. All work on blocks of rows in worker 0's scratch. */
#include "categorical.h"
#include "gaussian.h"
#include "plan.h"

/* Loads a block of observations and runs the network; returns its last layer. */
static const struct Layer *run_block(Byte *arena, const struct Plan *plan, const struct Network *network, const float *observations,
                                     int count) {
  Byte *scratch = arena + plan->scratch;
  const int rows = round_up(count, TILE_ROWS);
  gather_rows(observations, plan->observation_size, 0, count, floats(scratch, plan->input),
              layers_of(arena, network)->input_stride, rows);
  return network_forward(arena, plan, network, scratch, rows);
}

/* outputs[rows x num_outputs]: logits, or means. */
EXPORT(policy_outputs)
void policy_outputs(Byte *arena, int plan_offset, int rows, int observations, int outputs) {
  const struct Plan *plan = plan_at(arena, plan_offset);
  for (int start = 0; start < rows; start += plan->block_rows) {
    const int count = smaller(plan->block_rows, rows - start);
    const struct Layer *layer =
        run_block(arena, plan, &plan->policy, floats(arena, observations) + start * plan->observation_size, count);
    const float *from = floats(arena + plan->scratch, layer->output);
    float *to = floats(arena, outputs) + start * plan->num_outputs;
    for (int i = 0; i < count; i++)
      for (int j = 0; j < plan->num_outputs; j++) to[i * plan->num_outputs + j] = from[j * layer->output_stride + i];
  }
}

/* values[rows]. heads: int[rows], which of a row's values to take; 0 = the first. */
EXPORT(state_values)
void state_values(Byte *arena, int plan_offset, int rows, int observations, int heads, int values) {
  const struct Plan *plan = plan_at(arena, plan_offset);
  const struct Network *network = plan->value.num_layers > 0 ? &plan->value : &plan->policy;
  for (int start = 0; start < rows; start += plan->block_rows) {
    const int count = smaller(plan->block_rows, rows - start);
    const struct Layer *layer = run_block(arena, plan, network, floats(arena, observations) + start * plan->observation_size, count);
    const float *from = floats(arena + plan->scratch, layer->output);
    const int *block_heads = heads ? (const int *)(arena + heads) + start : 0;
    for (int i = 0; i < count; i++)
      floats(arena, values)[start + i] = from[(plan->first_value + (block_heads ? block_heads[i] : 0)) * layer->output_stride + i];
  }
}

INLINE void act_categorical(Byte *arena, const struct Plan *plan, const float *logits, int stride, int row, int rows, const float *noise,
                            const Byte *masks, float *actions, float *log_probabilities) {
  int lane_rows[VECTOR_WIDTH];
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) lane_rows[lane] = smaller(row + lane, rows - 1);
  struct Categorical c = {.logits = logits,
                          .stride = stride,
                          .num_actions = plan->num_outputs,
                          .masks = masks,
                          .rows = lane_rows,
                          .weights = floats(arena + plan->scratch, plan->lanes)};
  categorical_weights(&c);
  const IntVector action = noise ? categorical_sample(&c, gather(noise, 1, lane_rows)) : categorical_mode(&c);
  const Vector log_probability = categorical_log_probability(&c, action);
  for (int lane = 0; lane < VECTOR_WIDTH && row + lane < rows; lane++) {
    actions[row + lane] = (float)action[lane];
    log_probabilities[row + lane] = log_probability[lane];
  }
}

INLINE void act_gaussian(Byte *arena, const struct Plan *plan, const float *means, int stride, int row, int rows, const float *noise,
                         float *actions, float *log_probabilities) {
  const struct Gaussian g = {
      .means = means, .stride = stride, .size = plan->num_outputs, .log_std = floats(arena, plan->parameters) + plan->log_std};
  int lane_rows[VECTOR_WIDTH];
  for (int lane = 0; lane < VECTOR_WIDTH; lane++) lane_rows[lane] = smaller(row + lane, rows - 1);
  Vector log_probability = splat(0);
  for (int j = 0; j < g.size; j++) {
    Vector action = load(means + j * stride);
    if (noise) action += exp_vector(splat(g.log_std[j])) * gather(noise + j, g.size, lane_rows);
    log_probability += gaussian_log_density(&g, j, gaussian_deviation(&g, j, action));
    for (int lane = 0; lane < VECTOR_WIDTH && row + lane < rows; lane++) actions[(row + lane) * g.size + j] = action[lane];
  }
  for (int lane = 0; lane < VECTOR_WIDTH && row + lane < rows; lane++) log_probabilities[row + lane] = log_probability[lane];
}

/*
 * actions[rows x action_size] and their log-probabilities[rows]. noise: uniforms [rows] (categorical) or standard normals
 * [rows x action_size] (Gaussian), 0 = the most probable action. masks: [rows x num_outputs], 0 = all allowed.
 */
EXPORT(act)
void act(Byte *arena, int plan_offset, int rows, int observations, int noise, int masks, int actions, int log_probabilities) {
  const struct Plan *plan = plan_at(arena, plan_offset);
  for (int start = 0; start < rows; start += plan->block_rows) {
    const int count = smaller(plan->block_rows, rows - start);
    const struct Layer *layer =
        run_block(arena, plan, &plan->policy, floats(arena, observations) + start * plan->observation_size, count);
    const float *outputs = floats(arena + plan->scratch, layer->output);
    const int stride = layer->output_stride;
    const float *block_noise = noise ? floats(arena, noise) + start * plan->action_size : 0;
    float *block_actions = floats(arena, actions) + start * plan->action_size;
    float *block_log_probabilities = floats(arena, log_probabilities) + start;
    const Byte *block_masks = masks ? arena + masks + start * plan->num_outputs : 0;
    for (int row = 0; row < count; row += VECTOR_WIDTH) {
      if (plan->head == CATEGORICAL)
        act_categorical(arena, plan, outputs + row, stride, row, count, block_noise, block_masks, block_actions,
                        block_log_probabilities);
      else
        act_gaussian(arena, plan, outputs + row, stride, row, count, block_noise, block_actions, block_log_probabilities);
    }
  }
}

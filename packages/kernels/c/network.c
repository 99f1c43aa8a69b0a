/* Multi-layer perceptrons over blocks of rows: gather, forward, backward. */
#include "elementary.h"
#include "gemm.h"
#include "plan.h"

/* to[rows x stride] = from[indices[row] x size] (or from[row x size] without indices), rows from `count` on 0. */
static void gather_rows(const float *from, int size, const int *indices, int count, float *to, int stride, int rows) {
  for (int i = 0; i < count; i++) {
    const float *source = from + (indices ? indices[i] : i) * size;
    float *target = to + i * stride;
    int j = 0;
    for (; j + VECTOR_WIDTH <= size; j += VECTOR_WIDTH) store(target + j, load(source + j));
    for (; j < size; j++) target[j] = source[j];
  }
  for (int i = count * stride; i < rows * stride; i += VECTOR_WIDTH) store(to + i, splat(0));
}

/* Runs the block's input through the network; each layer's output stays in the scratch. Returns the last layer. */
static const struct Layer *network_forward(Byte *arena, const struct Plan *plan, const struct Network *network, Byte *scratch,
                                           int rows) {
  const struct Layer *layer = layers_of(arena, network), *last = layer + network->num_layers - 1;
  const float *parameters = floats(arena, plan->parameters), *x = floats(scratch, plan->input);
  for (; layer < last; layer++) {
    float *y = floats(scratch, layer->output);
    forward(rows, layer->inputs, layer->output_stride, x, layer->input_stride, parameters + layer->weights,
            parameters + layer->biases, y, layer->output_stride, layer->activation);
    x = y;
  }
  output_forward(rows, last->input_stride, last->outputs, x, last->input_stride, parameters + last->weights, parameters + last->biases,
                 floats(scratch, last->output), last->output_stride);
  return last;
}

/*
 * Takes the gradient of the network's output back through its layers into gradient[num_parameters]. A layer's output is no longer
 * needed when the gradient by it is known, and gives it its place.
 */
static void network_backward(Byte *arena, const struct Plan *plan, const struct Network *network, Byte *scratch, int rows,
                             float *gradient, int accumulate) {
  const struct Layer *layers = layers_of(arena, network), *layer = layers + network->num_layers - 1;
  float *x = floats(scratch, layer > layers ? layer[-1].output : plan->input);
  const float *d = floats(scratch, network->output_gradient);
  output_weight_gradient(rows, layer->input_stride, layer->outputs, x, layer->input_stride, d, gradient + layer->weights,
                         gradient + layer->biases, accumulate);
  if (layer > layers)
    output_input_gradient(rows, layer->input_stride, layer->outputs, d, floats(arena, plan->parameters) + layer->weights, x,
                          layer->input_stride, layer[-1].activation);
  while (--layer >= layers) {
    d = x;
    x = floats(scratch, layer > layers ? layer[-1].output : plan->input);
    weight_gradient(rows, layer->inputs, layer->output_stride, x, layer->input_stride, d, layer->output_stride,
                    gradient + layer->weights, accumulate);
    bias_gradient(rows, layer->output_stride, d, layer->output_stride, gradient + layer->biases, accumulate);
    if (layer > layers)
      input_gradient(rows, layer->outputs, layer->input_stride, d, layer->output_stride, floats(arena, layer->transposed), x, x,
                     layer->input_stride, layer[-1].activation);
  }
}

static void prepare_network(Byte *arena, const struct Plan *plan, const struct Network *network) {
  const struct Layer *layers = layers_of(arena, network);
  for (int l = 1; l < network->num_layers - 1; l++)
    transpose_weights(layers[l].inputs, layers[l].outputs, floats(arena, plan->parameters) + layers[l].weights,
                      layers[l].input_stride, floats(arena, layers[l].transposed));
}

/* Transposes the weights for input_gradient, unless they are up to date. */
EXPORT(prepare_weights)
void prepare_weights(Byte *arena, int plan_offset) {
  struct Plan *plan = plan_at(arena, plan_offset);
  if (!plan->transposed_is_stale) return;
  prepare_network(arena, plan, &plan->policy);
  prepare_network(arena, plan, &plan->value);
  plan->transposed_is_stale = 0;
}

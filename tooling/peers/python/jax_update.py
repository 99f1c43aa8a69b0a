"""One minibatch update of PPO in JAX: two tanh networks of two hidden layers, 4 observations, 2 actions, clipped losses, normalised
advantages, global norm, Adam. 32 updates (few for large ones) are scanned in one jitted call. Prints milliseconds per update."""
import jax
import jax.numpy as jnp
import optax

from measure import arguments, milliseconds_per_call, report

options = arguments(hidden=64, batch=256, seconds=2.0)
hidden, batch = options.hidden, options.batch


def initialize(key, outputs):
    sizes = [(4, hidden), (hidden, hidden), (hidden, outputs)]
    return [(jax.random.normal(k, size) / size[0] ** 0.5, jnp.zeros(size[1])) for k, size in zip(jax.random.split(key, 3), sizes)]


def network(layers, x):
    *hidden_layers, (weights, biases) = layers
    for w, b in hidden_layers:
        x = jnp.tanh(x @ w + b)
    return x @ weights + biases


def loss(parameters, minibatch):
    observation, action, old_log_probability, old_value, advantage, target = minibatch
    log_probabilities = jax.nn.log_softmax(network(parameters['actor'], observation))
    log_probability = jnp.take_along_axis(log_probabilities, action[:, None], 1)[:, 0]
    entropy = -(jnp.exp(log_probabilities) * log_probabilities).sum(-1).mean()
    ratio = jnp.exp(log_probability - old_log_probability)
    advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
    policy_loss = jnp.maximum(-advantage * ratio, -advantage * ratio.clip(0.8, 1.2)).mean()
    value = network(parameters['critic'], observation)[:, 0]
    near = old_value + (value - old_value).clip(-0.2, 0.2)
    value_loss = 0.5 * jnp.maximum((value - target) ** 2, (near - target) ** 2).mean()
    return policy_loss - 0.01 * entropy + 0.5 * value_loss


optimizer = optax.chain(optax.clip_by_global_norm(0.5), optax.adam(1e-5, eps=1e-5))


def update(carry, minibatch):
    parameters, state = carry
    step, state = optimizer.update(jax.grad(loss)(parameters, minibatch), state)
    return (optax.apply_updates(parameters, step), state), None


count = 4 if batch * hidden >= 2**20 else 32
keys = jax.random.split(jax.random.PRNGKey(0), 8)
parameters = {'actor': initialize(keys[0], 2), 'critic': initialize(keys[1], 1)}
minibatches = (
    jax.random.normal(keys[2], (count, batch, 4)), jax.random.randint(keys[3], (count, batch), 0, 2), -jax.random.uniform(keys[4], (count, batch)),
    jax.random.normal(keys[5], (count, batch)), jax.random.normal(keys[6], (count, batch)), jax.random.normal(keys[7], (count, batch)),
)
updates = jax.jit(lambda carry: jax.lax.scan(update, carry, minibatches)[0])
carry = (parameters, optimizer.init(parameters))


def call():
    global carry
    carry = jax.block_until_ready(updates(carry))


milliseconds = milliseconds_per_call(call, 0.1 if options.quick else options.seconds) / count
report('jax', f'update {hidden}x{hidden} batch {batch}', ['jax', 'optax'], millisecondsPerUpdate=milliseconds)

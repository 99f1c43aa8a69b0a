"""rejax's PPO on gymnax's CartPole-v1, the whole run in one jitted function on the CPU. Prints steps per second without compilation, the
seconds of compilation, and how long the process took from its start to the trained policy, compilation included.

rejax 0.1.3 takes what `step` of an older gymnax gave; an adapter joins the two flags of gymnax 1.0.1."""
import time

from measure import arguments, report

options = arguments(num_envs=4, num_steps=128, updates=400, process_start=0.0)

import gymnax  # noqa: E402  the time of importing counts
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from rejax import PPO  # noqa: E402
from rejax.evaluate import evaluate  # noqa: E402


class JoinedFlags:
    """`step` with one flag for the end of an episode in place of two."""

    def __init__(self, env):
        self.env = env

    def __deepcopy__(self, memo):
        return self

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return getattr(self.env, name)

    def step(self, key, state, action, params=None):
        observation, state, reward, terminated, truncated, info = self.env.step(key, state, action, params)
        return observation, state, reward, jnp.logical_or(terminated, truncated), info

    def reset(self, key, params=None):
        return self.env.reset(key, params)


env, params = gymnax.make('CartPole-v1')
env = JoinedFlags(env)
total = options.num_envs * options.num_steps * (2 if options.quick else options.updates)
algorithm = PPO.create(
    env=env, env_params=params, num_envs=options.num_envs, num_steps=options.num_steps, num_epochs=4, num_minibatches=4, learning_rate=2.5e-4,
    max_grad_norm=0.5, gamma=0.99, gae_lambda=0.95, clip_eps=0.2, ent_coef=0.01, vf_coef=0.5, total_timesteps=total, eval_freq=total,
    skip_initial_evaluation=True, agent_kwargs={'activation': 'tanh'},
)
algorithm = algorithm.replace(eval_callback=lambda algorithm, state, key: ())
began = time.perf_counter()
train = jax.jit(lambda key: algorithm.train(key)).lower(jax.random.PRNGKey(0)).compile()
compile_seconds = time.perf_counter() - began
state, _ = jax.block_until_ready(train(jax.random.PRNGKey(1)))
# process_start: seconds since the epoch, from whoever started this
to_policy = time.time() - options.process_start if options.process_start else None
began = time.perf_counter()
jax.block_until_ready(train(jax.random.PRNGKey(2)))
seconds = time.perf_counter() - began
_, returns = evaluate(algorithm.make_act(state), jax.random.PRNGKey(99), env, params, 100, 500)
report(
    'rejax', f'training {options.num_envs}x{options.num_steps}', ['rejax', 'gymnax', 'jax', 'flax', 'optax'], stepsPerSecond=total / seconds,
    compileSeconds=compile_seconds, secondsToPolicy=to_policy, meanReturn=float(jnp.mean(returns)),
)

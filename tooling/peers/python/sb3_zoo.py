"""Stable-Baselines3's PPO on CartPole-v1 by the recipe of RL Baselines3 Zoo. Prints steps per second of `learn`, and how long the process
took from its start to the trained policy, and the mean return of that policy over 100 episodes, whose time is left out."""
import time

from measure import arguments, report

options = arguments(steps=100_000, process_start=0.0)

from stable_baselines3 import PPO  # noqa: E402  the time of importing counts
from stable_baselines3.common.env_util import make_vec_env  # noqa: E402
from stable_baselines3.common.evaluation import evaluate_policy  # noqa: E402

envs = make_vec_env('CartPole-v1', n_envs=8, seed=1)
model = PPO(
    'MlpPolicy', envs, seed=1, device='cpu', n_steps=32, batch_size=256, n_epochs=20, gamma=0.98, gae_lambda=0.8, ent_coef=0.0,
    learning_rate=lambda remaining: 0.001 * remaining, clip_range=lambda remaining: 0.2 * remaining,
)
began = time.perf_counter()
model.learn(2048 if options.quick else options.steps)
seconds = time.perf_counter() - began
# process_start: seconds since the epoch, from whoever started this
to_policy = time.time() - options.process_start if options.process_start else None
mean_return, _ = evaluate_policy(model, make_vec_env('CartPole-v1', n_envs=8, seed=1001), n_eval_episodes=8 if options.quick else 100)
report(
    'stable-baselines3', "RL Zoo's recipe", ['stable_baselines3', 'torch', 'gymnasium', 'numpy'],
    stepsPerSecond=model.num_timesteps / seconds, secondsToPolicy=to_policy, meanReturn=float(mean_return),
)

"""PPO on CartPole-v1 as CleanRL's ppo.py does it, by its defaults, written anew: one file, PyTorch, a synchronous vector environment,
four environments of 128 steps, four minibatches and four epochs, clipped values, annealed Adam. Prints steps per second of training."""
import time

import gymnasium as gym
import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

from measure import arguments, report

NUM_ENVS, NUM_STEPS, NUM_MINIBATCHES, EPOCHS = 4, 128, 4, 4
LEARNING_RATE, GAMMA, GAE_LAMBDA, CLIP = 2.5e-4, 0.99, 0.95, 0.2
ENTROPY, VALUE, MAX_NORM = 0.01, 0.5, 0.5
BATCH = NUM_ENVS * NUM_STEPS


def layer(inputs, outputs, gain):
    linear = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(linear.weight, gain)
    nn.init.zeros_(linear.bias)
    return linear


def network(outputs, gain):
    root = 2**0.5
    return nn.Sequential(layer(4, 64, root), nn.Tanh(), layer(64, 64, root), nn.Tanh(), layer(64, outputs, gain))


def train(total_steps):
    """Seconds of the training loop, which begins after environments, networks and optimiser are there."""
    torch.manual_seed(1)
    shuffler = np.random.default_rng(1)
    envs = gym.vector.SyncVectorEnv(
        [lambda: gym.wrappers.RecordEpisodeStatistics(gym.make('CartPole-v1')) for _ in range(NUM_ENVS)],
        autoreset_mode=gym.vector.AutoresetMode.SAME_STEP,
    )
    actor, critic = network(2, 0.01), network(1, 1.0)
    parameters = [*actor.parameters(), *critic.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=LEARNING_RATE, eps=1e-5)
    observations = torch.zeros(NUM_STEPS, NUM_ENVS, 4)
    actions, log_probabilities, rewards, dones, values = (torch.zeros(NUM_STEPS, NUM_ENVS) for _ in range(5))
    num_updates = total_steps // BATCH

    began = time.perf_counter()
    observation = torch.as_tensor(envs.reset(seed=1)[0])
    done = torch.zeros(NUM_ENVS)
    for update in range(num_updates):
        optimizer.param_groups[0]['lr'] = LEARNING_RATE * (1 - update / num_updates)
        for t in range(NUM_STEPS):
            observations[t], dones[t] = observation, done
            with torch.no_grad():
                policy = Categorical(logits=actor(observation))
                action = policy.sample()
                log_probabilities[t] = policy.log_prob(action)
                values[t] = critic(observation).flatten()
            actions[t] = action
            observation, reward, terminated, truncated, _ = envs.step(action.numpy())
            rewards[t] = torch.as_tensor(reward)
            observation = torch.as_tensor(observation)
            done = torch.as_tensor(np.logical_or(terminated, truncated), dtype=torch.float32)

        with torch.no_grad():
            advantages = torch.zeros_like(rewards)
            following, alive, running = critic(observation).flatten(), 1 - done, torch.zeros(NUM_ENVS)
            for t in reversed(range(NUM_STEPS)):
                delta = rewards[t] + GAMMA * following * alive - values[t]
                running = delta + GAMMA * GAE_LAMBDA * alive * running
                advantages[t] = running
                following, alive = values[t], 1 - dones[t]
            returns = advantages + values

        rows = [x.reshape(BATCH, *x.shape[2:]) for x in (observations, actions.long(), log_probabilities, advantages, returns, values)]
        for _ in range(EPOCHS):
            for chosen in np.array_split(shuffler.permutation(BATCH), NUM_MINIBATCHES):
                obs, action, old_log_probability, advantage, target, old_value = (x[chosen] for x in rows)
                policy = Categorical(logits=actor(obs))
                log_ratio = policy.log_prob(action) - old_log_probability
                ratio = log_ratio.exp()
                with torch.no_grad():
                    approx_kl = (ratio - 1 - log_ratio).mean().item()
                    clip_fraction = ((ratio - 1).abs() > CLIP).float().mean().item()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                policy_loss = torch.maximum(-advantage * ratio, -advantage * ratio.clamp(1 - CLIP, 1 + CLIP)).mean()
                value = critic(obs).flatten()
                near = old_value + (value - old_value).clamp(-CLIP, CLIP)
                value_loss = 0.5 * torch.maximum((value - target) ** 2, (near - target) ** 2).mean()
                loss = policy_loss - ENTROPY * policy.entropy().mean() + VALUE * value_loss
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(parameters, MAX_NORM)
                optimizer.step()
        assert np.isfinite(approx_kl + clip_fraction)
    seconds = time.perf_counter() - began
    envs.close()
    return seconds


options = arguments(steps=40_960)
steps = 2048 if options.quick else options.steps
train(1024)
report('cleanrl-style', 'training 4x128', ['torch', 'gymnasium', 'numpy'], stepsPerSecond=steps / train(steps))

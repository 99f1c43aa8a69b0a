"""One minibatch update of PPO in eager PyTorch: two tanh networks of two hidden layers, 4 observations, 2 actions, clipped losses,
normalised advantages, global norm, Adam. Prints milliseconds per update."""
import torch
from torch import nn

from measure import arguments, milliseconds_per_call, report

options = arguments(hidden=64, batch=256, seconds=2.0)
hidden, batch = options.hidden, options.batch


def network(outputs):
    return nn.Sequential(nn.Linear(4, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, outputs))


torch.manual_seed(0)
actor, critic = network(2), network(1)
parameters = [*actor.parameters(), *critic.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-5, eps=1e-5)
observation, action = torch.randn(batch, 4), torch.randint(0, 2, (batch,))
old_log_probability, old_value, raw_advantage, target = -torch.rand(batch), *torch.randn(3, batch)


def call():
    log_probabilities = torch.log_softmax(actor(observation), -1)
    log_probability = log_probabilities.gather(1, action[:, None])[:, 0]
    entropy = -(log_probabilities.exp() * log_probabilities).sum(-1).mean()
    ratio = (log_probability - old_log_probability).exp()
    advantage = (raw_advantage - raw_advantage.mean()) / (raw_advantage.std() + 1e-8)
    policy_loss = torch.maximum(-advantage * ratio, -advantage * ratio.clamp(0.8, 1.2)).mean()
    value = critic(observation)[:, 0]
    near = old_value + (value - old_value).clamp(-0.2, 0.2)
    value_loss = 0.5 * torch.maximum((value - target) ** 2, (near - target) ** 2).mean()
    loss = policy_loss - 0.01 * entropy + 0.5 * value_loss
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 0.5)
    optimizer.step()


milliseconds = milliseconds_per_call(call, 0.1 if options.quick else options.seconds)
report('torch', f'update {hidden}x{hidden} batch {batch}', ['torch'], millisecondsPerUpdate=milliseconds)

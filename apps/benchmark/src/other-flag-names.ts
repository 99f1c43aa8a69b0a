/** What other libraries' command lines (Stable-Baselines3 and its RL Zoo, CleanRL) call our flags. */
const names: Readonly<Record<string, string>> = {
  '--algorithm': '--algo',
  '--batch-size': '--minibatch-size',
  '--clip-coef': '--clip-range',
  '--ent-coef': '--entropy-coefficient',
  '--env-id': '--env',
  '--lr': '--learning-rate',
  '--n-envs': '--num-envs',
  '--n-epochs': '--epochs',
  '--n-steps': '--rollout-steps',
  '--n-timesteps': '--steps',
  '--num-steps': '--rollout-steps',
  '--num-timesteps': '--steps',
  '--timesteps': '--steps',
  '--total-steps': '--steps',
  '--total-timesteps': '--steps',
  '--update-epochs': '--epochs',
  '--vf-coef': '--value-coefficient',
};

/** Our name of a flag that is another's; undefined for any other. */
export function nameOf(flag: string): string | undefined {
  return Object.hasOwn(names, flag) ? names[flag] : undefined;
}

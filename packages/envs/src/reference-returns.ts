/** Mean episode returns of a random and an expert policy; written by scripts/reference-returns.mjs --write. */
export const referenceReturns = {
  'scaled-cartpoles': {
    'standard': { randomReturn: 21.708, expertReturn: 500 },
    'long': { randomReturn: 4.143, expertReturn: 50 },
    'heavy': { randomReturn: 53.487, expertReturn: 1500 },
    'short': { randomReturn: 146.79, expertReturn: 5000 },
  },
  'cartpole-swingups': {
    '0.4kg-0.5m-weak': { randomReturn: 15.2878, expertReturn: 447.859 },
    '0.4kg-0.5m-strong': { randomReturn: 18.3306, expertReturn: 467.424 },
    '0.4kg-0.7m-weak': { randomReturn: 9.85486, expertReturn: 440.928 },
    '0.4kg-0.7m-strong': { randomReturn: 14.9764, expertReturn: 449.403 },
    '0.8kg-0.5m-weak': { randomReturn: 10.2078, expertReturn: 432.433 },
    '0.8kg-0.5m-strong': { randomReturn: 15.7451, expertReturn: 464.623 },
    '0.8kg-0.7m-weak': { randomReturn: 8.80484, expertReturn: 424.445 },
    '0.8kg-0.7m-strong': { randomReturn: 12.5933, expertReturn: 458.423 },
  },
  'mixed-horizons': {
    '30-steps': { randomReturn: 13.832, expertReturn: 30 },
    '100-steps': { randomReturn: 18.37, expertReturn: 100 },
    '300-steps': { randomReturn: 30.168, expertReturn: 300 },
    '1000-steps': { randomReturn: 48.074, expertReturn: 1000 },
  },
  'gridworld-curriculum': {
    '3x3': { randomReturn: 0.463075, expertReturn: 0.9375 },
    '5x5': { randomReturn: 0.247994, expertReturn: 0.958042 },
    '7x7': { randomReturn: 0.232412, expertReturn: 0.961043 },
    '9x9': { randomReturn: 0.237511, expertReturn: 0.970344 },
    '11x11': { randomReturn: 0.0844448, expertReturn: 0.965934 },
  },
  'classic-mix': {
    'CartPole-v1': { randomReturn: 21.792, expertReturn: 500 },
    'Acrobot-v1': { randomReturn: -499.47, expertReturn: -87.96 },
    'Pendulum-v1': { randomReturn: -1225.06, expertReturn: -146.422 },
    'FrozenLake-v1': { randomReturn: 0.016, expertReturn: 0.72 },
  },
};

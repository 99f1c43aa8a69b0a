const leftRight = ['left', 'right'];
const leftCoastRight = ['left', 'no push', 'right'];
const compass = ['up', 'right', 'down', 'left'];
const lake = ['left', 'down', 'right', 'up'];
const acrobot = ['torque −1', 'no torque', 'torque +1'];
const taxi = ['south', 'north', 'east', 'west', 'pick up', 'drop off'];

/** Names of the actions, or of the numbers of a continuous one, by environment. */
const actionNames: Readonly<Record<string, readonly string[]>> = {
  'CartPole-v1': leftRight,
  'scaled-cartpoles': leftRight,
  'mixed-horizons': leftRight,
  'cartpole-swingups': leftCoastRight,
  'gridworld-curriculum': compass,
  'Acrobot-v1': acrobot,
  'MountainCar-v0': leftCoastRight,
  'MountainCarContinuous-v0': ['force'],
  'Pendulum-v1': ['torque'],
  'FrozenLake-v1': lake,
  'FrozenLake8x8-v1': lake,
  'CliffWalking-v1': compass,
  'CliffWalkingSlippery-v1': compass,
  'Taxi-v4': taxi,
  'Taxi-v3': taxi,
  'Blackjack-v1': ['stick', 'hit'],
};

/** Of the tasks of suites whose tasks do not share their actions. */
const taskActionNames: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'classic-mix': {
    'CartPole-v1': leftRight,
    'Acrobot-v1': acrobot,
    'Pendulum-v1': ['torque −2', 'torque −1', 'no torque', 'torque +1', 'torque +2'],
    'FrozenLake-v1': lake,
  },
};

/** What the actions of an environment's task are called; null where that is not known. */
export function actionNamesOf(env: string, task: string): readonly string[] | null {
  return taskActionNames[env]?.[task] ?? actionNames[env] ?? null;
}

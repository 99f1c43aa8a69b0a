// The experts that reference returns are measured with: policies that know the equations. Each suite has, a task,
// `numActions` and `act(observations, offset, task)`.

const TIME_STEP = 0.02;

/** Expert of a suite; `envs` is what @cohort-rl/envs exports. */
export function createExperts(suite, envs) {
  const { tasks } = envs.makeVec(suite, { numEnvs: 1 });
  switch (suite) {
    case 'scaled-cartpoles':
    case 'mixed-horizons': {
      const experts = tasks.map(balancer);
      return { numActions: tasks.map(() => 2), act: (observations, at, task) => experts[task](observations, at) };
    }
    case 'cartpole-swingups': {
      const experts = tasks.map(swinger);
      return { numActions: tasks.map(() => 3), act: (observations, at, task) => experts[task](observations, at) };
    }
    case 'gridworld-curriculum': {
      const experts = envs.gridworldMazes().map(pathfinder);
      return { numActions: tasks.map(() => 4), act: (observations, at, task) => experts[task](observations, at) };
    }
    case 'classic-mix': {
      const experts = [balancer({}), acrobat, pendulumSwinger, iceWalker()];
      return { numActions: [2, 3, 5, 4], act: (observations, at, task) => experts[task](observations, at) };
    }
  }
  throw new RangeError(`invalid suite: ${suite}`);
}

/** Gain of the discrete linear-quadratic regulator of x' = A x + B u with costs diag(1, 0.1, 10, 0.1) and 0.01. */
function regulatorGain(a, b) {
  const cost = [1, 0.1, 10, 0.1];
  let p = cost.map((value, i) => cost.map((_, j) => (i === j ? value : 0)));
  let gain = [0, 0, 0, 0];
  for (let iteration = 0; iteration < 5000; iteration++) {
    const pa = p.map((row) => a[0].map((_, j) => row.reduce((sum, value, k) => sum + value * a[k][j], 0)));
    const pb = p.map((row) => row.reduce((sum, value, k) => sum + value * b[k], 0));
    const denominator = 0.01 + b.reduce((sum, value, k) => sum + value * pb[k], 0);
    gain = a[0].map((_, j) => b.reduce((sum, value, k) => sum + value * pa[k][j], 0) / denominator);
    p = p.map((_, i) =>
      p.map((_, j) => (i === j ? cost[i] : 0) + a.reduce((sum, row, k) => sum + row[i] * pa[k][j], 0) -
        a.reduce((sum, row, k) => sum + row[i] * pb[k], 0) * gain[j]));
  }
  return gain;
}

/** Pushes a cart-pole to the side that the regulator's force points to. */
function balancer({ gravity = 9.8, cartMass = 1, poleMass = 0.1, halfLength = 0.5 }) {
  const mass = cartMass + poleMass;
  const inertia = halfLength * (4 / 3 - poleMass / mass);
  const thetaPerTheta = gravity / inertia;
  const thetaPerForce = -1 / (mass * inertia);
  const coupling = (poleMass * halfLength) / mass;
  const gain = regulatorGain(
    [
      [1, TIME_STEP, 0, 0],
      [0, 1, -TIME_STEP * coupling * thetaPerTheta, 0],
      [0, 0, 1, TIME_STEP],
      [0, 0, TIME_STEP * thetaPerTheta, 1],
    ],
    [0, TIME_STEP * (1 / mass - coupling * thetaPerForce), 0, TIME_STEP * thetaPerForce],
  );
  return (states, at) => {
    const force = gain[0] * states[at] + gain[1] * states[at + 1] + gain[2] * states[at + 2] + gain[3] * states[at + 3];
    return force < 0 ? 1 : 0;
  };
}

/**
 * Swings a pole up and balances it. Away from the upright position the cart's acceleration is energyGain · (energy - energyOffset) ·
 * θ' cos θ, less the position's and the velocity's gains (K. J. Åström and K. Furuta, "Swinging up a pendulum by energy control",
 * 2000), the force being what the equations of motion need for it, the pole's part in them times `compensation`; near it, within `angle` and
 * `speed`, the regulator's times `hold`. The actuator is used when at least the `threshold` part of its force is wanted. The nine
 * numbers were found by the cross-entropy method.
 */
function swinger({ name, poleMass, poleLength, force }) {
  const [angle, speed, energyGain, positionGain, velocityGain, threshold, energyOffset, hold, compensation] =
    SWING_UPS[name];
  const [cartMass, friction, gravity] = [0.5, 0.1, 9.82];
  const mass = cartMass + poleMass;
  const upright = 4 * mass - 3 * poleMass;
  const gain = regulatorGain(
    [
      [1, TIME_STEP, 0, 0],
      [0, 1 - (4 * friction * TIME_STEP) / upright, (-3 * poleMass * gravity * TIME_STEP) / upright, 0],
      [0, 0, 1, TIME_STEP],
      [0, (6 * friction * TIME_STEP) / (poleLength * upright), (6 * mass * gravity * TIME_STEP) / (poleLength * upright), 1],
    ],
    [0, (4 * TIME_STEP) / upright, 0, (-6 * TIME_STEP) / (poleLength * upright)],
  );
  return (observations, at) => {
    const [position, velocity, cosine, sine, angular] = observations.subarray(at, at + 5);
    const theta = Math.atan2(sine, cosine);
    let wanted;
    if (Math.abs(theta) < angle && Math.abs(angular) < speed) {
      wanted = -hold * (gain[0] * position + gain[1] * velocity + gain[2] * theta + gain[3] * angular);
    } else {
      const energy = (poleLength * poleLength * angular * angular) / 6 + ((gravity * poleLength) / 2) * (cosine - 1) - energyOffset;
      const acceleration = energyGain * energy * angular * cosine - positionGain * position - velocityGain * velocity;
      const pole = 3 * poleMass * gravity * sine * cosine - 2 * poleMass * poleLength * angular * angular * sine;
      wanted = ((4 * mass - 3 * poleMass * cosine * cosine) * acceleration + compensation * pole) / 4 + friction * velocity;
    }
    return wanted > force * threshold ? 2 : wanted < -force * threshold ? 0 : 1;
  };
}

const SWING_UPS = {
  '0.4kg-0.5m-weak': [0.59, 4.02, 1.53, 4.24, 3.64, 0.1, 0.52, 1.02, 1.25],
  '0.4kg-0.5m-strong': [0.66, 5.44, 9.67, 9.37, 5.79, 0.2, 0.35, 1.49, -0.02],
  '0.4kg-0.7m-weak': [0.64, 6.18, 2.4, 12.85, 7.73, 0.18, 1.16, 1.73, 1.37],
  '0.4kg-0.7m-strong': [0.92, 4.27, 8.9, 5.12, 4.73, 0.14, 0.01, 1.21, 0.61],
  '0.8kg-0.5m-weak': [0.27, 5.92, 2.06, 6.83, 2.49, 0.1, 1.61, 0.82, 1.76],
  '0.8kg-0.5m-strong': [0.98, 7.25, 2.29, 14.27, 8.92, 0.06, 0.97, 0.44, 1.17],
  '0.8kg-0.7m-weak': [0.3, 4.04, 1.11, 5.45, 2.72, 0.08, 2.61, 1.36, 1.03],
  '0.8kg-0.7m-strong': [0.79, 5.77, 1.81, 17.64, 6.43, 0.05, 1.29, 0.59, 0.83],
};

/** Takes the shortest path to the goal. */
function pathfinder({ size, walls, distances }) {
  const steps = [-size, 1, size, -1];
  return (observations, at) => {
    const cell = Math.round(((observations[at] + 1) / 2) * (size - 1)) * size + Math.round(((observations[at + 1] + 1) / 2) * (size - 1));
    return steps.findIndex((step, direction) => walls[4 * cell + direction] === 0 && distances[cell + step] < distances[cell]);
  };
}

/** Drives the second link the way that it turns. */
const acrobat = (observations, at) => (observations[at + 5] > 0 ? 2 : 0);

/** Swings the pendulum up by its energy, then holds it; of five torques from -2 to 2. */
function pendulumSwinger(observations, at) {
  const theta = Math.atan2(observations[at + 1], observations[at]);
  const angular = observations[at + 2];
  const energy = (angular * angular) / 2 + 15 * (Math.cos(theta) - 1);
  const torque = Math.cos(theta) > 0.85 ? -(12 * theta + 3 * angular) : (energy < 0.5 ? 2 : -2) * (angular < 0 ? -1 : 1);
  return Math.max(0, Math.min(4, Math.round(torque + 2)));
}

/** The optimal policy of FrozenLake-v1 by value iteration, without a time limit. */
function iceWalker() {
  const map = 'SFFFFHFHFFFHHFFG';
  const move = (state, direction) => {
    const [row, column] = [Math.floor(state / 4), state % 4];
    if (direction === 0) return row * 4 + Math.max(column - 1, 0);
    if (direction === 1) return Math.min(row + 1, 3) * 4 + column;
    if (direction === 2) return row * 4 + Math.min(column + 1, 3);
    return Math.max(row - 1, 0) * 4 + column;
  };
  const values = new Float64Array(16);
  const worth = (state, action) =>
    [3, 0, 1].reduce((sum, turn) => {
      const next = move(state, (action + turn) % 4);
      return sum + (map[next] === 'G' ? 1 : map[next] === 'H' ? 0 : values[next]) / 3;
    }, 0);
  const best = (state) => [1, 2, 3].reduce((choice, action) => (worth(state, action) > worth(state, choice) + 1e-9 ? action : choice), 0);
  for (let sweep = 0; sweep < 2000; sweep++) for (let state = 0; state < 16; state++) values[state] = worth(state, best(state));
  return (observations, at) => best(observations.subarray(at, at + 16).indexOf(1));
}

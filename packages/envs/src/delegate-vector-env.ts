import type { VectorEnv } from './vector-env.ts';

/** A vector environment that hands everything on to another: what a wrapper spreads and then overrides in part. */
export function delegateVectorEnv(envs: VectorEnv): VectorEnv {
  return {
    id: envs.id,
    numEnvs: envs.numEnvs,
    observationSpace: envs.observationSpace,
    actionSpace: envs.actionSpace,
    observationSize: envs.observationSize,
    tasks: envs.tasks,
    maxEpisodeSteps: envs.maxEpisodeSteps,
    currentTasks: envs.currentTasks,
    actionMasks: envs.actionMasks,
    autoreset: envs.autoreset,
    waiting: envs.waiting,
    startIds: envs.startIds,
    hasExactState: envs.hasExactState,
    reset: (options) => envs.reset(options),
    step: (actions) => envs.step(actions),
    getState: () => envs.getState(),
    setState: (state) => envs.setState(state),
    transformObservations: (observations) => envs.transformObservations(observations),
    getObservationNormalizer: envs.getObservationNormalizer && (() => envs.getObservationNormalizer!()),
    createEvaluationEnvs: (options) => envs.createEvaluationEnvs(options),
    ...(envs.render && { render: (env) => envs.render!(env) }),
    close: () => envs.close(),
  };
}

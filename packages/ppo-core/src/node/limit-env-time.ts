import { createContext, Script } from 'node:vm';
import type { Env } from '@cohort-rl/envs';

const script = new Script('work()');

/**
 * The same environment, whose `reset` and `step` fail when they have not answered within `seconds`: what hangs is stopped, and a vector
 * of it (`makeVec(() => limitEnvTime(new MyEnv(), 5), …)`) throws an EnvFailureError that names environment and step. What was stopped
 * may be left halfway: make a new one. A call costs some 0.1 ms more; the library's own environments need no limit.
 * @throws RangeError when `seconds` is not positive.
 */
export function limitEnvTime(env: Env, seconds: number): Env {
  if (!(seconds > 0) || !Number.isFinite(seconds)) throw new RangeError(`invalid seconds: ${seconds}; expected a number > 0`);
  // the longest that a timer can take, 49 days
  const timeout = Math.min(Math.ceil(1000 * seconds), 2 ** 32 - 1);
  const global: { work?: () => unknown } = {};
  const context = createContext(global);
  const limited = <T>(work: () => T): T => {
    global.work = work;
    try {
      return script.runInContext(context, { timeout }) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Error(`no answer within ${seconds} s`, { cause: error });
      throw error;
    }
  };
  return {
    observationSpace: env.observationSpace,
    actionSpace: env.actionSpace,
    reset: (options) => limited(() => env.reset(options)),
    step: (action) => limited(() => env.step(action)),
    ...(env.getState && { getState: () => env.getState!() }),
    ...(env.setState && {
      setState: (state) => {
        env.setState!(state);
      },
    }),
    ...(env.render && { render: () => env.render!() }),
    ...(env.close && {
      close: () => {
        env.close!();
      },
    }),
  };
}

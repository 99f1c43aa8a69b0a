import type { PpoAgent, RunRecord } from '@cohort-rl/ppo-core';
import { createAgent, type AgentRequest } from './create-agent.ts';
import type { Command, PolicySnapshot, Report, TrainingRequest } from './protocol.ts';

/** Least time between two reports of progress, in milliseconds. */
const reportInterval = 50;

/** What the session needs of the place where it runs. */
export interface SessionPlace {
  readonly post: (report: Report) => void;
  /** Build of the kernels to ask for. Default: the best that can run there. */
  readonly kernels?: AgentRequest['kernels'];
  /** Milliseconds, from any zero. */
  readonly now: () => number;
  /** Resolves after so many milliseconds, or when `wake` is called. */
  readonly sleep: (milliseconds: number) => { readonly done: Promise<void>; readonly wake: () => void };
}

/** Trains one agent as commands say: the inside of a worker. */
export interface TrainingSession {
  receive(command: Command): void;
}

export function createTrainingSession({ post, now, sleep, kernels }: SessionPlace): TrainingSession {
  let updatesLeft = Infinity;
  let updatesPerSecond: number | null = null;
  let isStopped = false;
  let hasStarted = false;
  let wake = (): void => {};

  const rest = async (milliseconds: number): Promise<void> => {
    const sleeping = sleep(milliseconds);
    wake = sleeping.wake;
    await sleeping.done;
    wake = () => {};
  };

  async function train(request: TrainingRequest): Promise<void> {
    const { experiment, snapshotEvery } = request;
    const agent = await createAgent({ ...request, kernels });
    post({ type: 'ready', description: describe(agent), policy: policyOf(agent) });
    let records: RunRecord[] = [];
    let lastReport = -Infinity;
    const report = (): void => {
      if (records.length === 0) return;
      post({ type: 'progress', records, step: agent.step, update: agent.update, policy: policyOf(agent) });
      records = [];
      lastReport = now();
    };

    /** Stays here while paused, and until the next update is due; whether training goes on. */
    const waitForTurn = async (due: number): Promise<boolean> => {
      while (!isStopped && updatesLeft === 0) {
        report();
        post({ type: 'paused' });
        while (!isStopped && updatesLeft === 0) await rest(Infinity);
        if (!isStopped) post({ type: 'resumed' });
      }
      for (let left; !isStopped && updatesLeft > 0 && updatesPerSecond !== null && (left = due + 1000 / updatesPerSecond - now()) > 0;) {
        if (now() - lastReport >= reportInterval) report();
        await rest(left);
      }
      return isStopped ? false : updatesLeft > 0 || waitForTurn(due);
    };

    let begun = -Infinity;
    if (await waitForTurn(begun)) {
      begun = now();
      for await (const update of agent.learn({ totalSteps: experiment.totalSteps, ...(snapshotEvery !== null && { snapshotEvery }) })) {
        records.push(...update.records);
        // a pause may have come in the middle of the update
        if (updatesLeft > 0) updatesLeft--;
        if (now() - lastReport >= reportInterval) report();
        if (update.isLast || !(await waitForTurn(begun))) break;
        begun = now();
      }
    }
    report();
    agent.close();
    post({ type: 'ended', reason: isStopped ? 'stopped' : 'finished' });
  }

  return {
    receive(command) {
      switch (command.type) {
        case 'start':
          if (hasStarted) return post({ type: 'failed', message: 'invalid command: start; expected once in a session' });
          hasStarted = true;
          updatesPerSecond = command.request.updatesPerSecond;
          train(command.request).catch((error: unknown) => post({ type: 'failed', message: error instanceof Error ? error.message : String(error) }));
          return;
        case 'pause':
          updatesLeft = 0;
          break;
        case 'resume':
          updatesLeft = command.updates ?? Infinity;
          break;
        case 'pace':
          updatesPerSecond = command.updatesPerSecond;
          break;
        case 'stop':
          isStopped = true;
          break;
      }
      wake();
    },
  };
}

function describe({ engine, envs }: PpoAgent): Extract<Report, { type: 'ready' }>['description'] {
  return { kernels: engine.build, threads: engine.threads, notes: engine.notes, tasks: envs.tasks.map(({ name }) => name) };
}

function policyOf({ engine, envs, options, step }: PpoAgent): PolicySnapshot {
  return {
    step,
    parameters: engine.readParameters(),
    observationMoments: observationMoments(envs.getState()),
    valueNormalizer: options.valueNormalizer?.getState?.() ?? null,
  };
}

interface WrapperState {
  readonly envs?: WrapperState;
  readonly moments?: unknown;
  readonly observations?: unknown;
}

/** The moments within the state of nested wrappers, where one of them normalises observations. */
function observationMoments(state: unknown): unknown {
  for (let inner = state as WrapperState | null | undefined; inner; inner = inner.envs) {
    if (inner.moments !== undefined && inner.observations !== undefined) return inner.moments;
  }
  return null;
}

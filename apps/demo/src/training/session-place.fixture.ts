import { defaultExperiment, type Experiment } from './experiment.ts';
import type { Report, TrainingRequest } from './protocol.ts';
import { createTrainingSession, type SessionPlace, type TrainingSession } from './training-session.ts';

export const tiny: Experiment = { ...defaultExperiment('CartPole-v1'), totalSteps: 1000, numEnvs: 4, rolloutSteps: 25, epochs: 1 };

export const tinyRequest: TrainingRequest = { algorithm: 'ppo', experiment: tiny, threads: 1, snapshotEvery: null, updatesPerSecond: null };

type ReportOf<T extends Report['type']> = Extract<Report, { type: T }>;

export interface SessionUnderTest {
  readonly session: TrainingSession;
  readonly reports: Report[];
  readonly of: <T extends Report['type']>(type: T) => ReportOf<T>[];
  /** What it slept for, in milliseconds. */
  readonly sleeps: number[];
  /** Resolves with the first report of a type that is not there yet. */
  readonly next: <T extends Report['type']>(type: T) => Promise<ReportOf<T>>;
}

/** A session whose clock moves on by `tick` at each look, and by what it sleeps. */
export function sessionUnderTest(tick: number, onReport: (report: Report, session: TrainingSession) => void = () => {}): SessionUnderTest {
  const reports: Report[] = [];
  const sleeps: number[] = [];
  const waiting: { readonly type: string; readonly resolve: (report: never) => void }[] = [];
  let time = 0;
  const place: SessionPlace = {
    now: () => (time += tick),
    post(report) {
      reports.push(report);
      onReport(report, session);
      for (const waiter of waiting.filter(({ type }) => type === report.type)) {
        waiting.splice(waiting.indexOf(waiter), 1);
        waiter.resolve(report as never);
      }
    },
    sleep(milliseconds) {
      sleeps.push(milliseconds);
      let wake = (): void => {};
      const done = new Promise<void>((resolve) => (wake = resolve));
      if (milliseconds < Infinity) {
        time += milliseconds;
        wake();
      }
      return { done, wake };
    },
  };
  const session = createTrainingSession(place);
  return {
    session,
    reports,
    sleeps,
    of: <T extends Report['type']>(type: T) => reports.filter((report): report is ReportOf<T> => report.type === type),
    next: async <T extends Report['type']>(type: T) => new Promise<ReportOf<T>>((resolve) => waiting.push({ type, resolve: resolve })),
  };
}

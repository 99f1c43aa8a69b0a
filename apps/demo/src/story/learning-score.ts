import { normalizeScore, type TaskReference, type UpdateRecord } from '@cohort-rl/analysis';
import { environments } from '../training/environments.ts';

/** Reference returns of an environment's tasks, by name; empty unless all are known. */
export function referencesOf(env: string): Readonly<Record<string, TaskReference>> {
  const tasks = environments.get(env)?.tasks ?? [];
  const known = tasks.flatMap(({ name, randomReturn, expertReturn }) => (randomReturn === undefined || expertReturn === undefined ? [] : [[name, { randomReturn, expertReturn }] as const]));
  return known.length === tasks.length ? Object.fromEntries(known) : {};
}

/** What a learning curve shows of an update. */
export interface LearningPoint {
  readonly step: number;
  readonly value: number;
}

/**
 * Over updates: the mean over tasks of the normalised return of the last episodes (0 a random policy, 1 an expert), where references are known; the
 * return itself otherwise. Updates before the first episode of every task are left out.
 */
export function learningCurve(updates: readonly UpdateRecord[], references: Readonly<Record<string, TaskReference>>): LearningPoint[] {
  const tasks = Object.entries(references);
  return updates.flatMap(({ step, metrics }) => {
    const score = (name: string, reference: TaskReference): number => {
      const value = metrics[tasks.length > 1 ? `task/${name}/episodic_return` : 'charts/episodic_return'];
      return typeof value === 'number' ? normalizeScore(value, reference) : NaN;
    };
    const value = tasks.length > 0 ? tasks.reduce((sum, [name, reference]) => sum + score(name, reference), 0) / tasks.length : (metrics['charts/episodic_return'] ?? NaN);
    return Number.isNaN(value) ? [] : [{ step, value }];
  });
}

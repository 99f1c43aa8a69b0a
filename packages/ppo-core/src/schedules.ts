import { InvalidOptionError } from './errors.ts';
import { shownValue } from './shown-value.ts';

/** A number that moves linearly from `initial` at the start of training to `final` at its end. */
export interface LinearSchedule {
  readonly initial: number;
  readonly final: number;
}

/** A constant, or a linear schedule over the steps of `learn`. */
export type Schedule = number | LinearSchedule;

/** The linear schedule from `initial` to `final` (0 by default). */
export function linear(initial: number, final = 0): LinearSchedule {
  return { initial, final };
}

/** The schedule's value at `progress`, the share of steps already taken, 0 ≤ progress ≤ 1. */
export function scheduleValue(schedule: Schedule, progress: number): number {
  if (typeof schedule === 'number') return schedule;
  return schedule.initial + (schedule.final - schedule.initial) * progress;
}

/** @throws InvalidOptionError unless every value of the schedule is finite and at least 0, and where it `isPositive` the first more than 0. */
export function checkSchedule(name: string, schedule: Schedule, { isPositive = false } = {}): void {
  const { initial, final } = (typeof schedule === 'number' ? linear(schedule, schedule) : schedule) as { initial: unknown; final: unknown };
  const isValid = [initial, final].every((value) => typeof value === 'number' && value >= 0 && value < Infinity);
  if (!isValid || (isPositive && initial === 0)) {
    throw new InvalidOptionError(`invalid ${name}: ${shownValue(schedule)}; expected a finite number ${isPositive ? '>' : '>='} 0 or { initial, final }${isPositive ? ', initial > 0' : ''}`);
  }
}

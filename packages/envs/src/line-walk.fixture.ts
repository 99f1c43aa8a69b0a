import type { Env, EnvStep } from './env.ts';
import { Generator } from './generator.ts';
import type { GeneratorState } from './generator.ts';
import { box, discrete } from './spaces.ts';
import type { EnvState } from './vector-env.ts';

/** Walks to either end of -3 … 3 with some noise; the end that was chosen last is not allowed twice in a row. */
export class LineWalk implements Env<number[], number> {
  readonly observationSpace = box([-4, 0], [4, 100]);
  readonly actionSpace = discrete(3, { start: -1 });
  position = 0;
  steps = 0;
  closed = false;
  #generator = new Generator(0);
  #last = 0;

  reset({ seed }: { seed?: number } = {}) {
    if (seed !== undefined) this.#generator = new Generator(seed);
    this.position = this.#generator.uniform(-1, 1);
    this.steps = 0;
    this.#last = 0;
    return { observation: [this.position, this.steps], info: this.info() };
  }

  info() {
    return { action_mask: [-1, 0, 1].map((action) => action === 0 || action !== this.#last) };
  }

  step(action: number): EnvStep<number[]> {
    this.position += 0.5 * action + this.#generator.normal(0, 0.1);
    this.position = Math.max(-4, Math.min(4, this.position));
    this.steps++;
    this.#last = action;
    return {
      observation: [this.position, this.steps],
      reward: this.position,
      terminated: Math.abs(this.position) > 3,
      truncated: this.steps >= 50,
      info: this.info(),
    };
  }

  getState(): EnvState {
    return { position: this.position, steps: this.steps, last: this.#last, generator: this.#generator.getState() };
  }

  setState(state: EnvState): void {
    const saved = state as { position: number; steps: number; last: number; generator: GeneratorState };
    this.position = saved.position;
    this.steps = saved.steps;
    this.#last = saved.last;
    this.#generator.setState(saved.generator);
  }

  close(): void {
    this.closed = true;
  }
}

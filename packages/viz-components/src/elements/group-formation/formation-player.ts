import { html, nothing, type TemplateResult } from 'lit';
import { describeStep, type FormationStep } from './formation-grouping.ts';

/** Which of the steps is shown, and what the reader may do about it. */
export interface PlayerState {
  readonly steps: readonly FormationStep[];
  readonly index: number;
  readonly isPlaying: boolean;
  /** Whether there are moves to undo. */
  readonly isMoved: boolean;
  readonly show: (index: number) => void;
  readonly toggle: () => void;
  readonly reset: () => void;
}

/** Play, back, forward, scrub, and what the step did. */
export function formationPlayer({ steps, index, isPlaying, isMoved, show, toggle, reset }: PlayerState): TemplateResult {
  const last = steps.length - 1;
  const text = describeStep(steps[index]!);
  return html`<div class="player" part="controls">
    ${last === 0
      ? nothing
      : html`<button name="play" aria-pressed=${isPlaying} @click=${toggle}>${isPlaying ? 'Pause' : 'Play'}</button>
          <button name="back" aria-label="step back" ?disabled=${index === 0} @click=${() => show(index - 1)}>‹</button>
          <button name="forward" aria-label="step forward" ?disabled=${index === last} @click=${() => show(index + 1)}>›</button>
          <input name="step" type="range" min="0" max=${last} step="1" .value=${String(index)} aria-label="which step" aria-valuetext="step ${index} of ${last}: ${text}"
            @input=${({ target }: Event) => show((target as HTMLInputElement).valueAsNumber)} />`}
    ${isMoved ? html`<button name="reset" @click=${reset}>Undo moves</button>` : nothing}
    <span class="step">${last === 0 ? '' : `Step ${index} of ${last}: `}${text}</span>
  </div>`;
}

/** Shows one step after the other, until the last. @param show is told the next; @param end that there is none. */
export function createPlayback(state: () => Pick<PlayerState, 'steps' | 'index'>, show: (index: number) => void, end: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const start = (): void => {
    const { steps } = state();
    const kind = steps.at(-1)?.kind;
    // Online, each of many points is a step: at most some 20 seconds for all.
    const isOnline = kind === 'join' || kind === 'reseed';
    const stride = isOnline ? Math.ceil((steps.length - 1) / 250) : 1;
    timer = setTimeout(() => {
      const { steps: { length }, index } = state();
      if (index >= length - 1) return end();
      show(Math.min(length - 1, index + stride));
      start();
    }, isOnline ? 80 : 700);
  };
  return { start, stop: (): void => clearTimeout(timer) };
}

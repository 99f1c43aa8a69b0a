import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../page/format-number.ts';
import type { Theme } from '../page/theme.ts';
import { nextSignFlip } from './view-rollout.ts';
import type { Story, StoryExperiment, StoryView } from './story.ts';

/** What chapters are drawn from. */
export interface ChapterContext {
  readonly story: Story;
  readonly theme: Theme;
  /** Whether the reader sees the part that is drawn, or nearly. */
  readonly isInView: boolean;
  /** Draws again. */
  readonly changed: () => void;
}

export interface Chapter {
  /** Name of its place in the page's address. */
  readonly id: string;
  /** The question as the table of contents has it. */
  readonly title: string;
  /** The same in a word or two. */
  readonly short: string;
  readonly render: (context: ChapterContext) => TemplateResult;
}

/** A picture under the question that it answers. */
export const figure = (question: string, picture: TemplateResult, answer: TemplateResult | string | typeof nothing = nothing): TemplateResult => html`
  <section class="figure">
    <h3>${question}</h3>
    ${picture} ${answer === nothing ? nothing : html`<p class="answer">${answer}</p>`}
  </section>
`;

export const waiting = (what = 'The first rollout is on its way …'): TemplateResult => html`<p class="waiting" role="status">${what}</p>`;

/** In place of a player whose policy is not there yet, or will not be. */
export const withoutPolicy = (reason: Error | null): TemplateResult =>
  reason ? html`<p class="waiting" role="alert">The policy cannot act in this page: ${reason.message}</p>` : waiting('The policy is on its way …');

/** One of a few values. */
export function choiceOf<T extends string>(label: string, value: T, values: readonly T[], choose: (value: T) => void): TemplateResult {
  return html`<label class="choice"
    >${label}
    <select .value=${value} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as T)}>
      ${values.map((each) => html`<option value=${each} ?selected=${each === value}>${each}</option>`)}
    </select></label
  >`;
}

/** Which rollout, and which of its steps, the chapter speaks of. */
export function rolloutPicker(experiment: StoryExperiment, { snapshot, rollout, step }: StoryView): TemplateResult {
  const { snapshots } = experiment;
  const last = snapshots.length - 1;
  const at = snapshots.indexOf(snapshot);
  const turned = nextSignFlip(rollout, step.index);
  return html`
    <div class="picker">
      <label
        >Rollout of update ${snapshot.update}
        <input
          type="range"
          min="0"
          max=${last}
          .value=${String(at)}
          aria-valuetext="update ${snapshot.update}"
          @input=${(event: Event) => {
            const chosen = Number((event.target as HTMLInputElement).value);
            experiment.chooseUpdate(chosen >= last ? null : snapshots[chosen]!.update);
          }}
      /></label>
      <label
        >Step ${formatNumber(step.time)} of environment ${step.env}, task ${step.task}
        <input
          type="range"
          min="0"
          max=${rollout.labels.length - 1}
          .value=${String(step.index)}
          aria-valuetext="step ${step.time} of environment ${step.env}, advantage ${formatNumber(step.advantage)}"
          @input=${(event: Event) => experiment.chooseStep(Number((event.target as HTMLInputElement).value))}
      /></label>
      ${experiment.chosenUpdate === null ? nothing : html`<button @click=${() => experiment.chooseUpdate(null)}>Follow the newest rollout</button>`}
      <button ?disabled=${turned === null} @click=${() => turned !== null && experiment.chooseStep(turned)}>Next step whose sign turns</button>
    </div>
  `;
}

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../page/format-number.ts';
import { stepsPerSecond } from '../training/run.ts';
import { choiceOf } from './chapter.ts';
import { paces, type Pace, type StoryExperiment } from './story.ts';

/** What the pair of runs of an experiment is doing, and the buttons that say what it shall do; `furtherButtons` stand beside them. */
export function runBar(experiment: StoryExperiment, furtherButtons: TemplateResult | typeof nothing = nothing): TemplateResult {
  const { pair, pace, seed } = experiment;
  const run = experiment.run.grpo;
  const total = run?.experiment.totalSteps ?? 1;
  const failed = pair?.runs.find(({ status }) => status === 'failed');
  const isGoing = pair?.isActive === true && !pair.isPaused;
  return html`
    <div class="run-bar">
      <button class="primary" @click=${() => experiment.pauseOrResume()}>${isGoing ? 'Pause' : pair?.isActive ? 'Go on' : pair ? 'Train again' : 'Train'}</button>
      <button ?disabled=${!pair?.isActive} @click=${() => experiment.takeOneUpdate()}>One update</button>
      <button @click=${() => experiment.restart()}>New seed</button>
      ${choiceOf('Speed', pace, Object.keys(paces) as Pace[], (chosen) => experiment.setPace(chosen))}
      ${furtherButtons}
      <progress max=${total} value=${run?.step ?? 0} aria-label="Environment steps taken"></progress>
      <span class="numbers">${run ? html`update ${run.update}, ${formatNumber(run.step)} steps, seed ${seed}<span>${speedOf(experiment)}</span>` : 'not started'}</span>
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
    </div>
  `;
}

function speedOf({ pair }: StoryExperiment): string {
  const description = pair?.runs.at(-1)?.description;
  const speeds = (pair?.runs ?? []).map(stepsPerSecond).filter((speed) => speed !== null);
  if (!description || speeds.length === 0) return '';
  return `, ${formatNumber(Math.round(speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length / 1000) * 1000)} steps/s a run on ${description.threads === 1 ? 'one thread' : `${description.threads} threads`}`;
}

import { clippedSurrogate, clippedSurrogateChart } from '@cohort-rl/viz-components';
import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../page/format-number.ts';
import { figure, rolloutPicker, waiting, type Chapter, type ChapterContext } from './chapter.ts';
import { clippedObjective, notation } from './formulas.ts';

export const chapterPpo: Chapter = {
  id: 'ppo',
  title: 'What does PPO do?',
  short: 'PPO',
  render: (context) => html`
    <p>
      Proximal policy optimisation goes round a loop; GRPO changes how its second part is used. Here is the loop in the numbers of one rollout:
      ${context.story.main.view ? `that of update ${context.story.main.view.snapshot.update} of the GRPO run` : 'one of the first updates of the GRPO run'}.
    </p>
    ${renderLoop(context)} ${renderClip(context)}
  `,
};

/** One turn of the loop, in the numbers of the rollout that is looked at. */
function renderLoop({ story: { main } }: ChapterContext): TemplateResult {
  const { view, run } = main;
  const experiment = run.grpo?.experiment;
  if (!view || !experiment) return figure('What is one update made of?', waiting());
  const { rollout, step } = view;
  const steps = rollout.batch.count;
  const numBetter = rollout.advantages.filter((advantage, i) => rollout.labels[i]! >= 0 && advantage > 0).length;
  const { advantage } = step;
  return figure(
    'What is one update made of?',
    html`<ol class="loop">
      <li>
        <h4>Play</h4>
        <p>
          ${experiment.numEnvs} environments are played for ${experiment.rolloutSteps} steps each, with the policy as it is. That is one <em>rollout</em>: here
          <b>${formatNumber(steps)}</b> steps of <b>${view.snapshot.trajectories.length}</b> episodes.
        </p>
      </li>
      <li>
        <h4>Judge</h4>
        <p>
          A <em>critic</em> has guessed, before each step, how much reward was to come. <b>${formatNumber(numBetter)}</b> steps went better than that,
          <b>${formatNumber(steps - numBetter)}</b> worse. The difference is the step’s <em>advantage</em> A.
        </p>
      </li>
      <li>
        <h4>Improve</h4>
        <p>
          Advantages are normalised (question 3). Then actions above 0 are made likelier, the others less likely, in ${experiment.epochs} passes over the
          rollout, a minibatch at a time. It is thrown away, and the next one is played.
        </p>
      </li>
    </ol>`,
    html`One of these steps is followed from here on: step ${step.time} of environment ${step.env}, a pole of the task <b>${step.task}</b>. Its advantage is
      <b>${formatNumber(advantage)}</b>, so it went ${advantage >= 0 ? 'better' : 'worse'} than the critic had expected. Choose another one wherever you see its sliders.`,
  );
}

function renderClip({ story, theme, changed }: ChapterContext): TemplateResult {
  const { view, run } = story.main;
  const clipRange = run.grpo?.experiment.clipRange ?? 0.2;
  if (!view) return figure('How far may one step pull the policy?', waiting());
  const step = { advantage: view.step.overAll, clipRange, ratio: story.ratio };
  const value = clippedSurrogate(step);
  return figure(
    'How far may one step pull the policy?',
    html`
      ${rolloutPicker(story.main, view)}
      <label class="slider"
        >Probability of the action, new over old: r = ${formatNumber(story.ratio)}
        <input
          type="range"
          min="0"
          max="2"
          step="0.05"
          .value=${String(story.ratio)}
          @input=${(event: Event) => {
            story.ratio = Number((event.target as HTMLInputElement).value);
            changed();
          }}
      /></label>
      <div class="beside">
        <demo-equation
          .formula=${clippedObjective}
          .label=${'Clipped objective of PPO'}
          .symbols=${[
            { id: 'objective', notation: notation.objective, meaning: 'what the update maximises of this step', value },
            { id: 'ratio', notation: notation.ratio, meaning: 'probability ratio of the action; 1 before the update', value: story.ratio },
            { id: 'normalized', notation: notation.normalized, meaning: 'advantage of the step, normalised over all steps', value: step.advantage },
            { id: 'clipped', notation: notation.clipped, meaning: 'the ratio, kept within 1 ± ε', value: Math.min(1 + clipRange, Math.max(1 - clipRange, story.ratio)) },
            { id: 'clipRange', notation: notation.clipRange, meaning: 'clip range', value: clipRange },
          ]}
        ></demo-equation>
        <cohort-chart
          .option=${clippedSurrogateChart(step)}
          .table=${{
            columns: ['curve', 'ratio', 'objective'],
            rows: [{ cells: ['this step', story.ratio, value], mark: { seriesIndex: 2, dataIndex: 0 } }],
          }}
          .label=${'Objective of the chosen step'}
          .height=${280}
          theme=${theme}
        ></cohort-chart>
      </div>
    `,
    step.advantage >= 0
      ? 'Beside the other steps the action was a good one: its probability is raised, but beyond 1 + ε the line is flat. There is nothing more to gain from this step.'
      : 'Beside the other steps the action was a poor one: its probability is lowered, but below 1 − ε the line is flat. There is nothing more to gain from this step.',
  );
}

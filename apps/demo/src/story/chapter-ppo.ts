import { clippedSurrogate, clippedSurrogateChart } from '@cohort-rl/viz-components';
import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../page/format-number.ts';
import { figure, rolloutPicker, waiting, type Chapter, type ChapterContext } from './chapter.ts';
import { clippedObjective, notation } from './formulas.ts';
import { learningFigure } from './learning-figure.ts';

export const chapterPpo: Chapter = {
  id: 'ppo',
  title: 'What does PPO do?',
  short: 'PPO',
  render: (context) => html`
    <p>
      Proximal policy optimisation plays for a while with the policy as it is: here 16 environments for 128 steps each, one <em>rollout</em>. A critic has
      said beforehand how much reward it expects from each state. A step that went better than expected has a positive <em>advantage</em>, one that went
      worse a negative one. The update makes actions with positive advantages likelier and the others less likely; then the rollout is thrown away and
      the next one is played.
    </p>
    ${renderLearning(context)} ${renderClip(context)}
  `,
};

function renderLearning({ story: { main }, theme }: ChapterContext): TemplateResult {
  const picture = learningFigure(main.pair?.runs ?? [], main.references);
  return figure(
    'Does the policy get better?',
    picture
      ? html`<cohort-chart
          .option=${picture.option}
          .table=${picture.table}
          .label=${'Score over training'}
          .description=${'One seed: another may end the other way round; try “New seed”. Over many seeds, tuned alike, no form of GRPO ended above PPO: see question 5.'}
          .height=${300}
          theme=${theme}
        ></cohort-chart>`
      : waiting('The first episodes are being played …'),
    html`Four cart-poles are learned by one policy at once. The score of each is 0 for a random policy and 1 for an expert; the line is their mean.`,
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
            { id: 'normalized', notation: notation.normalized, meaning: 'advantage of the step, normalised', value: step.advantage },
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
      ? 'The action was a good one: its probability is raised, but beyond 1 + ε the line is flat. There is nothing more to gain from this step.'
      : 'The action was a bad one: its probability is lowered, but below 1 − ε the line is flat. There is nothing more to gain from this step.',
  );
}

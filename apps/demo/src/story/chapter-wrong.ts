import { html, type TemplateResult } from 'lit';
import { formatPercent } from '../page/format-number.ts';
import { runBar } from './run-bar.ts';
import { figure, rolloutPicker, waiting, type Chapter, type ChapterContext } from './chapter.ts';
import { notation, varianceRemoved } from './formulas.ts';
import { learningFigure } from './learning-figure.ts';

export const chapterWrong: Chapter = {
  id: 'wrong',
  title: 'When does it go wrong?',
  short: 'Trouble',
  render: (context) => html`
    <p>
      Groups can also be made by how episodes ended: quartiles of their return, the grouping called “difficulty”. Normalised inside such groups, a dull step of the best quartile gets a
      negative advantage and the luckiest of the worst a positive one: part of what told good from bad is gone. And weighting the groups alike takes
      weight from the one that holds most steps. Below, mazes that pay at the goal alone, grouped by outcome, train beside PPO.
    </p>
    ${runBar(context.story.outcome)} ${renderRemoved(context)} ${renderLearning(context)} ${findings()}
  `,
};

function renderRemoved({ story: { outcome }, theme }: ChapterContext): TemplateResult {
  const { view } = outcome;
  if (!view) return figure('What does grouping by outcome take away?', waiting('The mazes are trained when you get here …'));
  const { rollout, step } = view;
  const variance = rollout.batch.variance;
  const left = variance * (1 - rollout.varianceRemoved);
  return figure(
    'What does grouping by outcome take away?',
    html`
      ${rolloutPicker(outcome, view)}
      <demo-equation
        .formula=${varianceRemoved}
        .label=${'Share of the variance that is removed'}
        .symbols=${[
          { id: 'removed', notation: notation.removed, meaning: 'share of the variance removed', value: rollout.varianceRemoved },
          { id: 'varianceLeft', notation: notation.varianceLeft, meaning: 'variance of what is left, inside groups', value: left },
          { id: 'variance', notation: notation.variance, meaning: 'variance of the raw advantages', value: variance },
        ]}
      ></demo-equation>
      <cohort-advantage-comparison .data=${view.snapshot} theme=${theme}></cohort-advantage-comparison>
    `,
    html`${formatPercent(rollout.varianceRemoved)} of the variance is removed, and ${formatPercent(rollout.signFlipFraction)} of the steps change their
      sign. The group of the chosen step, “${step.group}”, has ${formatPercent(step.groupSteps / step.numSteps)} of all steps.`,
  );
}

function renderLearning({ story: { outcome }, theme }: ChapterContext): TemplateResult {
  const picture = learningFigure(outcome.pair?.runs ?? [], outcome.references);
  return figure(
    'Does it hurt?',
    picture
      ? html`<cohort-chart .option=${picture.option} .table=${picture.table} .label=${'Score over training, mazes'} .height=${300} theme=${theme}></cohort-chart>`
      : waiting('Nothing is trained yet.'),
    'In one run you may not see it. Over ten seeds this form learned more slowly than PPO on these mazes (area under the curve −0.13).',
  );
}

const findings = (): TemplateResult => html`
  <section class="figure">
    <h3>So, is GRPO better than PPO?</h3>
    <p>
      Not here. Fifteen algorithms were tuned alike on five suites and judged on ten fresh seeds. Of 70 comparisons of the final score with PPO, none came
      out better, six worse, and 64 without evidence either way.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="What was found">
    <table>
      <caption>What was found, against tuned PPO</caption>
      <thead>
        <tr><th scope="col">tasks differ in</th><th scope="col">worse at the end</th><th scope="col">while learning</th></tr>
      </thead>
      <tbody>
        <tr><th scope="row">reward scale</th><td>none</td><td>better: per-task reward normalisation, PopArt; fastest: task groups with PopArt</td></tr>
        <tr><th scope="row">episode length</th><td>no critic</td><td>worse: no critic</td></tr>
        <tr><th scope="row">capability</th><td>no critic</td><td>worse: no critic</td></tr>
        <tr><th scope="row">difficulty, sparse reward</th><td>no critic; balanced task groups; clusters, literally</td><td>worse: outcome groups and clusters, literally; no critic</td></tr>
        <tr><th scope="row">environment</th><td>no critic</td><td>worse: no critic</td></tr>
      </tbody>
    </table>
    </div>
    <p>
      Where reward scales differ, groups by task can help, once large targets do not drown the policy’s gradient; normalising rewards per task or PopArt
      deals with both and needs no groups. In the laboratory below you can look for a case of your own.
    </p>
  </section>
`;

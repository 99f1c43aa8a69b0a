import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { formatNumber, formatPercent } from '../page/format-number.ts';
import { streamRecords } from '../page/stream-records.ts';
import { choiceOf, figure, rolloutPicker, waiting, type Chapter } from './chapter.ts';
import { notation, stepWeight } from './formulas.ts';

const weightings = ['balanced', 'uniform', 'performance', 'adaptive'] as const;

export const chapterWeights: Chapter = {
  id: 'weights',
  title: 'What do weights do?',
  short: 'Weights',
  render({ story: { main }, theme }) {
    const { view, options, run } = main;
    const introduction = html`<p>
      A task with long episodes fills the rollout, and an average over steps hears it most. A <em>weighting</em> gives each group a weight: the same for
      all (balanced), more for what is done badly (performance), or every step counts one, as in PPO (uniform).
    </p>`;
    if (!view) return html`${introduction} ${figure('How much does one step count?', waiting())}`;
    const { step, rollout, snapshot } = view;
    return html`
      ${introduction}
      ${figure(
        'How much does one step count?',
        html`
          ${rolloutPicker(main, view)}
          <div class="picker">
            ${choiceOf('Weighting', options.weighting as (typeof weightings)[number], weightings, (weighting) => main.setOptions({ weighting }))}
          </div>
          <div class="beside">
            <demo-equation
              .formula=${stepWeight}
              .label=${'Weight of a step'}
              .symbols=${[
                { id: 'stepWeight', notation: notation.stepWeight, meaning: 'weight of the step; 1 is PPO’s', value: step.weight },
                { id: 'groupWeight', notation: notation.groupWeight, meaning: `weight of its group, ${step.group}`, value: step.groupWeight },
                { id: 'weightSum', notation: notation.weightSum, meaning: 'weights of all groups', value: step.weightSum },
                { id: 'steps', notation: notation.steps, meaning: 'steps of the rollout', value: step.numSteps },
                { id: 'groupSteps', notation: notation.groupSteps, meaning: 'steps of its group', value: step.groupSteps },
              ]}
            ></demo-equation>
            <table>
              <caption>
                Groups under “${options.weighting}” weights
              </caption>
              <thead>
                <tr>
                  <th scope="col">group</th>
                  <th scope="col">steps</th>
                  <th scope="col">a step counts</th>
                  <th scope="col">share of the update</th>
                </tr>
              </thead>
              <tbody>
                ${snapshot.groups.map(({ label, name }) => {
                  const steps = rollout.groups.counts[label]!;
                  const weight = rollout.stepWeights[rollout.labels.indexOf(label)] ?? NaN;
                  return html`<tr aria-current=${label === step.label ? 'true' : 'false'}>
                    <th scope="row">${name}</th>
                    <td>${formatNumber(steps)}</td>
                    <td>${formatNumber(weight)}</td>
                    <td>${formatPercent((weight * steps) / rollout.batch.count)}</td>
                  </tr>`;
                })}
              </tbody>
            </table>
          </div>
        `,
      )}
      ${figure(
        'Who decides where the update goes?',
        html`<cohort-advantage-explorer view="gradients" .data=${snapshot} theme=${theme}></cohort-advantage-explorer>`,
        'The length of a group’s gradient says how hard it pulls, the cosine between two whether they pull the same way: 1 together, −1 against each other.',
      )}
      ${run.grpo
        ? figure(
            'How do the weights change while it learns?',
            html`<cohort-training-dynamics view="weights" ${ref(streamRecords(run.grpo, main.references))} theme=${theme}></cohort-training-dynamics>`,
          )
        : nothing}
    `;
  },
};

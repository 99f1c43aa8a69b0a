import { html } from 'lit';
import { formatNumber, formatPercent } from '../page/format-number.ts';
import { figure, rolloutPicker, waiting, type Chapter } from './chapter.ts';
import { groupShare, notation } from './formulas.ts';

export const chapterGroup: Chapter = {
  id: 'group',
  title: 'What is a group?',
  short: 'Groups',
  render({ story: { main }, theme }) {
    const { view, run } = main;
    const record = view && run.grpo?.groups.find(({ step }) => step === view.snapshot.step);
    return html`
      <p>
        A rollout is not one thing. Here it holds episodes of four tasks: poles that are long, heavy or short, and rewards of 0.1 to 10 a step. Beside an
        episode that earns ten points a step, one that earns a tenth looks like nothing, however well it went. A <em>grouping</em> gives each episode a
        label. Known beforehand, as the task is here; or found in the rollout: by return, by length, or as clusters of features.
      </p>
      ${figure(
        'Which episodes belong together?',
        view
          ? html`<cohort-group-formation
              .data=${view.snapshot}
              theme=${theme}
              @pointerdown=${() => main.hold()}
              @keydown=${() => main.hold()}
            ></cohort-group-formation>`
          : waiting(),
        'Each point is an episode, or as much of one as the rollout saw; its shape is its task, its colour the cluster that it falls into when nothing is known beforehand. Drag a centre, and the episodes regroup at once.',
      )}
      ${figure(
        'How large are the groups, and how do they differ?',
        record ? html`<cohort-group-distribution .data=${record} theme=${theme}></cohort-group-distribution>` : waiting(),
      )}
      ${figure(
        'How much of the rollout is in the group of one step?',
        view
          ? html`${rolloutPicker(main, view)}
              <demo-equation
                .formula=${groupShare}
                .label=${'Share of a group'}
                .symbols=${[
                  { id: 'groupSteps', notation: notation.groupSteps, meaning: `steps of its group, ${view.step.group}`, value: view.step.groupSteps },
                  { id: 'steps', notation: notation.steps, meaning: 'steps of the rollout', value: view.step.numSteps },
                  { id: 'share', notation: notation.share, meaning: 'share of the group', value: view.step.groupSteps / view.step.numSteps },
                ]}
              ></demo-equation>`
          : waiting(),
        view
          ? `Its group has ${formatNumber(view.step.groupSteps)} of ${formatNumber(view.step.numSteps)} steps, ${formatPercent(view.step.groupSteps / view.step.numSteps)}. A task whose episodes are short has few steps, and little to say in an average over steps.`
          : '',
      )}
    `;
  },
};

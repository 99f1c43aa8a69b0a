import type { SnapshotRecord } from '@cohort-rl/analysis';
import { html, type TemplateResult } from 'lit';
import { formatNumber, formatPercent } from '../page/format-number.ts';
import { figure, rolloutPicker, waiting, type Chapter, type ChapterContext } from './chapter.ts';
import { groupShare, notation } from './formulas.ts';

export const chapterGroup: Chapter = {
  id: 'group',
  title: 'What is a group?',
  short: 'Groups',
  render: (context) => html`
    <p>
      A rollout is not one thing. Here it holds episodes of four tasks: poles that are long, heavy or short, and rewards of 0.1 to 10 a step. Beside an
      episode that earns ten points a step, one that earns a tenth looks like nothing, however well it went. A <em>grouping</em> gives each episode a
      label, so that it can be judged beside its like: that is group relative policy optimisation, GRPO. That of this page groups by task.
    </p>
    ${renderSizes(context)} ${renderShare(context)} ${renderClusters(context)}
  `,
};

function renderSizes({ story: { main }, theme }: ChapterContext): TemplateResult {
  const { view, run } = main;
  const record = view && run.grpo?.groups.find(({ step }) => step === view.snapshot.step);
  return figure(
    'How large are the groups, and how do they differ?',
    record ? html`<cohort-group-distribution .data=${record} theme=${theme}></cohort-group-distribution>` : waiting(),
    'Look at “Advantages”: before, the groups lie orders of magnitude apart; after, they can be compared.',
  );
}

function renderShare({ story: { main } }: ChapterContext): TemplateResult {
  const { view } = main;
  if (!view) return figure('How much of the rollout is in the group of one step?', waiting());
  const { groupSteps, numSteps, group } = view.step;
  return figure(
    'How much of the rollout is in the group of one step?',
    html`${rolloutPicker(main, view)}
      <demo-equation
        .formula=${groupShare}
        .label=${'Share of a group'}
        .symbols=${[
          { id: 'share', notation: notation.share, meaning: 'share of the group', value: groupSteps / numSteps },
          { id: 'groupSteps', notation: notation.groupSteps, meaning: `steps of its group, ${group}`, value: groupSteps },
          { id: 'steps', notation: notation.steps, meaning: 'steps of the rollout', value: numSteps },
        ]}
      ></demo-equation>`,
    `Its group has ${formatNumber(groupSteps)} of ${formatNumber(numSteps)} steps, ${formatPercent(groupSteps / numSteps)}. A task whose episodes are short has few steps, and little to say in an average over steps.`,
  );
}

/** The rollout in which most episodes ended: of an early update, as a rule, while poles still fall soon. */
function mostEpisodes(snapshots: readonly SnapshotRecord[]): SnapshotRecord | undefined {
  const numEnded = ({ trajectories }: SnapshotRecord): number => trajectories.filter(({ terminated, truncated }) => terminated || truncated).length;
  return snapshots.reduce<SnapshotRecord | undefined>((best, each) => (best && numEnded(best) >= numEnded(each) ? best : each), undefined);
}

function renderClusters({ story: { main }, theme }: ChapterContext): TemplateResult {
  const snapshot = main.chosenUpdate === null ? mostEpisodes(main.snapshots) : main.view?.snapshot;
  return figure(
    'And if nobody tells which episodes belong together?',
    snapshot
      ? html`<cohort-group-formation .data=${snapshot} x="rewardMean" y="episodeLength" theme=${theme}></cohort-group-formation>`
      : waiting(),
    snapshot
      ? `Then groups are found in the rollout: by return, by length, or, as here, as clusters of what is known of each episode. Each point is an episode of update ${snapshot.update}; its shape is its task, its colour the cluster that it falls into. Play the steps of the clustering, or drag a centre: the episodes regroup at once.`
      : '',
  );
}

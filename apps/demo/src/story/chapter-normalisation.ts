import { html, type TemplateResult } from 'lit';
import { formatNumber, formatPercent } from '../page/format-number.ts';
import { choiceOf, figure, rolloutPicker, waiting, type Chapter, type ChapterContext } from './chapter.ts';
import type { EquationSymbol, Formula } from './equation.ts';
import { batchNormalization, notation, relativeAdvantage, scaledThenCentered } from './formulas.ts';
import type { StoryView } from './story.ts';
import type { ViewOptions } from './view-rollout.ts';

export const chapterNormalisation: Chapter = {
  id: 'normalisation',
  title: 'What does normalisation do to this very step?',
  short: 'Normalisation',
  render: (context) => html`
    <p>
      A gradient step is an average over steps, so what counts is how large advantages are beside each other. PPO subtracts one mean and divides by one
      deviation: here those of all steps, in training those of each minibatch. GRPO takes those of the step’s <em>group</em>. Choose a step and see both.
    </p>
    ${renderStep(context)} ${renderAll(context)}
  `,
};

const centers = ['group', 'leaveOneOut', 'batch', 'none'] as const;
const scales = ['group', 'batch', 'none'] as const;

function renderStep({ story: { main } }: ChapterContext): TemplateResult {
  const { view, options } = main;
  if (!view) return figure('What becomes of one step?', waiting());
  const { step } = view;
  const { formula, symbols } = relative(view, options);
  const isTurned = step.overAll * step.overGroup < 0;
  return figure(
    'What becomes of one step?',
    html`
      ${rolloutPicker(main, view)}
      <div class="picker">
        ${choiceOf('Centre', options.center, centers, (center) => main.setOptions({ center }))}
        ${choiceOf('Scale', options.scale, scales, (scale) => main.setOptions({ scale }))}
      </div>
      <div class="beside">
        <div>
          <h4>PPO: relative to all steps</h4>
          <demo-equation
            .formula=${batchNormalization}
            .label=${'Advantages relative to the batch'}
            .symbols=${[
              { id: 'normalized', notation: notation.normalized, meaning: 'advantage as PPO uses it', value: step.overAll },
              { id: 'advantage', notation: notation.advantage, meaning: 'raw advantage of the step', value: step.advantage },
              { id: 'mean', notation: notation.mean, meaning: 'mean of all steps', value: step.batchMean },
              { id: 'deviation', notation: notation.deviation, meaning: 'standard deviation of all steps', value: step.batchStd },
            ]}
          ></demo-equation>
        </div>
        <div>
          <h4>GRPO: relative to the group “${step.group}”</h4>
          <demo-equation .formula=${formula} .label=${'Advantages relative to the group'} .symbols=${symbols}></demo-equation>
        </div>
      </div>
    `,
    html`The same step counts <b>${formatNumber(step.overAll)}</b> beside all steps and <b>${formatNumber(step.overGroup)}</b> beside its
      group.${isTurned ? ` Its sign has turned: PPO would make its action ${step.overAll > 0 ? 'likelier, GRPO makes it less likely' : 'less likely, GRPO makes it likelier'}.` : ''}`,
  );
}

/** The equation of the chosen centre and scale, with its numbers. */
function relative({ step, rollout }: StoryView, { center, scale }: ViewOptions): { readonly formula: Formula; readonly symbols: readonly EquationSymbol[] } {
  const result = { id: 'relative', notation: notation.relative, meaning: 'advantage as GRPO uses it', value: step.overGroup };
  const advantage = { id: 'advantage', notation: notation.advantage, meaning: 'raw advantage of the step', value: step.advantage };
  const groupDeviation = { id: 'groupDeviation', notation: notation.groupDeviation, meaning: 'standard deviation of its group', value: step.groupStd };
  if (center === 'batch' && scale === 'group') {
    const scaled = rollout.groups.present.reduce((sum, g) => sum + (rollout.groups.counts[g]! * rollout.groups.means[g]!) / rollout.groups.stds[g]!, 0);
    const scaledMean = { id: 'scaledMean', notation: notation.scaledMean, meaning: 'mean of all steps, each divided by its group’s deviation', value: scaled / rollout.batch.count };
    return { formula: scaledThenCentered, symbols: [result, advantage, groupDeviation, scaledMean] };
  }
  const others = (step.groupMean * step.groupSteps - step.advantage) / (step.groupSteps - 1);
  const centerSymbols: Readonly<Record<ViewOptions['center'], EquationSymbol | null>> = {
    none: null,
    batch: { id: 'mean', notation: notation.mean, meaning: 'mean of all steps', value: step.batchMean },
    group: { id: 'groupMean', notation: notation.groupMean, meaning: 'mean of its group', value: step.groupMean },
    leaveOneOut: { id: 'othersMean', notation: notation.othersMean, meaning: 'mean of the others of its group', value: others },
  };
  const scaleSymbols: Readonly<Record<ViewOptions['scale'], EquationSymbol | null>> = {
    none: null,
    batch: { id: 'deviation', notation: notation.deviation, meaning: 'standard deviation of all steps', value: step.batchStd },
    group: groupDeviation,
  };
  const used = [centerSymbols[center], scaleSymbols[scale]];
  return {
    formula: relativeAdvantage(used[0]?.id ?? null, used[1]?.id ?? null),
    symbols: [result, advantage, ...used.filter((symbol) => symbol !== null)],
  };
}

function renderAll({ story: { main }, theme }: ChapterContext): TemplateResult {
  const { view, options } = main;
  // the picture shows what the run did, the choice above may be another one
  const chosen = options.center === 'group' && options.scale === 'group' ? '' : `With centre “${options.center}” and scale “${options.scale}”, as chosen above: `;
  return figure(
    'And what becomes of all the others?',
    view ? html`<cohort-advantage-comparison .data=${view.snapshot} theme=${theme}></cohort-advantage-comparison>` : waiting(),
    view
      ? `${chosen}${formatPercent(view.rollout.varianceRemoved)} of the variance of the advantages is gone with the means of the groups; ${formatPercent(view.rollout.signFlipFraction)} of the steps have the other sign than with PPO.`
      : '',
  );
}

import type { CohortControls, Theme } from '@cohort-rl/viz-components/elements';
import { html, type TemplateResult } from 'lit';
import { fieldRules, type Experiment, type ExperimentField } from '../training/experiment.ts';
import type { Laboratory } from './laboratory.ts';

const fieldsOfSetting: readonly ExperimentField[] = ['env', 'seed', 'totalSteps', 'numEnvs'];
const fieldsOfStage: readonly ExperimentField[] = ['center', 'scale', 'remedy'];
const fieldsOfPpo: readonly ExperimentField[] = ['learningRate', 'decay', 'rolloutSteps', 'epochs', 'clipRange', 'entropyCoefficient', 'valueCoefficient'];

/** What a form of GRPO does, in a line. */
const meaningOfPreset: Readonly<Record<Experiment['preset'], string>> = {
  recommended: 'Tasks are centred and scaled each by itself; groups made by outcome are scaled only.',
  literal: 'Every group is centred and scaled by itself, and all count the same.',
  deepseek: 'Returns of whole episodes from one start, centred and scaled in each group. Long episodes take long to learn so.',
  drGrpo: 'Returns of whole episodes from one start, less their group’s mean. Long episodes take long to learn so.',
  rloo: 'Returns of whole episodes from one start, less the mean of the others. Long episodes take long to learn so.',
};

/** Every setting of an experiment. */
export function experimentForm(laboratory: Laboratory, theme: Theme): TemplateResult {
  const { experiment } = laboratory;
  const { grouping, numGroups, weighting, compare } = experiment;
  const field = (name: ExperimentField): TemplateResult => {
    const rule = fieldRules[name];
    const value = String(experiment[name]);
    const set = (event: Event): void => laboratory.setField(name, (event.target as HTMLInputElement).value);
    if (rule.kind === 'choice') {
      return html`<label class="field"
        ><span>${rule.label}</span>
        <select name=${name} .value=${value} @change=${set}>
          ${rule.choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${rule.names?.[choice] ?? choice}</option>`)}
        </select></label
      >`;
    }
    return html`<label class="field"
      ><span>${rule.label}</span>
      <input name=${name} inputmode=${rule.kind === 'integer' ? 'numeric' : 'decimal'} autocomplete="off" .value=${value} @change=${set} />
    </label>`;
  };
  const part = (title: string, content: TemplateResult | readonly TemplateResult[]): TemplateResult => html`<fieldset>
    <legend>${title}</legend>
    ${content}
  </fieldset>`;
  const folded = (title: string, content: readonly TemplateResult[]): TemplateResult => html`<details>
    <summary>${title}</summary>
    ${content}
  </details>`;
  return html`
    <form class="experiment" @submit=${(event: Event) => event.preventDefault()}>
      ${part('What is learned', fieldsOfSetting.map(field))}
      ${part(
        'Groups',
        html`${field('preset')}
          <p class="note">${meaningOfPreset[experiment.preset]}</p>
          <cohort-controls
          theme=${theme}
          .maxGroups=${12}
          .value=${{ grouping, numGroups, weighting, comparison: compare === 'yes' }}
          @change=${(event: Event) => {
            event.stopPropagation();
            laboratory.setGroups((event.currentTarget as CohortControls).value);
          }}
        ></cohort-controls>`,
      )}
      ${folded('Normalisation', fieldsOfStage.map(field))} ${folded('PPO', fieldsOfPpo.map(field))}
    </form>
  `;
}

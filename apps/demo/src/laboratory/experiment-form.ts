import type { CohortControls, Theme } from '@cohort-rl/viz-components/elements';
import { html, type TemplateResult } from 'lit';
import { fieldRules, type ExperimentField } from '../training/experiment.ts';
import type { Laboratory } from './laboratory.ts';

const fieldsOfSetting: readonly ExperimentField[] = ['env', 'seed', 'totalSteps', 'numEnvs'];
const fieldsOfStage: readonly ExperimentField[] = ['preset', 'center', 'scale', 'remedy'];
const fieldsOfPpo: readonly ExperimentField[] = ['learningRate', 'decay', 'rolloutSteps', 'epochs', 'clipRange', 'entropyCoefficient', 'valueCoefficient'];

/** The control's own list, less what needs environments of its own kind. */
function offeredGroupings(): CohortControls['groupings'] {
  return document.createElement('cohort-controls').groupings.filter((strategy) => (typeof strategy === 'string' ? strategy : strategy.value) !== 'startState');
}

const groupings = offeredGroupings();

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
          ${rule.choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${choice}</option>`)}
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
        html`<cohort-controls
          theme=${theme}
          .groupings=${groupings}
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

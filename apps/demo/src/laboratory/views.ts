import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { actingPolicy } from '../page/acting-policy.ts';
import { streamRecords } from '../page/stream-records.ts';
import { figure, waiting, withoutPolicy, type ChapterContext } from '../story/chapter.ts';
import { learningFigure, nameOf } from '../story/learning-figure.ts';
import { referencesOf } from '../story/learning-score.ts';
import { groupedRun, type Laboratory } from './laboratory.ts';

/** One of the tabs that show the runs of the laboratory. */
export interface LaboratoryView {
  readonly id: string;
  readonly name: string;
  readonly isOffered: (laboratory: Laboratory) => boolean;
  readonly render: (laboratory: Laboratory, context: ChapterContext) => TemplateResult;
}

const always = (): boolean => true;

const nothingYet = waiting('Nothing is trained yet. “Train” runs what the form says; a run’s folder can be dropped here too.');

/** Which rollout is looked at. */
function rolloutSlider(laboratory: Laboratory): TemplateResult | typeof nothing {
  const { snapshots, snapshot } = laboratory;
  const last = snapshots.length - 1;
  if (last < 1) return nothing;
  const at = snapshots.indexOf(snapshot!);
  return html`<label class="slider"
    >Rollout of update ${snapshot!.update}${at === last ? ', the newest' : ''}
    <input
      type="range"
      min="0"
      max=${last}
      .value=${String(at)}
      aria-valuetext="update ${snapshot!.update}"
      @input=${(event: Event) => {
        const chosen = Number((event.target as HTMLInputElement).value);
        laboratory.chooseUpdate(chosen >= last ? null : snapshots[chosen]!.update);
      }}
  /></label>`;
}

const learning: LaboratoryView = {
  id: 'learning',
  name: 'Learning',
  isOffered: always,
  render(laboratory, { theme }) {
    const picture = learningFigure(laboratory.runs, referencesOf(laboratory.runs[0]?.experiment.env ?? ''));
    if (!picture) return nothingYet;
    const grouped = groupedRun(laboratory.runs)!;
    const references = referencesOf(grouped.experiment.env);
    return html`${figure(
      'Which one learns faster?',
      html`<cohort-chart .option=${picture.option} .table=${picture.table} .label=${'Learning curves'} .height=${340} theme=${theme}></cohort-chart>`,
      laboratory.runs.length > 1 ? 'One seed each: this is an example, not evidence. The command line compares many seeds.' : '',
    )}
    ${grouped.groups.length > 0
      ? figure(
          `How does each group of ${nameOf(grouped)} learn?`,
          html`<cohort-training-dynamics ${ref(streamRecords(grouped, references))} theme=${theme}></cohort-training-dynamics>`,
        )
      : nothing}`;
  },
};

const tasks: LaboratoryView = {
  id: 'tasks',
  name: 'Tasks',
  isOffered: always,
  render({ runs }, { theme }) {
    if (runs.length === 0) return nothingYet;
    return html`${runs.map((run) =>
      figure(
        `How well does ${nameOf(run)} do on each task?`,
        html`<cohort-task-dashboard ${ref(streamRecords(run, referencesOf(run.experiment.env)))} theme=${theme}></cohort-task-dashboard>`,
      ),
    )}`;
  },
};

const groups: LaboratoryView = {
  id: 'groups',
  name: 'Groups',
  isOffered: always,
  render(laboratory, { theme }) {
    const run = groupedRun(laboratory.runs);
    const { snapshot } = laboratory;
    const record = snapshot ? run?.groups.find(({ step }) => step === snapshot.step) : run?.groups.at(-1);
    if (!run || (!record && !snapshot)) return nothingYet;
    return html`${rolloutSlider(laboratory)}
      ${record ? figure(`How large are the groups of ${nameOf(run)}?`, html`<cohort-group-distribution .data=${record} theme=${theme}></cohort-group-distribution>`) : ''}
      ${snapshot ? figure('Which episodes belong together?', html`<cohort-group-formation .data=${snapshot} theme=${theme}></cohort-group-formation>`) : ''}
    `;
  },
};

const advantages: LaboratoryView = {
  id: 'advantages',
  name: 'Advantages',
  isOffered: always,
  render(laboratory, { theme }) {
    const { snapshot } = laboratory;
    if (!snapshot) return nothingYet;
    return html`${rolloutSlider(laboratory)}
      ${figure('What does normalisation change?', html`<cohort-advantage-comparison .data=${snapshot} theme=${theme}></cohort-advantage-comparison>`)}
      ${figure('Who pulls, and which way?', html`<cohort-advantage-explorer .data=${snapshot} theme=${theme}></cohort-advantage-explorer>`)}
    `;
  },
};

const policy: LaboratoryView = {
  id: 'policy',
  name: 'Policy',
  isOffered: ({ pair }) => pair !== null,
  render({ runs }, { theme, changed }) {
    return html`<div class="beside">
      ${runs.map((run) => {
        const acting = actingPolicy(run, changed);
        return figure(
          `How does ${nameOf(run)} act?`,
          acting === null || acting instanceof Error
            ? withoutPolicy(acting)
            : html`<p class="note">${run.description && run.description.tasks.length > 1 ? html`Task: <b>${acting.task}</b>` : run.experiment.env}</p>
                <cohort-env-player .env=${acting.env} .policy=${acting.policy} .actionNames=${acting.actionNames} theme=${theme}></cohort-env-player>`,
        );
      })}
    </div>`;
  },
};

const study: LaboratoryView = {
  id: 'study',
  name: 'Study',
  isOffered: (laboratory) => laboratory.study !== null,
  render: ({ study: report }, { theme }) =>
    report
      ? html`${figure('What did the study find?', html`<cohort-run-comparison .data=${report.content} theme=${theme}></cohort-run-comparison>`, report.summary)}`
      : nothingYet,
};

export const laboratoryViews: readonly LaboratoryView[] = [learning, tasks, groups, advantages, policy, study];

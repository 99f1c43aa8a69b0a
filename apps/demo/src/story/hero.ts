import { html, type TemplateResult } from 'lit';
import { actingPolicy } from '../page/acting-policy.ts';
import { formatNumber } from '../page/format-number.ts';
import { waiting, type ChapterContext } from './chapter.ts';
import { nameOf } from './learning-figure.ts';
import { learningCurve } from './learning-score.ts';
import { runBar } from './run-bar.ts';

/** What a visitor sees first: both policies at play while they learn. */
export function renderHero({ story: { main }, theme, changed }: ChapterContext): TemplateResult {
  return html`
    <section id="start" class="hero" aria-labelledby="start-title" tabindex="-1">
      <h1 id="start-title">Two agents learn in this page, right now</h1>
      <p class="lead">
        One by PPO, one by group-relative PPO (GRPO); the same seed, the same four cart-poles, the same network. Watch them, then see in five questions what
        the difference is, and whether it helps.
      </p>
      ${runBar(main)}
      <div class="beside">
        ${(main.pair?.runs ?? []).map((run) => {
          const acting = actingPolicy(run, changed);
          const curve = learningCurve(run.updates, main.references);
          return html`<section class="figure" aria-label="${nameOf(run)} at play">
            <h2 class="player-title">${nameOf(run)} <span>score ${formatNumber(curve.at(-1)?.value ?? NaN)} of 1, after ${formatNumber(run.step)} steps</span></h2>
            ${acting
              ? html`<cohort-env-player .env=${acting.env} .policy=${acting.policy} .seed=${1} .stepsPerSecond=${50} theme=${theme}></cohort-env-player>`
              : waiting('The policy is on its way …')}
          </section>`;
        })}
      </div>
    </section>
  `;
}

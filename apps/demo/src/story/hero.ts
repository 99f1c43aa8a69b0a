import { html, type TemplateResult } from 'lit';
import { actingPolicy } from '../page/acting-policy.ts';
import { formatNumber, formatScore } from '../page/format-number.ts';
import { waiting, withoutPolicy, type ChapterContext } from './chapter.ts';
import { learningFigure, nameOf } from './learning-figure.ts';
import { learningCurve } from './learning-score.ts';
import { runBar } from './run-bar.ts';
import type { Run } from '../training/run.ts';

const narrow = matchMedia('(max-width: 40rem)');

/** What a visitor sees first: how both learn, and both policies at play while they do. */
export function renderHero(context: ChapterContext): TemplateResult {
  const { story, changed } = context;
  const { main } = story;
  const holdCarts = html`<button
    aria-pressed=${story.areCartsHeld}
    @click=${() => {
      story.areCartsHeld = !story.areCartsHeld;
      changed();
    }}
  >
    Hold the carts
  </button>`;
  return html`
    <section id="start" class="hero" aria-labelledby="start-title" tabindex="-1">
      <h1 id="start-title">Two agents learn in this page, right now</h1>
      <p class="lead">
        Each is to keep four kinds of pole upright. One learns by PPO, the other by <abbr title="group relative policy optimisation">GRPO</abbr>, which judges every step beside those of its own group.
        <span>Watch them; then five questions say what the difference is, and whether it helps.</span>
      </p>
      ${runBar(main, holdCarts)}
      <div class="arena">${renderCurve(context)} ${(main.pair?.runs ?? []).map((run) => renderPlayer(run, context))}</div>
    </section>
  `;
}

function renderCurve({ story: { main }, theme }: ChapterContext): TemplateResult {
  const picture = learningFigure(main.pair?.runs ?? [], main.references);
  return html`<section class="figure curve" aria-labelledby="curve-title">
    <h2 id="curve-title" class="player-title">Do they get better?</h2>
    ${picture
      ? html`<cohort-chart
          .option=${picture.option}
          .table=${picture.table}
          .label=${'Score over training'}
          .height=${narrow.matches ? 200 : 310}
          theme=${theme}
        ></cohort-chart>`
      : waiting('The first episodes are being played …')}
    <p class="note">
      The score is the mean over the four tasks: 0 is a random policy, 1 an expert. One seed each is an example, no evidence: another may end the other way
      round. Over many seeds no form of GRPO ended above PPO: see <a href="#wrong">question 5</a>.
    </p>
  </section>`;
}

function renderPlayer(run: Run, { story, theme, changed, isInView }: ChapterContext): TemplateResult {
  const acting = actingPolicy(run, changed);
  const score = learningCurve(run.updates, story.main.references).at(-1)?.value ?? NaN;
  return html`<section class="figure player" aria-label="${nameOf(run)} at play">
    <h2 class="player-title">${nameOf(run)} <span>score ${formatScore(score)} of 1</span></h2>
    ${acting === null || acting instanceof Error
      ? withoutPolicy(acting)
      : html`<p class="note">a <b>${acting.task}</b> pole<span>, after ${formatNumber(run.step)} steps of training</span></p>
          <cohort-env-player
          .env=${acting.env}
          .policy=${acting.policy}
          .actionNames=${acting.actionNames}
          .seed=${1}
          .stepsPerSecond=${50}
          .paused=${story.areCartsHeld || !isInView}
          theme=${theme}
        ></cohort-env-player>`}
  </section>`;
}

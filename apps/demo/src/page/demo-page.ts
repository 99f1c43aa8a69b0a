import { html, LitElement, noChange, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Theme } from '@cohort-rl/viz-components/elements';
import { createLaboratory, type Laboratory } from '../laboratory/laboratory.ts';
import { renderLaboratory } from '../laboratory/render-laboratory.ts';
import type { ChapterContext } from '../story/chapter.ts';
import { chapterGroup } from '../story/chapter-group.ts';
import { chapterNormalisation } from '../story/chapter-normalisation.ts';
import { chapterPpo } from '../story/chapter-ppo.ts';
import { chapterWeights } from '../story/chapter-weights.ts';
import { chapterWrong } from '../story/chapter-wrong.ts';
import { renderHero } from '../story/hero.ts';
import { createStory, type Story } from '../story/story.ts';
import { figureFormats, saveFigures } from './save-figures.ts';
import { applyTheme, rememberedTheme, themes } from './theme.ts';

const chapters = [chapterPpo, chapterGroup, chapterNormalisation, chapterWeights, chapterWrong];

/** Least time between two drawings of the page while runs report, in milliseconds. */
const drawInterval = 250;

/** The whole page; draws into the document itself, so that its headings and anchors are the document's. */
export class CohortDemo extends LitElement {
  static override properties: PropertyDeclarations = { theme: { state: true }, reading: { state: true } };

  private declare theme: Theme;
  /** Id of the part that is being read. */
  private declare reading: string;

  readonly #story: Story;
  readonly #laboratory: Laboratory;
  #lastDrawn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observers: readonly IntersectionObserver[] = [];
  readonly #inView = new Set<string>();
  /** What the parts of the page showed in outline when they were drawn last. */
  readonly #outlines = new Map<string, string>();

  constructor() {
    super();
    this.theme = rememberedTheme();
    this.reading = 'start';
    const listener = { changed: this.#changed, reported: this.#reported };
    this.#story = createStory(listener);
    this.#laboratory = createLaboratory(location.search, writeQuery, () => this.#pauseStory(), listener);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  readonly #changed = (): void => this.requestUpdate();

  /** Draws soon, and not more often than a reader could tell. */
  readonly #reported = (): void => {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastDrawn + drawInterval - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastDrawn = performance.now();
      this.requestUpdate();
    }, wait);
  };

  protected override firstUpdated(): void {
    applyTheme(this.theme);
    if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    // what nobody looks at is not drawn anew, and not trained before it is in the middle of the window
    this.#observers = [
      new IntersectionObserver((entries) => this.#look(entries), { rootMargin: '100px' }),
      new IntersectionObserver((entries) => this.#startTraining(entries), { rootMargin: '-30% 0px' }),
      new IntersectionObserver((entries) => this.#read(entries), { rootMargin: '-40% 0px -59%' }),
    ];
    for (const part of this.querySelectorAll('main > [id]')) for (const observer of this.#observers) observer.observe(part);
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) this.#inView.add(target.id);
      else this.#inView.delete(target.id);
    }
    this.requestUpdate();
  }

  #startTraining(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      if (target.id === 'laboratory') this.#laboratory.showExample();
      if (target.id === 'laboratory' || this.#laboratory.pair?.isActive) continue;
      const experiment = target.id === 'wrong' ? this.#story.outcome : this.#story.main;
      if (!experiment.pair) experiment.start();
    }
  }

  /** Marks the part that is being read. */
  #read(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) if (isIntersecting) this.reading = target.id;
  }

  /** A part of the page as it is now, where it is in view or nothing like it was drawn yet; else as it was. */
  #part(id: string, draw: (context: ChapterContext) => TemplateResult): TemplateResult | typeof noChange {
    const { main, outcome } = this.#story;
    const isInView = this.#inView.has(id);
    const outline = [this.theme, isInView, main.view !== null, outcome.view !== null, this.#laboratory.runs.length].join();
    if (!isInView && this.#outlines.get(id) === outline) return noChange;
    this.#outlines.set(id, outline);
    return draw({ story: this.#story, theme: this.theme, isInView, changed: this.#changed });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const observer of this.#observers) observer.disconnect();
    clearTimeout(this.#timer);
    for (const pair of [this.#story.main.pair, this.#story.outcome.pair, this.#laboratory.pair]) pair?.dispose();
  }

  #pauseStory(): void {
    for (const { pair } of [this.#story.main, this.#story.outcome]) if (pair?.isActive) pair.pause();
  }

  #chooseTheme(theme: Theme): void {
    this.theme = theme;
    applyTheme(theme);
  }

  protected override render(): TemplateResult {
    const { theme, reading } = this;
    const { main, outcome } = this.#story;
    const link = (id: string, title: string, content: unknown): TemplateResult =>
      html`<li><a href="#${id}" title=${title} aria-current=${id === reading ? 'location' : 'false'}>${content}</a></li>`;
    return html`
      <a class="skip" href="#ppo">Skip to the story</a>
      <header class="top">
        <a class="name" href="#start">Cohort</a>
        <nav aria-label="Chapters">
          <ol>
            ${chapters.map(({ id, title, short }, i) => link(id, title, html`${i + 1}<span>&nbsp;${short}</span>`))}
            ${link('laboratory', 'Train what you like', html`Lab<span>oratory</span>`)}
          </ol>
        </nav>
        <label class="choice theme"
          ><span class="visually-hidden">Theme</span>
          <select @change=${(event: Event) => this.#chooseTheme((event.target as HTMLSelectElement).value as Theme)}>
            ${themes.map((each) => html`<option value=${each} ?selected=${each === theme}>${each}</option>`)}
          </select></label
        >
      </header>
      <main>
        ${this.#part('start', renderHero)}
        ${chapters.map(
          ({ id, title, render }, i) => html`<article id=${id} aria-labelledby="${id}-title" tabindex="-1">
            <h2 id="${id}-title"><span class="number">${i + 1}</span> ${title}</h2>
            ${this.#part(id, render)} ${savePictures(id, (id === 'wrong' ? outcome : main).view !== null)}
          </article>`,
        )}
        ${this.#part('laboratory', (context) => renderLaboratory(this.#laboratory, context, savePictures('laboratory', this.#laboratory.hasCharts)))}
      </main>
      <footer>
        <p>
          Everything on this page is computed in it: nothing is sent anywhere.
          ${globalThis.crossOriginIsolated ? nothing : 'Memory cannot be shared here (the server sends no isolation headers), so each run trains on one thread.'}
          Cohort is under the MIT licence.
        </p>
      </footer>
    `;
  }
}

/** Buttons that save what a part of the page shows, once it shows something. */
const savePictures = (id: string, hasCharts: boolean): TemplateResult => html`
  <p class="save">
    Save the charts of this part:
    ${figureFormats.map(
      (format) => html`<button ?disabled=${!hasCharts} @click=${() => void saveFigures(document.getElementById(id)!, format)}>${format}</button>`,
    )}
    ${hasCharts ? nothing : 'once there are some'}
  </p>
`;

function writeQuery(query: string): void {
  history.replaceState(null, '', `${location.pathname}${query}${location.hash}`);
}

customElements.define('cohort-demo', CohortDemo);

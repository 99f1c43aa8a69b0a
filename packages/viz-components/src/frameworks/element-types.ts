import type { LitElement } from 'lit';
// brings the tags and events of every element into the maps of the DOM
export type * from '../elements/index.ts';

/** Tags of the elements. */
export type CohortTag = Extract<keyof HTMLElementTagNameMap, `cohort-${string}`>;

type CohortEvent = Extract<keyof HTMLElementEventMap, `cohort-${string}`>;

/** What is set on an element: its own properties that are no methods. */
export type CohortProperties<Tag extends CohortTag> = {
  -readonly [Name in Exclude<keyof HTMLElementTagNameMap[Tag], keyof LitElement> as HTMLElementTagNameMap[Tag][Name] extends (...values: never[]) => unknown
    ? never
    : Name]?: HTMLElementTagNameMap[Tag][Name] | undefined;
};

/** Listeners as React 19 and Svelte 5 write them: `oncohort-error`. */
export type CohortListeners = { [Name in CohortEvent as `on${Name}`]?: ((event: HTMLElementEventMap[Name]) => void) | undefined };

type PascalCase<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Capitalize<Head>}${PascalCase<Tail>}` : Capitalize<Name>;

/** Listeners as Vue writes them: `@cohort-error`, which is `onCohortError`. */
export type CohortVueListeners = { [Name in CohortEvent as `on${PascalCase<Name>}`]?: ((event: HTMLElementEventMap[Name]) => void) | undefined };

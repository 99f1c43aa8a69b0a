// Types of the elements in templates of Svelte 5: `import type {} from '@cohort-rl/viz-components/svelte'`.
import type { HTMLAttributes } from 'svelte/elements';
import type { CohortListeners, CohortProperties, CohortTag } from './element-types.ts';

/** Attributes of each element in templates. */
export type CohortHTMLElements = {
  [Tag in CohortTag]: Omit<HTMLAttributes<HTMLElementTagNameMap[Tag]>, keyof CohortProperties<Tag>> & CohortProperties<Tag> & CohortListeners;
};

declare module 'svelte/elements' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- adds the tags to Svelte's
  interface SvelteHTMLElements extends CohortHTMLElements {}
}

// Types of the elements in templates of Vue 3: `import type {} from '@cohort-rl/viz-components/vue'`.
import type { HTMLAttributes } from 'vue';
import type { CohortProperties, CohortTag, CohortVueListeners } from './element-types.ts';

/** Each element as a component of templates. */
export type CohortComponents = {
  [Tag in CohortTag]: new () => { $props: Omit<HTMLAttributes, keyof CohortProperties<Tag>> & CohortProperties<Tag> & CohortVueListeners };
};

declare module 'vue' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- adds the tags to Vue's
  interface GlobalComponents extends CohortComponents {}
}

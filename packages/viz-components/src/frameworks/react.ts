// Types of the elements in JSX of React 19: `import type {} from '@cohort-rl/viz-components/react'`.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { CohortListeners, CohortProperties, CohortTag } from './element-types.ts';

/** Props of each element in JSX. */
export type CohortIntrinsicElements = {
  [Tag in CohortTag]: Omit<DetailedHTMLProps<HTMLAttributes<HTMLElementTagNameMap[Tag]>, HTMLElementTagNameMap[Tag]>, keyof CohortProperties<Tag>> &
    CohortProperties<Tag> &
    CohortListeners;
};

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React's own
  namespace JSX {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- adds the tags to React's
    interface IntrinsicElements extends CohortIntrinsicElements {}
  }
}

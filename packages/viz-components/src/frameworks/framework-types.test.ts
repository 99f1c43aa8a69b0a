import { expect, test } from '@jest/globals';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';
import { threeGroups } from '../elements/group-distribution/group-distribution.fixture.ts';
import type {} from './svelte.ts';
import type {} from './vue.ts';

// the compiler is the test: each `@ts-expect-error` fails the type check where it expects none
test('Vue and Svelte know the properties and events of the elements', () => {
  type VueProps = InstanceType<GlobalComponents['cohort-group-distribution']>['$props'];
  const vue: VueProps[] = [
    { data: threeGroups, view: 'sizes', id: 'groups', onCohortViewChange: ({ detail }) => void detail.view.length },
    // @ts-expect-error: no such view
    { view: 'pie' },
    // @ts-expect-error: the detail has no such field
    { onCohortViewChange: ({ detail }) => void detail.row },
  ];
  type SvelteProps = SvelteHTMLElements['cohort-group-distribution'];
  const svelte: SvelteProps[] = [
    { data: threeGroups, theme: 'dark', class: 'groups', 'oncohort-view-change': ({ detail }) => void detail.view.length },
    // @ts-expect-error: no such theme
    { theme: 'pink' },
    // @ts-expect-error: methods are not set
    { toCsv: 1 },
  ];
  expect([vue.length, svelte.length]).toEqual([3, 3]);
});

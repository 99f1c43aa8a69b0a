/// <reference types="node" />
// The built package inside other frameworks; docs/embedding.md shows the same.
import { expect, test } from '@jest/globals';
import type { Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileTemplate } from 'vue/compiler-sfc';
import { threeGroups } from '../elements/group-distribution/group-distribution.fixture.ts';
import { bundleModule, openPage, settle, type PageFiles } from '../elements/page.fixture.ts';

const define = "import '@cohort-rl/viz-components/elements/group-distribution';";
const data = JSON.stringify(threeGroups);

const apps: Readonly<Record<string, () => Promise<PageFiles>>> = {
  react: () => bundleModule(`${define}
      import { mount } from '../frameworks/react-app.fixture.tsx';
      globalThis.unmount = mount(document.querySelector('main'));`),
  vue: () => {
    const { code, errors } = compileTemplate({
      id: 'groups',
      filename: 'groups.vue',
      source: `
        <button @click="numGroups = 2">fewer</button><output>{{ told }}</output>
        <cohort-group-distribution class="groups" :data="{ groups: groups.slice(0, numGroups) }" @cohort-view-change="told = $event.detail.view" />`,
      compilerOptions: { isCustomElement: (tag) => tag.startsWith('cohort-') },
    });
    expect(errors).toEqual([]);
    return bundleModule(`${define}
      import { createApp } from 'vue';
      ${code}
      const app = createApp({ render, data: () => ({ groups: ${data}.groups, numGroups: 3, told: '' }) });
      app.mount('main');
      globalThis.unmount = () => app.unmount();`);
  },
  svelte: () => {
    const { js } = compile(
      `<script>
        let numGroups = $state(3);
        let told = $state('');
        const { groups } = ${data};
      </script>
      <button onclick={() => (numGroups = 2)}>fewer</button><output>{told}</output>
      <cohort-group-distribution class="groups" data={{ groups: groups.slice(0, numGroups) }} oncohort-view-change={({ detail }) => (told = detail.view)}></cohort-group-distribution>`,
      { generate: 'client', filename: 'groups.svelte' },
    );
    const component: Plugin = {
      name: 'svelte',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^groups\.svelte$/ }, ({ path, resolveDir }) => ({ path, namespace: 'svelte', pluginData: resolveDir }));
        onLoad({ filter: /.*/, namespace: 'svelte' }, ({ pluginData }) => ({ contents: js.code, resolveDir: pluginData as string }));
      },
    };
    return bundleModule(
      `${define}
      import { mount, unmount } from 'svelte';
      import App from 'groups.svelte';
      const app = mount(App, { target: document.querySelector('main') });
      globalThis.unmount = () => unmount(app);`,
      [component],
    );
  },
};

test.each(Object.keys(apps))('%s sets properties, hears events, updates and unmounts', async (framework) => {
  const { page, problems, close } = await openPage({
    head: '<link rel="icon" href="data:,"><script type="module" src="/app.js"></script>',
    files: await apps[framework]!(),
  });
  const element = page.locator('cohort-group-distribution.groups');
  await element.getByRole('button', { name: 'Table' }).click();
  expect(await element.locator('tbody tr').count()).toBe(3);
  await page.getByText('fewer').click();
  await settle(page);
  expect(await element.locator('tbody tr td:first-child').allTextContents()).toEqual(['light', 'default']);
  await element.getByRole('tab', { name: 'Advantages' }).click();
  await settle(page);
  expect(await page.locator('output').first().textContent()).toBe('advantages');
  await page.evaluate(() => (globalThis as unknown as { unmount: () => void }).unmount());
  expect(await page.locator('cohort-group-distribution').count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

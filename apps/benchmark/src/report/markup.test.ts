import { expect, test } from '@jest/globals';
import { html, raw } from './markup.ts';

test('text is escaped, markup is not, lists are joined, null is nothing', () => {
  const evil = `<b a="1" b='2'>&`;
  expect(html`<p title="${evil}">${evil}${null}${7}</p>`.markup).toBe(
    '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;7</p>',
  );
  expect(html`<ul>${['a', '<'].map((item) => html`<li>${item}</li>`)}</ul>${raw('<hr>')}`.markup).toBe('<ul><li>a</li><li>&lt;</li></ul><hr>');
});

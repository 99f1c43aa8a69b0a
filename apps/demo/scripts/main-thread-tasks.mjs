/** What Chromium writes of a thread's work. */
const isMain = ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain';

/**
 * The tasks of a page's main thread while something is done, as Chromium traces them.
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} act
 * @returns {Promise<{ cpu: number, wall: number }[]>} milliseconds each: on the processor, and from begin to end
 */
export async function mainThreadTasks(page, act) {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser to trace');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  return traceEvents
    .filter(({ ph, name, pid, tid }) => ph === 'X' && name.endsWith('::RunTask') && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0, dur = 0 }) => ({ cpu: tdur / 1000, wall: dur / 1000 }));
}

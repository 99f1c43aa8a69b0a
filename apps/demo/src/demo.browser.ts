import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import { mainThreadTasks } from '../scripts/main-thread-tasks.mjs';
import { serveSite } from '../scripts/static-server.mjs';
import { expectAccessible, onSite, siteAddress, useSite } from './site.fixture.ts';

useSite();

/** Number in a text such as `update 12, 24,576 steps`. */
const numberBefore = (text: string, unit: string): number => Number(new RegExp(`([\\d,]+) ${unit}`).exec(text)?.[1]?.replaceAll(',', ''));

const storySteps = async (page: Page): Promise<number> => numberBefore(await page.locator('#start .run-bar .numbers').innerText(), 'steps');

test.each([
  ['a laptop', { width: 1280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
])('within ten seconds a visitor on %s sees both agents improve, at play and in their curves, without scrolling', async (_, viewport) => {
  await onSite('', { viewport }, async ({ page }) => {
    const opened = Date.now();
    const titles = page.locator('#start .player-title');
    await titles.nth(2).waitFor();
    /** Of PPO and GRPO, from a random policy's 0 to an expert's 1. */
    const scores = async (): Promise<number[]> => (await titles.allInnerTexts()).slice(1).map((title) => Number(/score ([−\d.]+) of 1/.exec(title)?.[1]?.replace('−', '-') ?? 0));
    while (Date.now() - opened < 10_000 && !(await scores()).every((score) => score > 0.1)) await page.waitForTimeout(200);
    for (const score of await scores()) expect(score).toBeGreaterThan(0.1);
    expect((await titles.allInnerTexts()).slice(1).every((title) => /score −?\d\.\d\d of 1$/.test(title))).toBe(true);
    for (const seen of ['.curve cohort-chart canvas', '.player:nth-of-type(2) canvas', '.player:nth-of-type(3) canvas']) {
      const box = (await page.locator(`#start ${seen}`).first().boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(viewport.width);
      expect(box.y + box.height).toBeLessThanOrEqual(viewport.height);
    }
    // the curves themselves have risen
    const curves = await page.locator('#start cohort-chart').evaluate((chart) => (chart as HTMLElement & { table: { rows: { cells: [string, number, number] }[] } }).table.rows.map(({ cells }) => cells));
    for (const name of ['PPO', 'GRPO by task']) {
      const points = curves.filter(([run]) => run === name).map(([, , value]) => value);
      expect(points.at(-1)! - points[0]!).toBeGreaterThan(0.08);
    }
    // the policies that are seen at play are those of now
    const first = await page.locator('#start cohort-env-player').first().evaluate(async (player) => {
      const { env, policy } = player as unknown as { env: { reset(o: object): { observation: unknown } }; policy: (o: unknown, info: object) => { value: number } };
      return policy(env.reset({ seed: 3 }).observation, {}).value;
    });
    expect(first).toBeGreaterThan(1);
  });
});

test('while both train at full speed, no task of the page keeps input waiting for 50 ms', async () => {
  await onSite('?totalSteps=5000000#laboratory', {}, async ({ page }) => {
    await page.locator('#laboratory').getByRole('button', { name: 'Train', exact: true }).click();
    const rows = page.locator('#laboratory .runs tbody tr');
    await until(page, async () => (await rows.count()) === 2 && (await rows.allInnerTexts()).every((row) => row.includes('running')));
    const seed = page.locator('[name=seed]');
    await page.evaluate(() => {
      const heard: number[] = [];
      (globalThis as unknown as { heard: number[] }).heard = heard;
      document.addEventListener('keydown', (event) => heard.push(performance.now() - event.timeStamp), { capture: true });
    });
    await seed.focus();
    const tasks = await mainThreadTasks(page, async () => {
      for (let i = 0; i < 100; i++) {
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(15);
      }
    });
    // processor time: what other programs do at the same time is none of the page's; `npm run demo:input` says what a reader waits for
    expect(tasks.length).toBeGreaterThan(200);
    expect(tasks.filter(({ cpu }) => cpu >= 50)).toEqual([]);
    expect(await page.evaluate(() => (globalThis as unknown as { heard: number[] }).heard.length)).toBe(100);
    // it did train meanwhile
    expect((await rows.allInnerTexts()).every((row) => row.includes('running'))).toBe(true);
  });
});

test('the story is reached and worked by keyboard alone', async () => {
  await onSite('', {}, async ({ page }) => {
    await page.locator('#ppo .picker').waitFor();
    const press = async (key: string, times = 1): Promise<void> => {
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    };
    const focused = async (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.getAttribute('aria-label') ?? activeElement?.closest('label')?.textContent?.trim() ?? activeElement?.textContent?.trim() ?? '';
      });
    const tabTo = async (name: RegExp, most = 60): Promise<string> => {
      for (let i = 0; i < most; i++) {
        await press('Tab');
        const label = await focused();
        if (name.test(label)) return label;
      }
      throw new Error(`Tab does not reach ${String(name)}`);
    };
    await tabTo(/^Skip to the story$/);
    await press('Enter');
    expect(new URL(page.url()).hash).toBe('#ppo');
    await page.locator('#start').evaluate(() => window.scrollTo(0, 0));
    const says = async (label: RegExp): Promise<void> => until(page, async () => label.test(await focused()));
    await tabTo(/^Rollout of update/);
    await press('Home');
    await says(/^Rollout of update 2\b/);
    await tabTo(/^Step \d+ of environment/);
    await press('Home');
    await says(/^Step 0 of environment 0, task/);
    await press('ArrowRight', 3);
    await says(/^Step 0 of environment 3, task/);
    await tabTo(/r = 1.35/);
    await press('ArrowLeft');
    await says(/r = 1.3$/);
    // the first symbol of the equation tells its number
    await tabTo(/^L$/);
    expect(await page.locator('#ppo .reading').innerText()).toMatch(/^[−\d.]+: what the update maximises of this step$/);
    await press('Tab');
    expect(await page.locator('#ppo .reading').innerText()).toMatch(/^1.3: probability ratio of the action/);
  });
});

test('pausing keeps the run where it is, one update takes it one further, a new seed starts anew', async () => {
  await onSite('', {}, async ({ page }) => {
    const bar = page.locator('#start .run-bar');
    await until(page, async () => (await storySteps(page)) >= 4 * 2048);
    await bar.getByRole('button', { name: 'Pause' }).click();
    await bar.getByRole('button', { name: 'Go on' }).waitFor();
    await page.waitForTimeout(500);
    const paused = await storySteps(page);
    await page.waitForTimeout(500);
    expect(await storySteps(page)).toBe(paused);
    await bar.getByRole('button', { name: 'One update' }).click();
    await until(page, async () => (await storySteps(page)) === paused + 2048);
    await bar.getByRole('button', { name: 'New seed' }).click();
    await until(page, async () => /seed 2/.test(await bar.innerText()) && (await storySteps(page)) < paused + 2048);
    // the laboratory gets the processors for itself
    await page.locator('#laboratory').getByRole('button', { name: 'Train', exact: true }).click();
    await page.locator('#laboratory .runs').waitFor();
    await page.locator('#start').scrollIntoViewIfNeeded();
    await bar.getByRole('button', { name: 'Go on' }).waitFor();
  });
});

test('the carts move while they are looked at, unless they are held or motion is not wanted', async () => {
  const step = async (page: Page): Promise<number> =>
    page.locator('#start cohort-env-player').last().evaluate((player) => {
      const { episode } = player as HTMLElement & { episode: { episode: number; step: number } | null };
      return episode ? 1000 * episode.episode + episode.step : 0;
    });
  const moves = async (page: Page): Promise<boolean> => {
    await page.waitForTimeout(200);
    const before = await step(page);
    // the end of an episode is shown for a while
    for (let i = 0; i < 12; i++) {
      await page.waitForTimeout(100);
      if ((await step(page)) > before) return true;
    }
    return false;
  };
  await onSite('', {}, async ({ page }) => {
    await until(page, async () => (await step(page)) > 0);
    expect(await moves(page)).toBe(true);
    const hold = page.getByRole('button', { name: 'Hold the carts' });
    await hold.click();
    expect([await hold.getAttribute('aria-pressed'), await moves(page)]).toEqual(['true', false]);
    await hold.click();
    expect(await moves(page)).toBe(true);
    await page.locator('#weights').scrollIntoViewIfNeeded();
    expect(await moves(page)).toBe(false);
    await page.locator('#start-title').scrollIntoViewIfNeeded();
    expect(await moves(page)).toBe(true);
  });
  await onSite('', { reducedMotion: 'reduce' }, async ({ page }) => {
    await until(page, async () => (await step(page)) > 0);
    expect(await moves(page)).toBe(false);
  });
});

/** Waits until something is so. */
async function until(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await isSo()) return;
    await page.waitForTimeout(100);
  }
  expect(await isSo()).toBe(true);
}

test('an experiment is in the address, and comes back from it', async () => {
  await onSite('#laboratory', {}, async ({ page }) => {
    await page.locator('[name=env]').selectOption('CartPole-v1');
    await page.locator('[name=seed]').fill('7');
    await page.locator('[name=seed]').press('Tab');
    expect(page.url()).toBe(`${siteAddress()}?env=CartPole-v1&seed=7#laboratory`);
    await page.locator('[name=totalSteps]').fill('5000');
    await page.locator('[name=totalSteps]').press('Tab');
    expect(page.url()).toBe(`${siteAddress()}?env=CartPole-v1&seed=7&totalSteps=5000#laboratory`);
    await page.reload();
    expect(await page.locator('[name=env]').inputValue()).toBe('CartPole-v1');
    expect(await page.locator('[name=seed]').inputValue()).toBe('7');
    await page.getByRole('button', { name: 'Train', exact: true }).last().click();
    await page.locator('#laboratory .runs td').filter({ hasText: 'finished' }).nth(1).waitFor({ timeout: 60_000 });
    const rows = await page.locator('#laboratory .runs tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(0, 4))).toEqual([['PPO', 'CartPole-v1', '7', '5,120'], ['GRPO by task', 'CartPole-v1', '7', '5,120']]);
  });
});

test.each([
  ['?env=%3Cimg%20src=x%20onerror=alert(1)%3E', /^invalid env: <img src=x onerror=alert\(1\)>; expected one of /],
  ['?learningRate=1e9', /^invalid learningRate: 1e9; expected a number from 0.000001 to 0.1$/],
  ['?__proto__=1', /^unknown setting: __proto__; expected one of /],
])('%s gets one clear line, and never HTML', async (query, line) => {
  await onSite(`${query}#laboratory`, {}, async ({ page }) => {
    const alert = page.locator('#laboratory [role=alert]');
    expect((await alert.innerText()).trim()).toMatch(line);
    expect(await alert.locator('img').count()).toBe(0);
  });
});

test('a run’s folder and a report are shown, by drop and by button; what is neither gets one line', async () => {
  await onSite('#laboratory', {}, async ({ page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cohort-demo-'));
    try {
      const lines = [1, 2, 3].map((update) => ({ type: 'update', step: 100 * update, update, metrics: { 'charts/episodic_return': 10 * update } }));
      writeFileSync(join(folder, 'records.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      writeFileSync(join(folder, 'run.json'), JSON.stringify({ env: '<b>mine</b>', seed: 5, algorithm: 'ppo', totalSteps: 300 }));
      await page.getByLabel('A folder').setInputFiles(folder);
      const cells = page.locator('#laboratory .runs tbody tr');
      await cells.first().waitFor();
      const shown = async (): Promise<string[][]> => (await cells.allInnerTexts()).map((row) => row.split('\t').slice(0, 5));
      expect(await shown()).toEqual([['PPO', '<b>mine</b>', '5', '300', '30']]);
      // the same folder, dragged from a desktop
      writeFileSync(join(folder, 'run.json'), JSON.stringify({ env: 'dropped', seed: 6, algorithm: 'ppo', totalSteps: 300 }));
      const { x, y } = (await page.locator('#laboratory .tabs').boundingBox())!;
      const session = await page.context().newCDPSession(page);
      const data = { items: [], files: [folder], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: x + 10, y: y + 10, data });
      await until(page, async () => (await shown())[0]?.[1] === 'dropped');
      expect(await shown()).toEqual([['PPO', 'dropped', '6', '300', '30']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const drop = async (name: string, text: string): Promise<void> =>
      page.locator('#laboratory').evaluate(
        (target, [fileName, content]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content!], fileName!));
          target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        },
        [name, text],
      );
    await drop('report.json', readFileSync(new URL('../../../results/ladder/report.json', import.meta.url), 'utf8'));
    await page.getByRole('heading', { name: 'What did the study find?' }).waitFor();
    await page.locator('cohort-run-comparison').getByText('15 algorithms on 5 environments').waitFor();
    await drop('cat.json', '{"schema":"<img src=x>"}');
    const alert = page.locator('#laboratory [role=alert]').first();
    await until(page, async () => (await alert.innerText()).trim() === 'invalid file: cat.json: invalid schema: <img src=x>; expected 1, of a report.json');
    expect(await page.locator('#laboratory img').count()).toBe(0);
  });
});

/** What a file is by its first and last characters; files themselves are no text for a log. */
function formatOf(content: Buffer): string {
  if (content.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return 'PNG';
  const text = content.toString();
  if (text.startsWith('<svg ') && text.endsWith('</svg>')) return 'SVG';
  return /^[\w ,]+\r\n/.test(text) ? 'CSV' : 'unknown';
}

/** Clicks a button and waits for the files that it hands out, all of them: they come one after the other. */
async function saved(page: Page, button: string, names: readonly string[]): Promise<Map<string, Buffer>> {
  const downloads: Download[] = [];
  const listen = (download: Download): void => void downloads.push(download);
  page.on('download', listen);
  await page.locator('#laboratory').getByRole('button', { name: button, exact: true }).click();
  await until(page, async () => downloads.length >= names.length);
  page.off('download', listen);
  expect(downloads.map((download) => download.suggestedFilename())).toEqual(names);
  return new Map(await Promise.all(downloads.map(async (download) => [download.suggestedFilename(), Buffer.concat(await (await download.createReadStream()).toArray())] as const)));
}

test('what is shown is saved as PNG, SVG and CSV, and records come back in', async () => {
  await onSite('?env=CartPole-v1&totalSteps=2000#laboratory', { acceptDownloads: true }, async ({ page }) => {
    const laboratory = page.locator('#laboratory');
    await laboratory.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, async () => (await laboratory.locator('.runs td').filter({ hasText: 'finished' }).count()) === 2);
    for (const format of ['PNG', 'SVG', 'CSV']) {
      const files = await saved(page, format, ['learning-curves', 'performance-of-the-groups'].map((name) => `${name}.${format.toLowerCase()}`));
      expect([...files.values()].map(formatOf)).toEqual([format, format]);
      if (format !== 'CSV') continue;
      expect(String(files.get('learning-curves.csv'))).toMatch(/^algorithm,environment steps,return\r\nPPO,256,/);
      expect(String(files.get('performance-of-the-groups.csv'))).toMatch(/^group,step,mean return of the group,smallest,largest\r\n/);
    }
    const records = await saved(page, 'Save records', ['ppo-records.jsonl', 'grpo-records.jsonl']);
    for (const lines of records.values()) {
      expect(String(lines).trim().split('\n').filter((line) => line.startsWith('{"type":"update"'))).toHaveLength(8);
    }
    // back in
    const steps = async (): Promise<string[]> => laboratory.locator('.runs tbody tr').evaluateAll((rows) => rows.map((row) => (row as HTMLTableRowElement).cells[3]!.innerText));
    await page.reload();
    await laboratory.getByText('Nothing is trained yet').waitFor();
    await laboratory.getByLabel('Files').setInputFiles({ name: 'records.jsonl', mimeType: 'application/x-ndjson', buffer: records.get('grpo-records.jsonl')! });
    await until(page, async () => (await steps()).join() === '2,048');
  });
});

test('pictures that move are saved as they are at that moment, and go on', async () => {
  await onSite('?env=CartPole-v1&totalSteps=5000000#laboratory', { acceptDownloads: true }, async ({ page }) => {
    await page.locator('#laboratory').getByRole('button', { name: 'Train', exact: true }).click();
    await page.locator('#laboratory cohort-live-chart canvas').first().waitFor();
    for (const format of ['PNG', 'CSV']) {
      const files = await saved(page, format, ['learning-curves', 'performance-of-the-groups'].map((name) => `${name}.${format.toLowerCase()}`));
      expect([...files.values()].map(formatOf)).toEqual([format, format]);
      await page.locator('#laboratory cohort-live-chart canvas').first().waitFor();
    }
  });
});

test('the host of these tests answers whatever is asked for, and goes on', async () => {
  const status = async (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => request(siteAddress(), { path }, (response) => resolve(response.resume().statusCode)).on('error', reject).end());
  for (const path of ['//[', 'http://[/', '/%', '/../package.json', '//../../package.json', '/nope?x#y']) expect([path, await status(path)]).toEqual([path, 404]);
  for (const path of ['//', '/', '/?x=1', '/index.html#x']) expect([path, await status(path)]).toEqual([path, 200]);
});

test('what README.md lists is the policy of the page, and all that it needs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) => cell!.split(', ').map((directive) => directive.replaceAll('`', '')));
  const strict = await serveSite({ headers: { 'Content-Security-Policy': listed.join('; ') } });
  try {
    // what breaches the policy is an error of the console, which fails the test
    await onSite('?env=CartPole-v1&totalSteps=4000#laboratory', { address: strict.address, serviceWorkers: 'allow', acceptDownloads: true }, async ({ page }) => {
      const own = (await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content'))!.split('; ');
      expect(own.toSorted()).toEqual(listed.toSorted());
      await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
      // threads, as with four processors
      await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { value: 4 }));
      await page.reload();
      const laboratory = page.locator('#laboratory');
      await laboratory.getByRole('button', { name: 'Train', exact: true }).click();
      await until(page, async () => (await laboratory.locator('.runs td').filter({ hasText: 'finished' }).count()) === 2);
      expect(await laboratory.locator('.runs').innerText()).toContain('2 threads');
      for (const format of ['png', 'svg', 'csv']) await saved(page, format.toUpperCase(), [`learning-curves.${format}`, `performance-of-the-groups.${format}`]);
      await laboratory.getByRole('tab', { name: 'Policy' }).click();
      const player = laboratory.locator('cohort-env-player').first();
      await player.locator('canvas').waitFor();
      for (const format of ['gif', 'webm']) {
        await player.locator('select[name=format]').selectOption(format);
        await player.locator('button[name=record]').click();
        await page.waitForTimeout(300);
        await player.locator('button[name=record]').click();
        await player.locator(`a[download="episode.${format}"]`).waitFor();
      }
      for (const tab of ['tasks', 'groups', 'advantages']) {
        await laboratory.locator(`#laboratory-tab-${tab}`).click();
        await laboratory.locator('#laboratory-view canvas').first().waitFor();
      }
      await page.locator('#start').scrollIntoViewIfNeeded();
      await until(page, async () => (await storySteps(page)) > 2048);
    });
  } finally {
    await strict.close();
  }
});

test('the laboratory begins with an example, unless the address asks for something', async () => {
  await onSite('#laboratory', {}, async ({ page }) => {
    const laboratory = page.locator('#laboratory');
    await laboratory.locator('.runs tbody tr').nth(1).waitFor();
    await laboratory.locator('cohort-chart canvas').first().waitFor();
    expect(await laboratory.getByRole('button', { name: 'PNG', exact: true }).isEnabled()).toBe(true);
    // an earlier rollout can be looked at: of the first one kept, in which poles fell soon
    await laboratory.getByRole('tab', { name: 'Groups' }).click();
    const slider = laboratory.getByLabel(/^Rollout of update/);
    await slider.press('Home');
    const shown = async (tag: string): Promise<{ step: number }> => laboratory.locator(tag).evaluate((element) => (element as HTMLElement & { data: { step: number } }).data);
    const first = (await shown('cohort-group-formation')).step;
    expect((await shown('cohort-group-distribution')).step).toBe(first);
    await slider.press('ArrowRight');
    await until(page, async () => (await shown('cohort-group-formation')).step > first);
  });
  await onSite('?seed=3#laboratory', {}, async ({ page }) => {
    const laboratory = page.locator('#laboratory');
    await laboratory.getByText('Nothing is trained yet').waitFor();
    await page.waitForTimeout(500);
    expect(await laboratory.locator('.runs').count()).toBe(0);
    for (const format of ['PNG', 'SVG', 'CSV']) expect(await laboratory.getByRole('button', { name: format, exact: true }).isDisabled()).toBe(true);
  });
});

test('a form without a critic brings its own settings, trains, and acts without a value', async () => {
  await onSite('?env=CartPole-v1&totalSteps=16000#laboratory', {}, async ({ page }) => {
    const laboratory = page.locator('#laboratory');
    await laboratory.locator('[name=preset]').selectOption('rloo');
    expect(page.url()).toBe(`${siteAddress()}?env=CartPole-v1&totalSteps=16000&preset=rloo#laboratory`);
    expect(await laboratory.locator('[name=rolloutSteps]').inputValue()).toBe('500');
    await laboratory.getByRole('button', { name: 'Train', exact: true }).click();
    await until(page, async () => (await laboratory.locator('.runs td').filter({ hasText: 'finished' }).count()) === 2);
    await laboratory.getByRole('tab', { name: 'Policy' }).click();
    const players = laboratory.locator('cohort-env-player');
    await players.nth(1).locator('.numbers').waitFor();
    expect(await players.nth(0).locator('.numbers').innerText()).toMatch(/value [−\d]/);
    expect(await players.nth(1).locator('.numbers').innerText()).toMatch(/value –/);
    expect(await players.nth(1).locator('.policy th').allInnerTexts()).toEqual(['left', 'right']);
  });
});

test('after a first visit the site works offline, with shared memory and threads where there are processors', async () => {
  await onSite('', { serviceWorkers: 'allow' }, async ({ page }) => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    // it trains and draws: worker, kernels and charts come from the cache
    await until(page, async () => (await storySteps(page)) > 2048);
    await page.locator('#ppo cohort-chart').first().waitFor();
  });
});

test.each(['light', 'dark'] as const)('axe finds nothing serious in the %s theme', async (colorScheme) => {
  await onSite('', { colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
    await page.locator('#weights table').waitFor();
    await page.locator('#start .run-bar').getByRole('button', { name: 'Pause' }).click();
    await page.locator('#laboratory').getByRole('button', { name: 'Train', exact: true }).click();
    await page.locator('#laboratory .runs').waitFor();
    await expectAccessible(page);
  });
});

test('on a phone nothing is wider than the screen', async () => {
  await onSite('', { viewport: { width: 360, height: 740 } }, async ({ page }) => {
    await page.locator('#weights table').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});

test('the theme is the system’s until the reader chooses one, and stays chosen', async () => {
  await onSite('', { colorScheme: 'dark' }, async ({ page }) => {
    const background = async (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(20, 23, 28)');
    await page.locator('header select').selectOption('light');
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await background()).toBe('rgb(255, 255, 255)');
  });
});

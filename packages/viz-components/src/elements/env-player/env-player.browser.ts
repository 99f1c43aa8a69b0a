import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { make } from '@cohort-rl/envs';
import { build } from 'esbuild';
import { expectAccessible, expectScreenshot, openPage, settle, type OpenPage, type PageOptions } from '../page.fixture.ts';

const tag = 'cohort-env-player';
const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; media-src blob:";

let agents: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('./agents.fixture.ts', import.meta.url).pathname],
    bundle: true, write: false, format: 'iife', platform: 'browser', conditions: ['@cohort-rl/source'], logLevel: 'error',
  });
  agents = outputFiles[0]!.text;
}, 60_000);

let opened: OpenPage;
afterEach(async () => {
  expect(opened.problems).toEqual([]);
  await opened.close();
});

/** A player in which an untrained agent plays CartPole. */
async function open(attributes: string, options: PageOptions = {}) {
  const script = `
    import '/agents.js';
    globalThis.told = [];
    for (const type of ['cohort-episode-end', 'cohort-recording', 'cohort-error']) document.addEventListener(type, ({ detail }) => told.push({ type, ...detail }));
    globalThis.ready = agents.show(document.querySelector('${tag}'));`;
  opened = await openPage({ body: `<${tag} ${attributes}></${tag}>`, script, files: { '/agents.js': { type: 'text/javascript', text: agents } }, csp: strict, ...options });
  await opened.page.evaluate(() => (globalThis as unknown as { ready: Promise<void> }).ready);
  await settle(opened.page);
  return { page: opened.page, element: opened.page.locator(tag) };
}

const episode = () => opened.page.evaluate(() => {
  const { episode: number, step, observation, decision, terminated } = document.querySelector('cohort-env-player')!.episode!;
  const { action, probabilities, value } = decision ?? {};
  return { episode: number, step, observation: Array.from(observation as ArrayLike<number>), action, probabilities: Array.from(probabilities ?? []), value, terminated };
});
const told = () => opened.page.evaluate(() => (globalThis as unknown as { told: { type: string; message?: string; length?: number; return?: number }[] }).told.splice(0));

test('keys alone step, and what is shown is what the environment and the agent say', async () => {
  const { page, element } = await open('paused seed="4"');
  const env = make('CartPole-v1');
  expect((await episode()).observation).toEqual(Array.from(env.reset({ seed: 4 }).observation as ArrayLike<number>));
  await expectScreenshot(element, 'env-player/cart-pole-light');
  await expectAccessible(page);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  for (let i = 1; i <= 3; i++) {
    const { action } = await episode();
    await page.keyboard.press('Enter');
    await settle(page);
    const now = await episode();
    expect(now.step).toBe(i);
    expect(now.observation).toEqual(Array.from(env.step(action as number).observation as ArrayLike<number>));
  }
  const { probabilities, action, value } = await episode();
  expect(probabilities[0]! + probabilities[1]!).toBeCloseTo(1, 6);
  expect(action).toBe(probabilities[1]! > probabilities[0]! ? 1 : 0);
  const rows = await element.locator('.policy tr').allInnerTexts();
  expect(rows.map((row) => row.includes('← taken'))).toEqual([action === 0, action === 1]);
  expect(rows[0]).toMatch(new RegExp(`^left\\s+${(100 * probabilities[0]!).toFixed(1)} %`));
  expect(await element.locator('.numbers').innerText()).toContain(`value ${String(Number(value!.toPrecision(4))).replace('-', '−')}`);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await settle(page);
  expect(await episode()).toMatchObject({ step: 0, episode: 2, observation: Array.from(make('CartPole-v1').reset({ seed: 4 }).observation as ArrayLike<number>) });
});

test('a value that hardly changes is a flat line between ends that can be told apart', async () => {
  const { page, element } = await open('paused seed="4"');
  const lineOf = async (value: (step: number) => number) => {
    await page.evaluate((numbers) => {
      let step = 0;
      document.querySelector('cohort-env-player')!.policy = () => ({ action: step % 2, value: numbers[step++]! });
    }, Array.from({ length: 6 }, (_, step) => value(step)));
    for (let i = 0; i < 4; i++) await element.locator('button[name=step]').click();
    await settle(page);
    const path = (await element.locator('path.values').getAttribute('d'))!;
    const [high, low] = (await element.locator('.policy svg text').allTextContents()).slice(-2).map((text) => Number(text.replace('−', '-')));
    return { heights: path.slice(1).split('L').map((point) => Number(point.split(' ')[1])), high: high!, low: low! };
  };
  const noise = await lineOf((step) => 304.1 + 1e-5 * Math.sin(step));
  expect(noise.heights).toEqual([30, 30, 30, 30, 30]);
  expect([noise.low < 304.1, 304.1 < noise.high]).toEqual([true, true]);
  expect(await lineOf(() => 0)).toEqual({ heights: [30, 30, 30, 30, 30], high: 0.5, low: -0.5 });
  expect(await lineOf((step) => step)).toEqual({ heights: [60, 45, 30, 15, 0], high: 4, low: 0 });
});

test('plays by itself to the end of an episode and on, until it is paused', async () => {
  const { page, element } = await open('speed="4" steps-per-second="60"', { colorScheme: 'dark' });
  await page.waitForFunction(() => (document.querySelector('cohort-env-player')!.episode?.episode ?? 0) > 1);
  const [end] = await told();
  expect(end).toMatchObject({ type: 'cohort-episode-end', terminated: true, truncated: false });
  expect(end!.return).toBe(end!.length);
  await element.locator('button[name=play]').click();
  await settle(page);
  const { step, episode: number } = await episode();
  await page.waitForTimeout(200);
  expect(await episode()).toMatchObject({ step, episode: number });
  await expectAccessible(page);
});

test('who prefers reduced motion starts it', async () => {
  const { page, element } = await open('', { reducedMotion: 'reduce' });
  await page.waitForTimeout(150);
  expect((await episode()).step).toBe(0);
  await element.locator('button[name=play]').click();
  await page.waitForFunction(() => document.querySelector('cohort-env-player')!.episode!.step > 1);
});

test('records a GIF of as many frames as were stepped, and offers it', async () => {
  const { page, element } = await open('paused seed="4" record-width="200"');
  await element.locator('button[name=record]').click();
  for (let i = 0; i < 4; i++) await element.locator('button[name=step]').click();
  await settle(page);
  expect(await element.locator('button[name=record]').innerText()).toBe('Stop (5 frames)');
  await element.locator('button[name=record]').click();
  await element.locator('a').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), element.locator('a').click()]);
  expect(download.suggestedFilename()).toBe('episode.gif');
  const decoded = await page.evaluate(async () => {
    const { blob, frames } = document.querySelector('cohort-env-player')!.recording!;
    const decoder = new ImageDecoder({ data: await blob.arrayBuffer(), type: 'image/gif' });
    await decoder.tracks.ready;
    const colors: string[] = [];
    for (const frameIndex of [0, 4]) {
      const { image } = await decoder.decode({ frameIndex });
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let blue = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 2]! > data[i]! + 60) blue++;
      colors.push(`${canvas.width}x${canvas.height} ${blue > 100}`);
    }
    return { frames, count: decoder.tracks.selectedTrack!.frameCount, colors };
  });
  expect(decoded).toEqual({ frames: 5, count: 5, colors: ['200x120 true', '200x120 true'] });
  expect((await told()).map(({ type }) => type)).toEqual(['cohort-recording']);
});

test('records a WebM that plays, and ends by itself at the most frames', async () => {
  const { page } = await open('record-width="200" max-frames="20"');
  const size = await page.evaluate(async () => {
    const player = document.querySelector('cohort-env-player')!;
    const done = new Promise<CustomEvent<{ blob: Blob; frames: number }>>((resolve) => player.addEventListener('cohort-recording', resolve, { once: true }));
    await player.startRecording('webm');
    const { blob, frames } = (await done).detail;
    const video = document.createElement('video');
    video.src = URL.createObjectURL(blob);
    await new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = reject;
    });
    return { width: video.videoWidth, height: video.videoHeight, frames };
  });
  expect(size).toEqual({ width: 200, height: 120, frames: 20 });
});

test('an environment without a picture shows its numbers; faults are said, and a reset mends them', async () => {
  const { page, element } = await open('paused');
  const give = (kind: string) => page.evaluate((name) => (globalThis as unknown as { agents: { give(player: Element, kind: string): void } }).agents.give(document.querySelector('cohort-env-player')!, name), kind);
  await give('blind');
  await settle(page);
  expect((await element.locator('[part=chart] td').allInnerTexts()).slice(0, 2)).toEqual(['7', '–']);
  await element.locator('button[name=step]').click();
  await settle(page);
  expect(await element.locator('[role=alert]').innerText()).toBe('out of order <b>');
  expect(await told()).toEqual([{ type: 'cohort-error', message: 'out of order <b>' }]);
  await element.locator('button[name=reset]').click();
  await settle(page);
  expect(await element.locator('[role=alert]').count()).toBe(0);
  await give('unseen');
  await settle(page);
  expect(await element.locator('[role=alert]').innerText()).toBe('invalid scene: expected width > 0, height > 0 and shapes');
  await give('none');
  await settle(page);
  expect(await element.locator('[role=alert]').innerText()).toBe('invalid env: expected an object with reset and step');
  await page.evaluate(() => (document.querySelector('cohort-env-player')!.env = null));
  await settle(page);
  expect(await element.locator('[part=message]').innerText()).toBe('No environment and policy yet.');
});

test('data that are both, environment and policy, are shown like the two', async () => {
  const { page, element } = await open('paused');
  const observations = (): Promise<unknown[]> =>
    page.evaluate(async ([name]) => {
      const player = document.querySelector(name)!;
      const [first, second, third] = [1, 2, 3].map((id) => ({ reset: () => ({ observation: [id] }), step: () => ({ observation: [10 * id], reward: 0, terminated: false, truncated: false }) }));
      const policy = () => ({ action: 0 });
      const shown = async (): Promise<unknown> => {
        await player.updateComplete;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return player.episode?.observation ?? null;
      };
      const made = document.createElement(name);
      made.paused = true;
      made.data = { env: first!, policy };
      player.replaceWith(made);
      await made.updateComplete;
      await new Promise((resolve) => setTimeout(resolve, 20));
      const begun = made.episode?.observation ?? null;
      made.replaceWith(player);
      player.data = { env: first!, policy };
      const all = [begun, await shown()];
      player.env = second!;
      all.push(await shown());
      player.data = { env: third!, policy };
      all.push(await shown(), player.env === third);
      player.data = null;
      all.push(await shown(), player.env);
      return all;
    }, [tag] as const);
  expect(await observations()).toEqual([[1], [1], [2], [3], true, null, null]);
  expect(await element.locator('[part=message]').innerText()).toBe('No environment and policy yet.');
});

test('taken out of the page, or with another environment, it ends a recording under way', async () => {
  const { page } = await open('record-width="200"');
  const states = await page.evaluate(async () => {
    const player = document.querySelector('cohort-env-player')!;
    const streams: MediaStream[] = [];
    const { captureStream } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.captureStream = function (rate) {
      const stream = captureStream.call(this, rate);
      streams.push(stream);
      return stream;
    };
    const trackStates = (): string[] => streams.map((stream) => stream.getTracks()[0]!.readyState);
    await player.startRecording('webm');
    const before = trackStates();
    player.env = Object.create(player.env) as NonNullable<typeof player.env>;
    await player.updateComplete;
    await player.startRecording('webm');
    const between = trackStates();
    player.remove();
    return [before, between, trackStates()];
  });
  expect(states).toEqual([['live'], ['ended', 'live'], ['ended', 'ended']]);
});

test('of two recordings begun at once the later goes on alone; of one begun on the way out nothing is left', async () => {
  const { page } = await open('paused record-width="200"');
  const counts = await page.evaluate(async () => {
    const player = document.querySelector('cohort-env-player')!;
    let begun = 0;
    const { captureStream } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.captureStream = function (rate) {
      begun += 1;
      return captureStream.call(this, rate);
    };
    await Promise.all([player.startRecording('webm'), player.startRecording('webm')]);
    const atOnce = begun;
    const { frames } = await player.stopRecording();
    const late = player.startRecording('webm');
    player.remove();
    await late;
    return [atOnce, frames, begun];
  });
  expect(counts).toEqual([1, 1, 1]);
});

test('a recording that ends on the way out of the page leaves no address behind', async () => {
  const { page } = await open('paused record-width="200"');
  const addresses = await page.evaluate(async () => {
    const player = document.querySelector('cohort-env-player')!;
    const kept = new Set<string>();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      kept.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      kept.delete(url);
      revokeObjectURL.call(URL, url);
    };
    await player.startRecording('gif');
    await player.stopRecording();
    const shown = kept.size;
    await player.startRecording('gif');
    const ending = player.stopRecording();
    player.remove();
    const { blob } = await ending;
    return [shown, blob.size > 0, kept.size];
  });
  expect(addresses).toEqual([1, true, 0]);
});

test('taken out of the page it stops', async () => {
  const { page } = await open('');
  await page.waitForFunction(() => document.querySelector('cohort-env-player')!.episode!.step > 2);
  const steps = await page.evaluate(async () => {
    const player = document.querySelector('cohort-env-player')!;
    player.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = player.episode!.step;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = player.episode!.step;
    document.body.append(player);
    return [before, after];
  });
  expect(steps[1]).toBe(steps[0]);
  await page.waitForFunction((least) => document.querySelector('cohort-env-player')!.episode!.step !== least, steps[1]);
});

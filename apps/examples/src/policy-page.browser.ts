import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { make, makeVec } from '@cohort-rl/envs';
import { createPpo, loadPolicy, toOnnx } from '@cohort-rl/ppo-core';
import { chromium } from 'playwright-core';
import { serving } from './serving.fixture.ts';

test('the page plays the episode that the policy plays here', async () => {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 8, seed: 1 }), { rolloutSteps: 32, minibatchSize: 256, epochs: 20, gaeLambda: 0.8, gamma: 0.98, learningRate: 0.001 });
  for await (const _ of agent.learn({ totalSteps: 16_384 }));
  const policy = await loadPolicy(agent.state());
  const cartPole = make('CartPole-v1');
  let { observation } = cartPole.reset({ seed: 7 }) as { observation: Float32Array };
  let steps = 0;
  for (let isOver = false; !isOver; steps++) {
    const outcome = cartPole.step(policy.act(Float32Array.from(observation))[0]!);
    observation = outcome.observation as Float32Array;
    isOver = outcome.terminated || outcome.truncated;
  }
  expect(steps).toBeGreaterThan(50);

  const directory = mkdtempSync(join(tmpdir(), 'cohort-page-'));
  const file = join(directory, 'policy.onnx');
  writeFileSync(file, toOnnx(policy));
  const { url, stop } = await serving('serve-page.mjs', file, '0');
  const browser = await chromium.connect(process.env['COHORT_BROWSER']!);
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${url}?pace=50`);
    await page.getByText(/^over after/).waitFor({ timeout: 60_000 });
    expect([await page.getByRole('status').textContent(), errors]).toEqual([`over after ${steps} steps`, []]);
    for (const path of ['envs/../package.json', 'envs/%2e%2e%2fpackage.json', 'serve-page.mjs']) expect((await fetch(url + path)).status).toBe(404);
  } finally {
    await browser.close();
    await stop();
    rmSync(directory, { recursive: true });
  }
}, 120_000);

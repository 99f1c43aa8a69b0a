import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeVec } from '@cohort-rl/envs';
import { createPpo } from '@cohort-rl/ppo-core';
import { serving } from './serving.fixture.ts';

const run = (name: string, ...parameters: string[]): string =>
  execFileSync(process.execPath, [join(import.meta.dirname, name), ...parameters], { encoding: 'utf8' });

test('train-ppo learns, evaluates and acts', () => {
  const output = run('train-ppo.mjs');
  expect(Number(/evaluation: (.*)/.exec(output)?.[1])).toBeGreaterThan(150);
  expect(output).toContain('push right');
});

test('own-environment is learnt by PPO and GRPO, and goes on after loading', () => {
  const output = run('own-environment.mjs');
  expect(output).toContain('problems found: 0');
  expect(output).toContain('ppo, loaded: 20 of 20 episodes reach the corner');
  expect(output).toContain('grpo, loaded: 20 of 20 episodes reach the corner');
});

test('stages-alone prints groups, advantages and weights', () => {
  const output = run('stages-alone.mjs');
  expect(output).toContain('groups: return ≤ 6.5, return > 6.5');
  // both groups of returns are the same pattern at two scales
  const [, advantages] = /advantages: (.*)/.exec(output)!;
  expect(advantages!.split(' ').slice(0, 6)).toEqual(advantages!.split(' ').slice(6));
});

test('run-folder is read back', () => {
  const parent = mkdtempSync(join(tmpdir(), 'cohort-example-'));
  try {
    expect(run('run-folder.mjs', join(parent, 'run'))).toMatch(/^loaded at step 8192\n\d+ episodes; mean return over the last tenth of the steps: \d/);
  } finally {
    rmSync(parent, { recursive: true });
  }
});

test('policy-service answers with the actions of the agent, and refuses what is no observation', async () => {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 4, seed: 1 }), { rolloutSteps: 64 });
  for await (const _ of agent.learn({ totalSteps: 4096 }));
  const directory = mkdtempSync(join(tmpdir(), 'cohort-example-'));
  mkdirSync(join(directory, 'checkpoint'));
  writeFileSync(join(directory, 'checkpoint', 'state.bin'), agent.state());
  const { url, stop } = await serving('policy-service.mjs', directory, '0');
  const ask = async (body: string): Promise<[number, unknown]> => {
    const response = await fetch(url, { method: 'POST', body });
    return [response.status, await response.json()];
  };
  try {
    const observations = Array.from({ length: 20 }, (_, i) => [0, 0, 0.1 * Math.sin(i), Math.cos(i)]);
    const actions = Array.from(agent.act(Float32Array.from(observations.flat())));
    expect(new Set(actions).size).toBe(2);
    expect(await ask(JSON.stringify({ observations }))).toEqual([200, { actions }]);
    for (const wrong of [{ observations: [[1, 2, 3]] }, { observations: [] }, { observations: [[1, 2, 3, '4']] }, { observations: [[1, 2, 3, 1e300]] }, null]) {
      expect(await ask(JSON.stringify(wrong))).toEqual([400, { error: 'expected observations: rows of 4 finite numbers' }]);
    }
    expect(await ask('{')).toEqual([400, { error: 'no JSON' }]);
    expect((await fetch(url)).status).toBe(404);
  } finally {
    await stop();
    rmSync(directory, { recursive: true });
  }
});

test('a server that cannot have its port, or what it serves, says so in one line', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'cohort-example-'));
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 4, seed: 1 }), { rolloutSteps: 64 });
  mkdirSync(join(directory, 'checkpoint'));
  writeFileSync(join(directory, 'checkpoint', 'state.bin'), agent.state());
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const port = String((taken.address() as { port: number }).port);
  const fails = (...words: [string, ...string[]]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, words[0]), ...words.slice(1)], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    return stderr;
  };
  try {
    expect(fails('policy-service.mjs', directory, port)).toBe(`policy-service: port ${port} cannot be had (EADDRINUSE); expected another: node src/policy-service.mjs ${directory} PORT\n`);
    expect(fails('serve-page.mjs', directory, port)).toBe(`serve-page: port ${port} cannot be had (EADDRINUSE); expected another: node src/serve-page.mjs ${directory} PORT\n`);
    for (const wrong of ['99999', 'abc', '-1', '80.5']) {
      expect(fails('policy-service.mjs', directory, wrong)).toBe(`policy-service: invalid port: ${wrong}; expected an integer from 0 to 65535\n`);
      expect(fails('serve-page.mjs', directory, wrong)).toBe(`serve-page: invalid port: ${wrong}; expected an integer from 0 to 65535\n`);
    }
    expect(fails('policy-service.mjs', join(directory, 'none'))).toMatch(/^policy-service: \S+ holds no checkpoint; expected \S+\n$/);
    expect(fails('serve-page.mjs', join(directory, 'none.onnx'))).toMatch(/^serve-page: no file \S+; expected one of cohort export RUN --onnx POLICY\n$/);
  } finally {
    taken.close();
    rmSync(directory, { recursive: true });
  }
});

test('serve-page answers whatever is asked for, and goes on', async () => {
  const { url, stop } = await serving('serve-page.mjs', join(import.meta.dirname, 'examples.test.ts'), '0');
  const status = async (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => request(url, { path }, (response) => resolve(response.resume().statusCode)).on('error', reject).end());
  try {
    for (const path of ['//', '///', '//[', '/%', '/nope', '/constructor/x', 'http://[/']) expect([path, await status(path)]).toEqual([path, 404]);
    expect(await status('/')).toBe(200);
  } finally {
    await stop();
  }
});

test('learning-curve draws both algorithms', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cohort-example-'));
  try {
    const file = join(directory, 'curves.svg');
    expect(run('learning-curve.mjs', file)).toMatch(/^\d+ episodes of 2 algorithms in /);
    const picture = readFileSync(file, 'utf8');
    expect([picture.startsWith('<svg'), picture.includes('ppo'), picture.includes('grpo')]).toEqual([true, true, true]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('log-to-wandb logs every update', () => {
  const lines = run('log-to-wandb.mjs').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
  expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: 8 }, (_, i) => 512 * (i + 1)));
  expect(lines.every((metrics) => metrics['losses/entropy']! > 0)).toBe(true);
});

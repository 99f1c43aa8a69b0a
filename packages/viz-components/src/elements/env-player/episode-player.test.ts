import { describe, expect, test } from '@jest/globals';
import { make, makeVec } from '@cohort-rl/envs';
import { createPpo } from '@cohort-rl/ppo-core';
import { createEpisodePlayer } from './episode-player.ts';
import { agentPolicy, type PlayableEnv, type PlayablePolicy } from './playable.ts';

const still: PlayablePolicy = () => ({ action: 0, value: 2 });

describe('an episode', () => {
  test('is that of the environment itself, and a seed repeats it', async () => {
    const env = make('CartPole-v1');
    const { observation } = env.reset({ seed: 4 });
    let [length, done] = [0, false];
    while (!done) {
      const step = env.step(0);
      done = step.terminated;
      length++;
    }

    const player = createEpisodePlayer(make('CartPole-v1'), still);
    const lengths: number[] = [];
    for (const seed of [4, 4, 5]) {
      let state = await player.reset(seed);
      if (seed === 4) expect(state.observation).toEqual(observation);
      while (state.decision) state = await player.step();
      expect([state.terminated, state.return]).toEqual([true, state.step]);
      expect(state.values).toHaveLength(state.step);
      lengths.push(state.step);
    }
    expect(lengths.slice(0, 2)).toEqual([length, length]);
    const next = await player.step();
    expect([next.episode, next.step, next.return, next.reward]).toEqual([4, 0, 0, null]);
  });

  test('steps that are asked for at once follow one another', async () => {
    const seen: unknown[] = [];
    const slow: PlayablePolicy = async (observation) => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      seen.push(observation);
      return { action: observation };
    };
    let position = 0;
    const env: PlayableEnv = {
      reset: () => ({ observation: (position = 10) }),
      step: (action) => {
        expect(action).toBe(position);
        return { observation: ++position, reward: 1, terminated: false, truncated: position === 13 };
      },
    };
    const player = createEpisodePlayer(env, slow);
    const states = await Promise.all([player.reset(), player.step(), player.step(), player.step()]);
    expect(seen).toEqual([10, 11, 12]);
    expect(states.map(({ step, truncated }) => [step, truncated])).toEqual([[0, false], [1, false], [2, false], [3, true]]);
  });

  test('what an environment or a policy should not give is an error, and the next reset begins anew', async () => {
    const env = (reward: unknown): PlayableEnv => ({ reset: () => ({ observation: 0 }), step: () => ({ observation: 0, reward: reward as number, terminated: false, truncated: false }) });
    const player = createEpisodePlayer(env(NaN), still);
    await player.reset();
    await expect(player.step()).rejects.toThrow('invalid reward: NaN; expected a finite number');
    expect((await player.reset()).episode).toBe(2);
    await expect(createEpisodePlayer(env(1), () => 1 as never).reset()).rejects.toThrow('invalid decision of the policy: expected an object with an action');
    await expect(createEpisodePlayer(env(1), () => ({ action: 0, probabilities: [NaN] })).reset()).rejects.toThrow('invalid probabilities of the policy');
  });
});

describe('agentPolicy', () => {
  test('acts as the agent does, and hands on what it predicts', async () => {
    const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
    const observation = Float32Array.of(0.1, -0.2, 0.05, 0.3);
    const { action, probabilities, value } = await agentPolicy(agent)(observation, {});
    const { distribution, values } = agent.predict(observation);
    expect(action).toBe(agent.act(observation)[0]);
    expect(probabilities).toEqual((distribution as { probabilities: Float32Array }).probabilities);
    expect(value).toBe(values![0]);
    const masked = await agentPolicy(agent, { deterministic: false })(observation, { action_mask: [false, true] });
    expect([masked.action, ...Array.from(masked.probabilities!)]).toEqual([1, 0, 1]);
  });

  test('tells values in the scale of the task', async () => {
    const valueNormalizer = { name: 'fixed', means: Float64Array.of(0, 100, 200, 300), stds: Float64Array.of(1, 10, 1, 1), update: () => undefined };
    const agent = await createPpo(makeVec('scaled-cartpoles', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16, valueNormalizer });
    const observation = Float32Array.from({ length: agent.envs.observationSize }, (_, i) => Math.sin(i));
    for (const task of [0, 1]) {
      const { value } = await agentPolicy(agent, { task })(observation, {});
      expect(value).toBe(agent.predict(observation, { tasks: Int32Array.of(task) }).values![0]);
      expect(Math.abs(value! - 100 * task)).toBeLessThan(20);
    }
  });

  test('plays a continuous environment', async () => {
    const agent = await createPpo(makeVec('Pendulum-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16 });
    const player = createEpisodePlayer(make('Pendulum-v1'), agentPolicy(agent));
    await player.reset(3);
    const { decision, step } = await player.step();
    expect(step).toBe(1);
    expect([...(decision!.action as Float32Array)]).toEqual([...Array.from(decision!.means!)]);
    expect(decision!.stds![0]).toBeCloseTo(1, 6);
  });
});

// What plays in the pages of the browser tests: `globalThis.agents`.
import { make, makeVec } from '@cohort-rl/envs';
import { createPpo } from '@cohort-rl/ppo-core';
import type { CohortEnvPlayer } from './env-player.ts';
import { agentPolicy, type PlayableEnv } from './playable.ts';

async function show(player: CohortEnvPlayer): Promise<void> {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 2, seed: 1 }), { rolloutSteps: 16, seed: 1 });
  player.actionNames = ['left', 'right'];
  player.env = make('CartPole-v1');
  player.policy = agentPolicy(agent);
  await player.updateComplete;
  while (!player.episode) await new Promise((resolve) => setTimeout(resolve, 1));
}

const odd: Readonly<Record<string, unknown>> = {
  blind: {
    reset: () => ({ observation: [7, NaN] }),
    step: () => {
      throw new Error('out of order <b>');
    },
  },
  unseen: { reset: () => ({ observation: [0] }), step: () => ({ observation: [0], reward: 0, terminated: false, truncated: false }), render: () => ({ width: 0 }) },
  none: {},
};

function give(player: CohortEnvPlayer, kind: string): void {
  player.policy = () => ({ action: 0 });
  player.env = odd[kind] as PlayableEnv;
}

(globalThis as unknown as { agents: unknown }).agents = { show, give };

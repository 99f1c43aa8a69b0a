import { checkSnapshot, type SnapshotRecord as Read } from '@cohort-rl/analysis';
import { makeVec } from '@cohort-rl/envs';
import { groupRelative } from '@cohort-rl/grpo';
import { createPpo, type SnapshotRecord as Written } from '@cohort-rl/ppo-core';
import { expect, test } from '@jest/globals';

// neither package may import the other, so each says what a snapshot is
type AreSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test('a snapshot that training writes is one that analysis reads, field for field', async () => {
  const areSame: AreSame<Written, Read> = true;
  expect(areSame).toBe(true);
  const envs = makeVec('scaled-cartpoles', { numEnvs: 8, seed: 1 });
  for (const advantages of [undefined, groupRelative({ grouping: 'auto', numGroups: 2 })]) {
    const agent = await createPpo(envs, { rolloutSteps: 16, minibatchSize: 32, epochs: 1, hiddenSizes: [4], kernels: 'wasm', advantages });
    for await (const { records } of agent.learn({ totalSteps: 128, snapshotEvery: 1 })) {
      const [written] = records.filter((record) => record.type === 'snapshot');
      const lines = JSON.stringify(written);
      expect(JSON.stringify(checkSnapshot(JSON.parse(lines)))).toBe(lines);
    }
  }
});

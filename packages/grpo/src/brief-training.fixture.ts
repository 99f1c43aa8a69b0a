import { makeVec } from '@cohort-rl/envs';
import { createPpo, type SnapshotRecord } from '@cohort-rl/ppo-core';
import { groupRelative } from './group-relative.ts';

/** A short run whose outcome is decided by its seeds alone, wherever it runs. */
export async function trainBriefly(
  algorithm: 'ppo' | 'grpo',
  totalSteps = 4096,
): Promise<{ parameters: number[]; episodicReturn: number | undefined; snapshots: SnapshotRecord[] }> {
  const envs = makeVec('scaled-cartpoles', { numEnvs: 8, seed: 3 });
  const agent = await createPpo(envs, {
    seed: 3,
    rolloutSteps: 64,
    minibatchSize: 128,
    kernels: 'wasm-simd128',
    ...(algorithm === 'grpo' && { advantages: groupRelative({ grouping: 'auto', weighting: 'performance', seed: 3 }) }),
  });
  let episodicReturn: number | undefined;
  const snapshots: SnapshotRecord[] = [];
  for await (const { metrics, records } of agent.learn({ totalSteps, snapshotEvery: 4 })) {
    episodicReturn = metrics['charts/episodic_return'];
    snapshots.push(...records.filter((record) => record.type === 'snapshot'));
  }
  return { parameters: Array.from(agent.engine.readParameters()), episodicReturn, snapshots };
}

import { join } from 'node:path';
import type { VectorEnv } from '@cohort-rl/envs';
import type { PpoAgent } from '../agent.ts';
import { StateError } from '../errors.ts';
import { loadPolicy as policyOf, type Policy } from '../policy.ts';
import { loadAgent as agentOf } from '../ppo.ts';
import { readState } from './state-folder.ts';

interface WhichState {
  /** The best policy of the evaluations during training, not the last checkpoint. Default false. */
  readonly best?: boolean;
}

/** The policy in a run's folder, which is only read, to act with. @throws StateError where there is none, and as `loadPolicy` of bytes. */
export async function loadPolicy(directory: string, { best = false, ...options }: WhichState & Parameters<typeof policyOf>[1] = {}): Promise<Policy> {
  return policyOf(stateIn(directory, best), options);
}

/** The agent in a run's folder, which is only read, to go on with. @throws StateError where there is none, and as `loadAgent` of bytes. */
export async function loadAgent(directory: string, envs: VectorEnv, { best = false, ...overrides }: WhichState & Parameters<typeof agentOf>[2] = {}): Promise<PpoAgent> {
  return agentOf(stateIn(directory, best), envs, overrides);
}

/** The newest whole one. */
function stateIn(directory: string, best: boolean): Uint8Array {
  const folder = join(directory, best ? 'best' : 'checkpoint');
  const saved = readState(folder);
  if (!saved) throw new StateError(`${directory} holds no ${best ? 'best policy (no evaluation yet)' : 'checkpoint'}; expected ${folder}`);
  return saved.state;
}

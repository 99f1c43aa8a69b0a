// A fresh process for `cohort throughput --what startup`: says how long import, create and first update took.
import process from 'node:process';

const started = performance.now();
const [{ makeVec }, { createPpo, findPreset }] = await Promise.all([import('@cohort-rl/envs'), import('@cohort-rl/ppo-core')]);
const imported = performance.now();
const { env, numEnvs, options, totalSteps } = findPreset(process.argv[2]!);
const agent = await createPpo(makeVec(env, { numEnvs, seed: 1 }), { ...options, seed: 1 });
const created = performance.now();
await agent.learn({ totalSteps }).next();
const updated = performance.now();
process.stdout.write(JSON.stringify({ node: started, import: imported - started, create: created - imported, firstUpdate: updated - created }));
process.exit();

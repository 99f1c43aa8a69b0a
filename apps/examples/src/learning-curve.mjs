// The learning curves of PPO and GRPO on one environment as a picture: `node src/learning-curve.mjs FILE.svg`.
import { writeFileSync } from 'node:fs';
import { episodeTable, learningCurves } from '@cohort-rl/analysis';
import { makeVec } from '@cohort-rl/envs';
import { groupRelative } from '@cohort-rl/grpo';
import { createPpo } from '@cohort-rl/ppo-core';
import { learningCurvesChart, renderSvg } from '@cohort-rl/viz-components';

const [file = 'curves.svg'] = process.argv.slice(2);

async function episodesOf(algorithm, seed, options) {
  const agent = await createPpo(makeVec('CartPole-v1', { numEnvs: 8, seed }), { rolloutSteps: 64, learningRate: 0.003, seed, ...options });
  const all = [];
  for await (const { records } of agent.learn({ totalSteps: 16_384 })) all.push(...records);
  return episodeTable(all, { algorithm, seed });
}

const table = [];
for (const seed of [1, 2]) {
  table.push(...(await episodesOf('ppo', seed, {})));
  table.push(...(await episodesOf('grpo', seed, { advantages: groupRelative({ grouping: 'difficulty', numGroups: 3 }) })));
}
writeFileSync(file, renderSvg(learningCurvesChart(learningCurves(table)), { title: 'Return on CartPole-v1' }));
console.log(`${table.length} episodes of ${new Set(table.map(({ algorithm }) => algorithm)).size} algorithms in ${file}`);

import { groupWeightShares } from '@cohort-rl/analysis';
import { groupAdvantagesChart, groupWeightsChart, learningCurvesChart, renderSvg, scoreIntervalsChart } from '@cohort-rl/viz-components';
import type { RunAnalysis } from './analyze-runs.ts';

/** A picture with what it shows, in words. */
export interface Figure {
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly svg: string;
}

const rowHeight = 36;
const axisHeight = 70;
/** Narrow enough for two pictures a line, and to stay legible on a phone. */
const width = 520;

/** IQM of every algorithm, and, against a baseline, the paired differences. */
export function scoreFigures({ comparison, scoreSource }: RunAnalysis): Figure[] {
  const { algorithms, differences, baseline, isNormalized } = comparison;
  const names = algorithms.map(({ algorithm }) => algorithm);
  const scoreName = isNormalized ? 'IQM of normalised scores (0 random, 1 expert)' : 'IQM of final returns';
  const source = scoreSource === 'evaluation' ? 'the last evaluation of each run' : 'the last tenth of training';
  const scores = figure(
    scoreIntervalsChart(
      algorithms.map(({ algorithm, interquartileMean }) => ({ name: algorithm, interval: interquartileMean })),
      { scoreName, digits: 3 },
    ),
    `Final scores by algorithm`,
    `Interquartile mean over seeds and tasks, from ${source}, with bootstrap intervals.`,
    rowHeight * algorithms.length + axisHeight,
  );
  if (differences.length === 0) return [scores];
  return [
    scores,
    figure(
      scoreIntervalsChart(
        differences.map(({ algorithm, difference }) => ({ name: algorithm, interval: difference })),
        { scoreName: `difference to ${baseline}`, algorithms: names, reference: 0, digits: 3 },
      ),
      `Differences to ${baseline}`,
      `IQM of each algorithm minus that of ${baseline}, seeds paired; the dashed line is no difference.`,
      rowHeight * differences.length + axisHeight,
    ),
  ];
}

/** One picture per task. */
export function learningCurveFigures({ comparison, curves }: RunAnalysis): Figure[] {
  const algorithms = [...new Set(curves.map(({ algorithm }) => algorithm))];
  return comparison.tasks.flatMap((task) => {
    const own = curves.filter((curve) => curve.task === task);
    if (own.length === 0) return [];
    const seeds = Math.max(...own.map((curve) => curve.seeds.length));
    const band = seeds > 1 ? `, with ${Math.round(100 * comparison.confidence)} % bootstrap bands over ${seeds} seeds` : '';
    return figure(
      learningCurvesChart(own, { algorithms }),
      `Learning curves on ${task}`,
      `Mean return of the episodes of training (sampled actions)${band}.`,
      300,
    );
  });
}

/** Shares of the loss over training, and the advantages of the last rollout, of one run per algorithm. */
export function groupFigures({ groups }: RunAnalysis): Figure[] {
  return groups.flatMap(({ algorithm, seed, env, records }) => {
    const of = `${algorithm} on ${env}, seed ${seed}`;
    const figures: Figure[] = [];
    const strategies = [...new Set(records.map(({ strategy }) => strategy))];
    if (strategies.length === 1) {
      const shares = groupWeightShares(records);
      figures.push(figure(groupWeightsChart(shares), `Weights of the groups: ${of}`, 'Share of the policy loss that each group has, over training.', 300));
    }
    const last = records.findLast((record) => record.groups.some(({ steps }) => steps > 0));
    if (last) {
      const absent = last.groups.filter(({ steps }) => steps === 0).map(({ name }) => name);
      figures.push(
        figure(
          groupAdvantagesChart(last),
          `Advantages of the groups: ${of}`,
          `Before (left) and after normalisation (right), in the last rollout at step ${last.step.toLocaleString('en-US')}: median, quartiles, extremes.${
            absent.length === 0 ? '' : ` No box for ${absent.join(', ')}: no step of that rollout was in ${absent.length === 1 ? 'it' : 'them'}.`
          }`,
          rowHeight * (last.groups.length - absent.length) + axisHeight,
        ),
      );
    }
    return figures;
  });
}

function figure(chart: Parameters<typeof renderSvg>[0], title: string, caption: string, height: number): Figure {
  // a page of HTML needs no namespace
  const svg = renderSvg(chart, { title, description: caption, width, height }).replace(/ xmlns="[^"]*"/, '');
  return { title, caption, svg };
}

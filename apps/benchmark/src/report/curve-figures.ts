import { normalizeScore, type IntervalCurve, type LearningCurve } from '@cohort-rl/analysis';
import { panelChart, riskChart, trainingMeasureChart, type IntervalLine } from '@cohort-rl/viz-components';
import { niceRange, panel, rowsHeight, singleFigure, thinLine, type Figure } from './figure.ts';
import { bandCells, curveTable, estimateColumns, intervalCells, intervalColumns, looks, mostLines, mostPoints, panelPoints, panelsByAlgorithm, type SuiteContext } from './suite-context.ts';

export function learningFigure(context: SuiteContext): Figure {
  const { suite: { study, curveSource, tasks }, prefix, scoreName } = context;
  const source = curveSource === 'training' ? 'the episodes of training (sampled actions)' : 'the evaluations during training';
  return measureFigure(
    context,
    {
      name: `${prefix}learning`,
      title: tasks.length > 1 ? 'Learning curves over all tasks' : 'Learning curves',
      caption: `Interquartile mean of the ${scoreName} over runs${tasks.length > 1 ? ' × tasks' : ''}, from ${source}, with bootstrap bands.`,
    },
    study.algorithms.map(({ algorithm, sampleEfficiency }) => ({ algorithm, curve: sampleEfficiency.interquartileMean })),
    `IQM of the ${scoreName}`,
    study.isNormalized ? [0, 1] : undefined,
  );
}

export function worstTaskFigure(context: SuiteContext): Figure[] {
  const { suite: { study, tasks }, prefix, scoreName } = context;
  if (tasks.length === 1) return [];
  return [
    measureFigure(
      context,
      {
        name: `${prefix}worst-task`,
        title: 'Worst task over training',
        caption: `The ${scoreName} of the task that a run does worst on, mean over runs, with bootstrap bands.`,
      },
      study.algorithms.map(({ algorithm, groupFairness }) => ({ algorithm, curve: groupFairness.overTraining.worstTaskScore })),
      `worst task’s ${scoreName}`,
      [0, 1],
    ),
  ];
}

/** A measure over training: in one picture, or in one for each algorithm. */
function measureFigure(
  context: SuiteContext,
  about: Pick<Figure, 'name' | 'title' | 'caption'>,
  curves: readonly { readonly algorithm: string; readonly curve: IntervalCurve }[],
  measureName: string,
  least?: readonly [number, number],
): Figure {
  const { analysis: { algorithms } } = context;
  const lines = curves.map(({ algorithm, curve }) => thinLine({ algorithm, x: curve.steps, estimate: curve.estimate, lower: curve.lower, upper: curve.upper }, mostPoints(context)));
  const full = { ...about, data: { head: ['algorithm', 'step', ...intervalColumns], rows: lines.flatMap((line) => bandCells(line).map((row) => [line.algorithm, ...row])) } };
  if (lines.length > mostLines) {
    const y = niceRange(lines.flatMap(({ estimate, lower, upper }) => [...estimate, ...lower, ...upper]), least);
    return panelsByAlgorithm(context, full, lines, [0, lines[0]!.x.at(-1)!], y);
  }
  return singleFigure(full, trainingMeasureChart(curves, { measureName, algorithms }), { height: 320 });
}

/** Curves by task. Few algorithms are compared in a picture for each task; of many, each has a picture with all tasks. */
export function taskCurvesFigure(context: SuiteContext): Figure[] {
  const { analysis: { algorithms }, suite: { study, tasks, curves, references, curveSource }, prefix } = context;
  if (tasks.length === 1) return [];
  const title = 'Learning curves by task';
  const most = mostPoints(context) === panelPoints ? panelPoints : 50;
  const lineOf = (curve: LearningCurve, name: string): IntervalLine => thinLine({ ...curve, algorithm: name, x: curve.steps }, most);
  const x: [number, number] = [0, curves[0]!.steps.at(-1)!];
  const source = curveSource === 'training' ? 'the episodes of training (sampled actions)' : 'the evaluations during training';
  if (study.algorithms.length <= mostLines) {
    return [
      {
        name: `${prefix}tasks`,
        title,
        caption: `Mean return over steps, from ${source}, with bootstrap bands over seeds.`,
        data: curveTable('task', curves),
        legend: looks(study.algorithms.map(({ algorithm }) => algorithm), algorithms),
        panels: tasks.flatMap((task) => {
          const own = curves.filter((curve) => curve.task === task).map((curve) => lineOf(curve, curve.algorithm));
          const y = niceRange(own.flatMap(({ estimate, lower, upper }) => [...estimate, ...lower, ...upper]));
          return own.length === 0 ? [] : [panel(panelChart(own, { algorithms, x, y }), title, task)];
        }),
      },
    ];
  }
  const normalize = (task: string, values: readonly number[]): number[] => values.map((value) => normalizeScore(value, references![task]!));
  const none = curves[0]!.steps.map(() => NaN);
  const scored = curves.map((curve) => ({ ...curve, estimate: normalize(curve.task, curve.estimate), lower: none, upper: none }));
  const picked = (curve: LearningCurve): { steps: readonly number[]; estimate: readonly number[] } => {
    const { x: steps, estimate } = lineOf(curve, curve.task);
    return { steps, estimate };
  };
  const y = niceRange(scored.flatMap(({ estimate }) => estimate), [0, 1]);
  return [
    {
      name: `${prefix}tasks`,
      title,
      caption: `Normalised score over steps, mean over seeds, from ${source}.`,
      data: estimateColumns('task', scored.map((curve) => ({ ...curve, ...picked(curve) })), study.algorithms.map(({ algorithm }) => algorithm)),
      legend: looks(tasks, tasks),
      panels: study.algorithms.map(({ algorithm }) => {
        const own = scored.filter((curve) => curve.algorithm === algorithm).map((curve) => lineOf(curve, curve.task));
        return panel(panelChart(own, { algorithms: tasks, x, y }), title, algorithm);
      }),
    },
  ];
}

export function riskFigure({ analysis: { algorithms }, suite: { study }, prefix, scoreName }: SuiteContext): Figure {
  return singleFigure(
    {
      name: `${prefix}risk`,
      title: 'Risk in training',
      caption: `Mean of the worst 5 % of falls of the ${scoreName}: from one bin of steps to the next (left), and below the best so far (right). Further left is better.`,
      data: {
        head: ['algorithm', ...['short-term risk', 'long-term risk'].flatMap((name) => intervalColumns.map((column) => `${name} ${column}`))],
        rows: study.algorithms.map(({ algorithm, trainingStability: { shortTermRisk, longTermRisk } }) => [
          algorithm,
          ...intervalCells(shortTermRisk),
          ...intervalCells(longTermRisk),
        ]),
      },
    },
    riskChart(study.algorithms, { algorithms }),
    { height: rowsHeight(study.algorithms.length) },
  );
}

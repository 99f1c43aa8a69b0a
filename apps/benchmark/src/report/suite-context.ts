import type { Interval, LearningCurve } from '@cohort-rl/analysis';
import { panelChart, type IntervalLine } from '@cohort-rl/viz-components';
import type { RunAnalysis, SuiteAnalysis } from './analyze-runs.ts';
import type { CsvTable } from './csv.ts';
import { panel, type Figure, type LegendEntry } from './figure.ts';

/** What all figures of a suite need to know. */
export interface SuiteContext {
  readonly analysis: RunAnalysis;
  readonly suite: SuiteAnalysis;
  /** Begins the names of the files. */
  readonly prefix: string;
  readonly scoreName: string;
}

/** Lines that one picture can hold: where there are more, every algorithm has a small picture of its own, beside the baseline. */
export const mostLines = 6;
export const panelPoints = 25;

/** Points that a line of a figure has. */
export const mostPoints = ({ suite: { study } }: SuiteContext): number => (study.algorithms.length > mostLines ? panelPoints : 101);

export const intervalColumns = ['estimate', 'lower', 'upper'];
export const intervalCells = ({ estimate, lower, upper }: Interval): number[] => [estimate, lower, upper];
export const bandCells = (line: Pick<IntervalLine, 'x' | 'estimate' | 'lower' | 'upper'>): number[][] =>
  line.x.map((x, i) => [x, line.estimate[i]!, line.lower[i]!, line.upper[i]!]);

/** Curves with their intervals, a row for each point. @param kind what `task` of the curves is. */
export const curveTable = (kind: string, curves: readonly LearningCurve[]): CsvTable => ({
  head: [kind, 'algorithm', 'step', ...intervalColumns],
  rows: curves.flatMap((curve) => bandCells({ ...curve, x: curve.steps }).map((row) => [curve.task, curve.algorithm, ...row])),
});

/** Estimates alone, with a column for each algorithm: what pictures of many lines without bands show. */
export function estimateColumns(kind: string, curves: readonly Pick<LearningCurve, 'task' | 'algorithm' | 'steps' | 'estimate'>[], algorithms: readonly string[]): CsvTable {
  const tasks = [...new Set(curves.map(({ task }) => task))];
  return {
    head: [kind, 'step', ...algorithms],
    rows: tasks.flatMap((task) => {
      const own = algorithms.map((algorithm) => curves.find((curve) => curve.task === task && curve.algorithm === algorithm));
      return curves[0]!.steps.map((step, i) => [task, step, ...own.map((curve) => curve?.estimate[i] ?? NaN)]);
    }),
  };
}

/** A small picture for each algorithm beside the baseline, all on the same axes. */
export function panelsByAlgorithm(
  { analysis: { algorithms }, suite: { study } }: SuiteContext,
  about: Pick<Figure, 'name' | 'title' | 'caption' | 'data'>,
  lines: readonly IntervalLine[],
  x: [number, number],
  y: [number, number],
): Figure {
  const background = lines.find(({ algorithm }) => algorithm === study.baseline)!;
  return {
    ...about,
    caption: `${about.caption} The grey dashed line in each picture is ${study.baseline}.`,
    legend: [],
    panels: lines
      .filter((line) => line !== background)
      .map((line) => panel(panelChart([line], { algorithms, x, y, background }), about.title, line.algorithm)),
  };
}

/** Legend of some of all names, each in its look. */
export const looks = (names: readonly string[], all: readonly string[]): LegendEntry[] => names.map((name) => ({ name, look: all.indexOf(name) }));

import type { RunAnalysis, SuiteAnalysis } from './analyze-runs.ts';
import { learningFigure, riskFigure, taskCurvesFigure, worstTaskFigure } from './curve-figures.ts';
import type { Figure } from './figure.ts';
import { costFigure, diagnosticFigure, groupFigures } from './group-figures.ts';
import { improvementFigure, profileFigure, scoreFigures } from './score-figures.ts';

/** The figures of one suite, by the question that they answer. */
export interface SuiteFigures {
  readonly performance: readonly Figure[];
  readonly efficiency: readonly Figure[];
  readonly stability: readonly Figure[];
  readonly fairness: readonly Figure[];
  readonly groups: readonly Figure[];
  readonly diagnostics: readonly Figure[];
  readonly cost: readonly Figure[];
}

export function suiteFigures(analysis: RunAnalysis, suite: SuiteAnalysis): SuiteFigures {
  const prefix = analysis.suites.length > 1 ? `${suite.env.replaceAll(/[^\w.-]/g, '-')}-` : '';
  const context = { analysis, suite, prefix, scoreName: suite.study.isNormalized ? 'normalised score' : 'return' };
  return {
    performance: [...scoreFigures(context), profileFigure(context), ...improvementFigure(context)],
    efficiency: [learningFigure(context), ...taskCurvesFigure(context)],
    stability: [riskFigure(context)],
    fairness: worstTaskFigure(context),
    groups: groupFigures(context),
    diagnostics: diagnosticFigure(context),
    cost: costFigure(context),
  };
}

/** All of them, in the order of the page. */
export const allFigures = (figures: SuiteFigures): Figure[] => Object.values(figures as unknown as Record<string, readonly Figure[]>).flat();

export { checkRecord, readRecords, RecordError } from './records.ts';
export type {
  AdvantageSummary,
  EpisodeRecord,
  EvaluationRecord,
  GroupRecord,
  GroupRecordEntry,
  RunRecord,
  UpdateRecord,
} from './records.ts';
export { checkSnapshot, isGroupRelative } from './snapshot-record.ts';
export { binnedPairs } from './binned-pairs.ts';
export type { PairCell } from './binned-pairs.ts';
export { commonHistograms } from './common-histograms.ts';
export type { CommonHistograms, CommonHistogramsOptions } from './common-histograms.ts';
export { timeCells } from './time-cells.ts';
export type { TimeCells } from './time-cells.ts';
export type { SnapshotGradients, SnapshotGroup, SnapshotRecord, SnapshotTrajectory } from './snapshot-record.ts';
export { episodeTable } from './return-table.ts';
export type { EpisodeTableOptions, ReturnRow } from './return-table.ts';
export { EventFileError, readScalarEvents } from './tensorboard-events.ts';
export type { ScalarEvent } from './tensorboard-events.ts';
export { tensorboardTable } from './tensorboard-table.ts';
export type { LogOptions } from './tensorboard-table.ts';
export { monitorTable, progressTable } from './csv-table.ts';
export { learningCurves } from './learning-curves.ts';
export type { LearningCurve, LearningCurveOptions } from './learning-curves.ts';
export { scoreCurves } from './score-curves.ts';
export type { ScoreCurves, ScoreCurvesOptions } from './score-curves.ts';
export { binnedMeans, binSteps } from './binned-means.ts';
export type { BinnedMeansOptions, NamedValue } from './binned-means.ts';
export { areaUnderCurve, sampleEfficiency } from './sample-efficiency.ts';
export type { SampleEfficiency, SampleEfficiencyOptions } from './sample-efficiency.ts';
export { kaplanMeier, restrictedMean, survivalMedian } from './survival.ts';
export type { SurvivalCurve } from './survival.ts';
export { groupCharacteristics } from './group-characteristics.ts';
export type { GroupCharacteristics } from './group-characteristics.ts';
export { groupWeightShares } from './group-weights.ts';
export type { GroupWeightShares } from './group-weights.ts';
export { createRunMonitor, fillShares } from './run-monitor.ts';
export type { RunMonitor, RunMonitorOptions } from './run-monitor.ts';
export { createStreamedBins } from './streamed-bins.ts';
export type { SeriesBins, StreamedBins } from './streamed-bins.ts';
export { columnOf, createColumnValues, fillColumns } from './step-columns.ts';
export type { ColumnValues, StepColumns } from './step-columns.ts';
export { fillTaskBalance } from './task-balance.ts';
export type { TaskBalance } from './task-balance.ts';
export { settlingPoint } from './settling-point.ts';
export type { SettlingPoint } from './settling-point.ts';
export { finalScores } from './final-scores.ts';
export type { RunScore } from './final-scores.ts';
export { normalizeScore, normalizeTable } from './normalized-score.ts';
export type { TaskReference } from './normalized-score.ts';
export { interquartileMean, mean, median, optimalityGap } from './aggregate-scores.ts';
export type { ScoreMatrix, Scores } from './aggregate-scores.ts';
export { probabilityOfImprovement } from './probability-of-improvement.ts';
export { finalPerformance } from './final-performance.ts';
export type { FinalPerformance, FinalPerformanceOptions } from './final-performance.ts';
export { performanceProfile, profileThresholds } from './performance-profile.ts';
export type { PerformanceProfile } from './performance-profile.ts';
export { pairwiseImprovements } from './pairwise-improvement.ts';
export type { PairwiseImprovement } from './pairwise-improvement.ts';
export { conditionalValueAtRisk, countCollapses, drawdown, trainingStability } from './training-stability.ts';
export type { TrainingStability, TrainingStabilityOptions } from './training-stability.ts';
export { giniCoefficient, groupFairness, jainIndex, maxMinGap, minimumOfMeans, worstTaskScore } from './group-fairness.ts';
export type { FairnessMeasures, GroupFairness } from './group-fairness.ts';
export { formatInterval } from './interval.ts';
export type { Interval } from './interval.ts';
export type { IntervalCurve } from './interval-curve.ts';
export { independentBootstrap, pairedBootstrap, stratifiedBootstrap } from './bootstrap.ts';
export type { BootstrapOptions } from './resampling.ts';
export { holmCorrection, pairedTest } from './paired-test.ts';
export { comparePairs } from './paired-comparison.ts';
export type { ComparePairsOptions, PairedComparison, PairedScores } from './paired-comparison.ts';
export { compareRuns } from './compare-runs.ts';
export type { AlgorithmSummary, CompareRunsOptions, Comparison, Difference } from './compare-runs.ts';
export { analyzeStudy } from './analyze-study.ts';
export type { AlgorithmAnalysis, AnalyzeStudyOptions, StudyAnalysis } from './analyze-study.ts';
export { compareSuites } from './compare-suites.ts';
export type { SuiteComparison, SuiteComparisons } from './compare-suites.ts';
export { readReport, reportProfiles } from './report-comparison.ts';
export type { ReportComparison, ReportSuite } from './report-comparison.ts';
export { trainingCosts } from './training-costs.ts';
export type { RunCost, TrainingCost } from './training-costs.ts';
export { GrpoVsPpoAnalyzer } from './grpo-vs-ppo-analyzer.ts';
export { runComparison } from './run-comparison.ts';
export type { ComparisonResult, ComparisonRun, FinishedRun, RunComparisonOptions } from './run-comparison.ts';
export { principalComponents } from './principal-components.ts';
export type { PrincipalComponents } from './principal-components.ts';

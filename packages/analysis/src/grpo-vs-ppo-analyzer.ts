import { analyzeStudy } from './analyze-study.ts';
import type { AnalyzeStudyOptions, StudyAnalysis } from './analyze-study.ts';
import type { RunRecord } from './records.ts';
import { episodeTable } from './return-table.ts';
import type { EpisodeTableOptions, ReturnRow } from './return-table.ts';

/**
 * Collects runs as they end and judges them by four measures: sample efficiency, final performance, training stability and group
 * fairness, each with intervals, and each compared with a baseline (PPO, say) on shared seeds.
 *
 *     const analyzer = new GrpoVsPpoAnalyzer({ baseline: 'ppo', references });
 *     analyzer.addRecords(readRecords(text), { algorithm: 'grpo:task', seed: 0 });
 *     analyzer.analyze().summary;
 */
export class GrpoVsPpoAnalyzer {
  readonly #options: AnalyzeStudyOptions;
  readonly #table: ReturnRow[] = [];

  constructor(options: AnalyzeStudyOptions = {}) {
    this.#options = options;
  }

  /** Adds returns of any number of runs. */
  add(table: Iterable<ReturnRow>): this {
    for (const row of table) this.#table.push(row);
    return this;
  }

  /** Adds the returns in one run's records. */
  addRecords(records: readonly RunRecord[], options: EpisodeTableOptions): this {
    return this.add(episodeTable(records, options));
  }

  /** Judges all runs added so far, as {@link analyzeStudy} does. */
  analyze(): StudyAnalysis {
    return analyzeStudy(this.#table, this.#options);
  }
}

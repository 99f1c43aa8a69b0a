// Turns what turbo and jest report into one count of checks.

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ id: string, name: string, seconds: number } & Counts} Line
 */

/**
 * Counts of one package's jest run. Tests count one by one; so does each file that could not be run, and a run that ended
 * badly without naming a failed test, among them one that crashed before it wrote its report or found no test.
 *
 * @param report jest's JSON report, or undefined when there is none
 * @param {boolean} succeeded whether the process exited with 0
 * @returns {Counts}
 */
export function countJest(report, succeeded) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const clean = succeeded && report.success && report.numPassedTests > 0;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !clean ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {string[]} expected ids (`package#task`) of the checks that were asked for; one that was never run counts as failed
 * @param tasks the tasks of turbo's run summary; a build is no check, but a failed one counts as failed
 * @param {(id: string) => any} reportOf id of a jest task → jest's report of it, or undefined
 * @returns {Line[]} one line for each check
 */
export function countTasks(expected, tasks, reportOf) {
  const run = new Map(tasks.map((task) => [task.taskId, task]));
  const failedBuilds = tasks.filter(({ task, execution }) => task === 'build' && execution?.exitCode !== 0).map(({ taskId }) => taskId);
  return [...failedBuilds, ...expected].map((id) => {
    const [owner, task] = id.split('#');
    const execution = run.get(id)?.execution;
    const succeeded = execution?.exitCode === 0;
    const counts = task.startsWith('test') ? countJest(reportOf(id), succeeded) : { passed: Number(succeeded), failed: Number(!succeeded), skipped: 0 };
    const name = owner === '//' ? task : `${task} ${owner.replace('@cohort-rl/', '')}`;
    return { id, name, seconds: execution ? (execution.endTime - execution.startTime) / 1000 : 0, ...counts };
  });
}

/**
 * @param {Counts[]} lines
 * @returns {Counts}
 */
export function sumCounts(lines) {
  const sum = (key) => lines.reduce((value, line) => value + line[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** How every test command closes. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

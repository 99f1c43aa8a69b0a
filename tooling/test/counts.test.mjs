import { expect, test } from '@jest/globals';
import { closingLine, countJest, countTasks, sumCounts } from './counts.mjs';

const report = (counts) => ({
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  ...counts,
});
const ended = (taskId, exitCode) => ({ taskId, task: taskId.split('#')[1], execution: { startTime: 1000, endTime: 3500, exitCode } });

test.each([
  ['each test once', report({ numPassedTests: 5, numPendingTests: 2, numTodoTests: 1 }), true, [5, 0, 3]],
  ['failed tests and files that do not run', report({ success: false, numPassedTests: 5, numFailedTests: 2, numRuntimeErrorTestSuites: 1 }), false, [5, 3, 0]],
  ['a crash before the report', undefined, false, [0, 1, 0]],
  ['a report that is missing although the process succeeded', undefined, true, [0, 1, 0]],
  ['a crash after the report', report({ numPassedTests: 5 }), false, [5, 1, 0]],
  ['no test at all', report({}), true, [0, 1, 0]],
  ['only skipped tests', report({ numPendingTests: 4 }), true, [0, 1, 4]],
])('jest: %s', (_, jest, succeeded, [passed, failed, skipped]) => {
  expect(countJest(jest, succeeded)).toEqual({ passed, failed, skipped });
});

test('a check that was never run and a failed build count as failed, a build that passed does not count', () => {
  const lines = countTasks(
    ['//#lint', '@cohort-rl/envs#typecheck', '@cohort-rl/envs#test', '@cohort-rl/grpo#packaging'],
    [ended('//#lint', 0), ended('@cohort-rl/envs#test', 0), ended('@cohort-rl/grpo#packaging', 1), ended('@cohort-rl/grpo#build', 2), ended('@cohort-rl/envs#build', 0)],
    (id) => (id === '@cohort-rl/envs#test' ? report({ numPassedTests: 7 }) : undefined),
  );
  expect(lines.map(({ name, passed, failed }) => [name, passed, failed])).toEqual([
    ['build grpo', 0, 1],
    ['lint', 1, 0],
    ['typecheck envs', 0, 1],
    ['test envs', 7, 0],
    ['packaging grpo', 0, 1],
  ]);
  expect(lines[1].seconds).toBe(2.5);
  expect(closingLine(sumCounts(lines))).toBe('8 passed, 3 failed');
});

test('the closing line names skipped checks only where there are some', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
});

import { expect, test } from '@jest/globals';
import { updatesToCsv } from './updates-csv.ts';

test('a line for each update, a column for each metric that any of them has', () => {
  const updates = [
    { step: 8, update: 1, wallSeconds: 0.5, metrics: { 'losses/entropy': 0.6931471805599453 } },
    { step: 16, update: 2, wallSeconds: 1, metrics: { 'charts/episodic_return': -1e-7, 'losses/entropy': null, 'task/a, "b"/episodic_return': 3 } },
  ];
  expect(updatesToCsv(updates)).toBe(
    'step,update,wallSeconds,losses/entropy,charts/episodic_return,"task/a, ""b""/episodic_return"\r\n' + '8,1,0.5,0.6931471805599453,,\r\n' + '16,2,1,,-1e-7,3\r\n',
  );
  expect(updatesToCsv([])).toBe('step,update,wallSeconds\r\n');
});

import { describe, expect, test } from '@jest/globals';
import { monitorTable, progressTable } from './csv-table.ts';

const run = { algorithm: 'sb3-ppo', task: 'CartPole-v1', seed: 4 };

describe('monitor.csv', () => {
  // Monitor ends its first line with \n, Python's csv writer all others with \r\n
  const first = '#{"t_start": 100.5, "env_id": "CartPole-v1"}\nr,l,t\r\n10.0,10,0.5\r\n30.0,30,2.5\r\n';
  const second = '#{"t_start": 101.0, "env_id": "CartPole-v1"}\nr,l,t\r\n20.0,20,1.0\r\n';

  test('steps are the lengths so far', () => {
    expect(monitorTable([first], run)).toEqual([
      { ...run, step: 10, return: 10 },
      { ...run, step: 40, return: 30 },
    ]);
  });

  test('files of several environments are merged by the time at which episodes ended', () => {
    // at 101, 103 and 102 seconds
    expect(monitorTable([first, second], run).map(({ step, return: value }) => [step, value])).toEqual([[10, 10], [30, 20], [60, 30]]);
    expect(monitorTable([second, first], run)).toEqual(monitorTable([first, second], run));
  });

  test('more columns and another order, a torn last line, a file without header', () => {
    expect(monitorTable(['t,r,l,is_success\n1,-5.25,7,True\n2,-4,'], run)).toEqual([{ ...run, step: 7, return: -5.25 }]);
    expect(monitorTable(['#{"t_start": 1}\nr,l,t\r\n'], run)).toEqual([]);
  });

  test.each([
    ['invalid header: #{t_start}; expected # and a JSON object', '#{t_start}\nr,l,t\n'],
    ['invalid header: #{"a":1}; expected a number as t_start', '#{"a":1}\nr,l,t\n'],
    ['missing column: l; the file has r, t', 'r,t\n1,2\n'],
    ['invalid cell: many in column l, line 2; expected a number', 'r,l,t\n1,many,2\n'],
    ['invalid episode 1: r NaN, l 3, t 2; expected numbers', 'r,l,t\n,3,2\n'],
  ])('%s', (message, text) => {
    expect(() => monitorTable([text], run)).toThrow(message);
  });
});

describe('progress.csv', () => {
  const text =
    'time/fps,rollout/ep_rew_mean,time/total_timesteps,"note, quoted"\n' +
    '900,,2048,"a ""b"", c"\n' +
    '910,21.5,4096,\n' +
    '905,2.5e1,6144,"two\nlines"\n' +
    '\n' +
    '903,30';

  test('lines with both steps and a return; quotes, gaps and a torn last line', () => {
    expect(progressTable(text, run)).toEqual([
      { ...run, step: 4096, return: 21.5 },
      { ...run, step: 6144, return: 25 },
    ]);
  });

  test('other columns by name', () => {
    expect(progressTable('global_step,reward\n5,1\n9,-2\n', { ...run, column: 'reward', stepColumn: 'global_step' }).map((row) => row.step)).toEqual([5, 9]);
    expect(() => progressTable(text, { ...run, column: 'eval/mean_reward' })).toThrow(
      'missing column: eval/mean_reward; the file has time/fps, rollout/ep_rew_mean, time/total_timesteps, note, quoted',
    );
    expect(() => progressTable('', run)).toThrow('missing column: time/total_timesteps; the file has ');
  });
});

import { describe, expect, test } from '@jest/globals';
import { createRunMonitor } from '@cohort-rl/analysis';
import { groupRecords } from '../training-dynamics/training-dynamics.fixture.ts';
import { createFocus, spread } from './focus.ts';
import { createLinesView, createSharesView } from './series-views.ts';
import { roundRange, roundTicks } from './ticks.ts';

const columns = { maxStep: 2048 * 300, numColumns: 40 };
const names = ['0', '1', '2'];

describe('what is kept while records come', () => {
  test('lines and shares filled as they come are those filled at once', () => {
    const monitor = createRunMonitor();
    const [lines, shares] = [createLinesView(), createSharesView()];
    let firstColumns: number[] = [];
    for (const record of groupRecords({ updates: 250 })) {
      monitor.add(record);
      firstColumns = [
        lines.refresh([monitor.groupReturns], names, columns, monitor.groupReturns.takeChange()),
        shares.refresh([monitor.groupShares], ['2', '0'], columns, monitor.groupShares.takeChange()),
      ];
    }
    // the last record touched the end alone
    expect(firstColumns.every((first) => first > 30 && first < 35)).toBe(true);
    expect(lines.refresh([monitor.groupReturns], names, columns, Infinity)).toBe(40);

    const [wholeLines, wholeShares] = [createLinesView(), createSharesView()];
    expect(wholeLines.refresh([monitor.groupReturns], names, columns, Infinity)).toBe(0);
    wholeShares.refresh([monitor.groupShares], ['2', '0'], columns, Infinity);
    for (const name of names) expect(lines.values.get(name)).toEqual(wholeLines.values.get(name));
    expect(lines.range[0]).toBeLessThanOrEqual(wholeLines.range[0]);
    expect([shares.shares.get('0'), shares.rest]).toEqual([wholeShares.shares.get('0'), wholeShares.rest]);
    const { shares: own, rest } = shares;
    for (let column = 0; column < 33; column++) expect(own.get('0')![column]! + own.get('2')![column]! + rest[column]!).toBeCloseTo(1, 12);
    expect([rest.at(-1), own.get('0')!.at(-1)]).toEqual([NaN, NaN]);
  });

  test('other columns or another focus start anew', () => {
    const monitor = createRunMonitor();
    for (const record of groupRecords({ updates: 50 })) monitor.add(record);
    const [lines, shares] = [createLinesView(), createSharesView()];
    lines.refresh([monitor.groupReturns], names, columns, 0);
    expect(lines.refresh([monitor.groupReturns], names, { ...columns, maxStep: 1e6 }, Infinity)).toBe(0);
    shares.refresh([monitor.groupShares], ['0'], columns, 0);
    expect(shares.refresh([monitor.groupShares], ['1'], columns, Infinity)).toBe(0);
    expect([...shares.shares.keys()]).toEqual(['1']);
  });

  test('the range is round and holds every extreme', () => {
    const monitor = createRunMonitor();
    for (const record of groupRecords({ updates: 250 })) monitor.add(record);
    const lines = createLinesView();
    lines.refresh([monitor.groupReturns], names, columns, 0);
    const known = [...lines.values.values()].flatMap(({ low, high }) => [...low, ...high]).filter((value) => !Number.isNaN(value));
    expect(lines.range[0]).toBeLessThanOrEqual(Math.min(...known));
    expect(lines.range[1]).toBeGreaterThanOrEqual(Math.max(...known));
    expect(lines.range.every((end) => end % 50 === 0)).toBe(true);
  });
});

describe('focus', () => {
  test('a line keeps its look while it is in focus; the ninth takes the place of the first', () => {
    const focus = createFocus();
    focus.set(['a', 'b', 'c']);
    focus.toggle('b');
    expect([focus.lookOf('a'), focus.lookOf('b'), focus.lookOf('c')]).toEqual([0, null, 2]);
    for (const key of 'defghi') focus.toggle(key);
    expect(focus.keys.join('')).toBe('cdefghi'.replace('c', 'ac').slice(0, 8));
    focus.toggle('z');
    expect([focus.lookOf('a'), focus.lookOf('z'), focus.keys.length]).toEqual([null, 0, 8]);
  });

  test('of many lines it begins with some from the highest to the lowest mean', () => {
    const monitor = createRunMonitor();
    for (const record of groupRecords({ groups: 30, updates: 60 })) monitor.add(record);
    const all = [...monitor.groupNames.keys()].map(String);
    const chosen = spread(all, [monitor.groupReturns], 8);
    expect(new Set(chosen).size).toBe(8);
    expect([chosen[0], chosen.at(-1)]).toEqual(['0', '29']);
    expect(spread(['2', '1'], [monitor.groupReturns], 8)).toEqual(['2', '1']);
  });
});

describe('ticks', () => {
  test('are round numbers within the range', () => {
    expect(roundTicks(0, 1, 4)).toEqual([0, 0.5, 1]);
    expect(roundTicks(-30, 95, 5)).toEqual([0, 50]);
    expect(roundTicks(0, 5_900_000, 6)).toEqual([0, 1e6, 2e6, 3e6, 4e6, 5e6]);
    expect(roundTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  test('a range is widened to round numbers', () => {
    expect(roundRange(13, 512)).toEqual([0, 600]);
    const [low, high] = roundRange(0.31, 0.3100001);
    expect(low <= 0.31 && high >= 0.3100001 && high - low < 1e-6).toBe(true);
    expect(roundRange(7, 7)).toEqual([6, 8]);
    expect(roundRange(0, 0)).toEqual([-0.2, 0.2]);
  });
});

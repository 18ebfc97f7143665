import { describe, expect, it } from 'vitest';
import {
  NO_FILTER,
  filterRows,
  isFiltering,
  platformsOf,
} from '../../../renderer/dashboard/live/feed-filter.ts';
import {
  EMPTY_FEED,
  addOlder,
  mergeFeed,
  rowsAbove,
} from '../../../renderer/dashboard/live/feed-state.ts';
import type { FeedState } from '../../../renderer/dashboard/live/feed-state.ts';
import type { FeedEvent, FeedRow } from '../../../shared/contract/states.ts';
import { feedRow } from '../../tools/page-scene-rows.ts';

const START_MS = 1_700_000_000_000;

function row(seq: number, change: Partial<FeedRow> = {}): FeedRow {
  return { ...feedRow(1_200 + seq * 12, START_MS + seq * 1_000), key: `g${seq}`, seq, ...change };
}

function event(type: FeedEvent['type'], rev: number, rows: FeedRow[]): FeedEvent {
  return { type, generation: 'one', rev, seq: rev, rows };
}

function keys(state: FeedState): readonly string[] {
  return state.rows.map(({ key }) => key);
}

describe('the live feed', () => {
  const snapshot = mergeFeed(EMPTY_FEED, event('snapshot', 1, [row(2), row(3), row(1)]));

  it('stands newest first', () => {
    expect(keys(snapshot)).toEqual(['g3', 'g2', 'g1']);
    expect(snapshot.resume).toEqual({ generation: 'one', rev: 1 });
  });

  it('lets a combo grow in its place', () => {
    const grown = mergeFeed(
      snapshot,
      event('patch', 2, [row(2, { seq: 9, quantity: 77, lastAtMs: START_MS + 60_000 })]),
    );
    expect(keys(grown)).toEqual(['g3', 'g2', 'g1']);
    expect(grown.rows[1]?.quantity).toBe(77);
    expect([...grown.freshKeys]).toEqual(['g2']);
  });

  it('puts new gifts on top', () => {
    expect(keys(mergeFeed(snapshot, event('patch', 2, [row(5), row(4)])))).toEqual([
      'g5',
      'g4',
      'g3',
      'g2',
      'g1',
    ]);
  });

  it('starts over with a snapshot', () => {
    expect(keys(mergeFeed(snapshot, event('snapshot', 7, [row(8)])))).toEqual(['g8']);
  });

  it('asks for older rows below the lowest position it has', () => {
    expect(snapshot.oldestSeq).toBe(1);
    const older = addOlder(snapshot, [row(0), row(-1)], 2);
    expect(keys(older)).toEqual(['g3', 'g2', 'g1', 'g0', 'g-1']);
    expect(older.reachedStart).toBe(false);
  });

  it('knows that it has everything when fewer rows come than were asked for', () => {
    expect(addOlder(snapshot, [row(0)], 2).reachedStart).toBe(true);
  });

  it('does not let an older copy of a row replace a newer one', () => {
    const grown = mergeFeed(snapshot, event('patch', 2, [row(1, { seq: 12, quantity: 50 })]));
    const older = addOlder(grown, [row(1, { quantity: 2 })], 200);
    expect(older.rows.find(({ key }) => key === 'g1')?.quantity).toBe(50);
  });

  it('counts what arrived above the row that was on top', () => {
    const later = mergeFeed(snapshot, event('patch', 2, [row(4), row(5), row(6)]));
    expect(rowsAbove(later.rows, 'g3')).toBe(3);
    expect(rowsAbove(later.rows, null)).toBe(0);
    expect(rowsAbove(later.rows, 'gone')).toBe(0);
  });
});

describe('the filters', () => {
  const rows = [
    row(1, { senderName: 'Tomás Ferreira', giftName: 'Rose' }),
    row(2, { senderName: 'Mira', senderHandle: 'mira_h', platform: 'twitch' }),
    row(3, { senderName: 'Noor', observed: 'mirrored' }),
  ];
  const found = (filter: Partial<typeof NO_FILTER>): readonly string[] =>
    filterRows(rows, { ...NO_FILTER, ...filter }).map(({ key }) => key);

  it('find names without their accents, handles and gifts, all words of a search', () => {
    expect(found({ search: 'tomas' })).toEqual(['g1']);
    expect(found({ search: 'MIRA_H' })).toEqual(['g2']);
    expect(found({ search: 'ferreira rose' })).toEqual(['g1']);
    expect(found({ search: 'ferreira lion' })).toEqual([]);
  });

  it('separate income from what was only seen', () => {
    expect(found({ booked: 'income' })).toEqual(['g1', 'g2']);
    expect(found({ booked: 'observed' })).toEqual(['g3']);
  });

  it('keep to a platform, and offer those that are there', () => {
    expect(found({ platform: 'twitch' })).toEqual(['g2']);
    expect(platformsOf(rows)).toEqual(['tiktok', 'twitch']);
  });

  it('give back the very same rows when nothing is filtered', () => {
    expect(isFiltering({ ...NO_FILTER, search: '  ' })).toBe(false);
    expect(filterRows(rows, NO_FILTER)).toBe(rows);
  });
});

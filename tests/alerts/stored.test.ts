import { expect, test } from 'vitest';
import type { SummaryAlert } from '../../shared/alerts/alert.ts';
import { giftAlert } from '../../shared/alerts/gift-alert.ts';
import { decodeAlert, encodeAlert } from '../../shared/alerts/stored.ts';
import { openSummary, summaryPeople, withAlert } from '../../shared/alerts/summary.ts';
import { T0, committed } from './builders.ts';

const LIMIT_BYTES = 64 * 1024;

function bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

test('an alert comes back as it was stored', () => {
  const alert = giftAlert(committed({ delta: 2, quantity: 9 }), T0);
  const summary = withAlert(openSummary(7, T0), alert);
  const air = { startedAtMs: T0, endsAtMs: T0 + 5_000, painted: true, soundAtMs: T0 };
  expect(decodeAlert(encodeAlert(alert))).toEqual(alert);
  expect(decodeAlert(encodeAlert({ ...summary, air }))).toEqual({ ...summary, air });
});

test('an alert that was stored before there were sounds comes back as the house would show it', () => {
  const alert = giftAlert(committed(), T0);
  const air = { startedAtMs: T0, endsAtMs: T0 + 5_000, painted: false, soundAtMs: null };
  const { v, alert: body } = JSON.parse(encodeAlert({ ...alert, air })) as {
    readonly v: number;
    readonly alert: Record<string, unknown>;
  };
  const { picture, sound, volume, speak, speech, ...older } = body;
  expect({ picture, sound, volume, speak, speech }).toEqual({
    ...{ picture: null, sound: null, volume: 100, speak: true, speech: null },
  });
  const { soundAtMs: _unknownThen, ...olderAir } = air;
  expect(decodeAlert(JSON.stringify({ v, alert: { ...older, air: olderAir } }))).toEqual({
    ...alert,
    air,
  });
});

test.each(['', 'null', '{}', '{"v":1}', '{"v":2,"alert":{"type":"gift"}}', '[1', '"text"'])(
  'a body that is not ours is null, not a crash: %j',
  (body) => {
    expect(decodeAlert(body)).toBeNull();
  },
);

test('the longest names a platform could send fit into a body', () => {
  const name = '👩‍👩‍👧‍👦\u{1F3FB}"\\'.repeat(2_000);
  const alert = giftAlert(
    committed({ senderName: name, giftName: name, giftId: name.slice(0, 256) }),
    T0,
  );
  expect(bytes(encodeAlert(alert))).toBeLessThan(LIMIT_BYTES);
});

test('a summary of scattered people fits into a body and still counts them all', () => {
  let summary: SummaryAlert = openSummary(1, T0);
  for (let at = 0; at < 3_000; at += 1) {
    const scattered = 9_000_000 + at * 2;
    summary = withAlert(
      summary,
      giftAlert(committed({ giftNo: scattered, personNo: scattered }), T0),
    );
  }
  const body = encodeAlert(summary);
  const back = decodeAlert(body);
  expect(bytes(body)).toBeLessThan(LIMIT_BYTES);
  expect(back?.type === 'summary' && summaryPeople(back)).toBe(3_000);
  expect(back).toMatchObject({ totals: [{ gifts: 3_000, quantity: 3_000 }] });
});

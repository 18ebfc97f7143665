import { beforeAll, describe, expect, it } from 'vitest';
import { arrived, connected } from '../tools/arrival.ts';
import { postGifts, useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import type { GiftRow } from '../tools/csv.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import { connectRpc } from '../tools/rpc.ts';
import { until } from '../tools/poll.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';

const companions = useCompanions();
let companion: RunningCompanion;

beforeAll(async () => {
  companion = await companions.serve();
});

function gift(id: string, change: object = {}): object {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: 'u1', name: 'Ann' },
    gift: { id: 'g1', name: 'Star' },
    count: 1,
    unit: 'star',
    unitsEach: 5,
    ...change,
  };
}

const NONE = { accepted: 0, duplicates: 0, conflicts: 0, tests: 0, rejected: [] };

async function row(giftKey: string): Promise<GiftRow | undefined> {
  return (await companion.gifts()).find((found) => found.gift_key === giftKey);
}

describe('the webhook', () => {
  it('books a single gift and an array of them, before it answers', async () => {
    expect(await companion.post(gift('single', { count: 3 }))).toEqual({ ...NONE, accepted: 1 });
    expect(await row('myshop|msg|single')).toMatchObject({
      ...{ kind: 'gift', quantity: '3', unit: 'star', units: '15', status: 'settled' },
      ...{ sender_id: 'u1', sender_name: 'Ann', gift_id: 'g1', gift_name: 'Star' },
      ...{ booked: 'yes', sources: 'webhook://', session_id: '' },
    });
    const several = [gift('array-1'), gift('array-2'), gift('array-3')];
    expect(await companion.post(several)).toEqual({ ...NONE, accepted: 3 });
    expect(await companion.post([])).toEqual(NONE);
    expect(await row('myshop|msg|array-3')).toBeDefined();
  });

  it('knows a gift that comes again, in one request or in two', async () => {
    expect(await companion.post([gift('again'), gift('again')])).toEqual({
      ...{ ...NONE, accepted: 1, duplicates: 1 },
    });
    const head = await companion.head();
    // Names and clocks are not what a gift is known by.
    const renamed = gift('again', {
      sender: { id: 'u1', name: 'Ann 2' },
      occurredAt: '2026-01-01T00:00:00Z',
    });
    expect(await companion.post(renamed)).toEqual({ ...NONE, duplicates: 1 });
    expect(await companion.head()).toBe(head);
  });

  it('records a contradiction as a conflict and lets the first word stand', async () => {
    await companion.post(gift('contradicted', { count: 2 }));
    const head = await companion.head();
    expect(await companion.post(gift('contradicted', { count: 7 }))).toEqual({
      ...{ ...NONE, conflicts: 1 },
    });
    expect(await row('myshop|msg|contradicted')).toMatchObject({ quantity: '2', units: '10' });
    expect(await companion.head()).toBe(head);
    const dashboard = await connectRpc(companion.ready.dashboardUrl);
    const problems = await dashboard.client.problems.list({ limit: 10 });
    expect(problems[0]).toMatchObject({ kind: 'conflict', code: 'message_contradiction' });
    dashboard.close();
  });

  it('lets a streak grow in one row, whatever order its frames come in', async () => {
    const frame = (id: number, count: number, final = false) =>
      gift(`s${id}`, { streak: 'a/b|c', count, final });
    const answers = [];
    for (const [id, count] of [
      [1, 1],
      [2, 5],
      [3, 3],
      [4, 5],
    ] as const) {
      answers.push(await companion.post(frame(id, count)));
    }
    expect(answers).toEqual(answers.map(() => ({ ...NONE, accepted: 1 })));
    const key = 'myshop|streak|u1|g1|a%2Fb%7Cc';
    expect(await row(key)).toMatchObject({ quantity: '5', units: '25', status: 'open' });
    await companion.post(frame(5, 5, true));
    expect(await row(key)).toMatchObject({ quantity: '5', units: '25', status: 'settled' });
    // A higher frame after the end still counts.
    await companion.post(frame(6, 6));
    expect(await row(key)).toMatchObject({ quantity: '6', units: '30', status: 'settled' });
  });

  it('books tips in minor units of their currency', async () => {
    const tip = (id: string, currency: string, amount: string) => ({
      ...{ id, platform: 'coffee', kind: 'tip', sender: { id: 'u2', name: 'Bea' } },
      money: { currency, amount },
    });
    expect(
      await companion.post([
        tip('t1', 'USD', '5.00'),
        tip('t2', 'JPY', '500'),
        tip('t3', 'KWD', '1.5'),
        tip('t4', 'USD', '0.001'),
        tip('t5', 'XXY', '1'),
      ]),
    ).toEqual({
      ...{ ...NONE, accepted: 3 },
      rejected: [
        { index: 3, code: 'amount_invalid', message: expect.stringContaining('0.001') as string },
        { index: 4, code: 'currency_invalid', message: expect.stringContaining('XXY') as string },
      ],
    });
    expect(await row('coffee|msg|t1')).toMatchObject({
      ...{ kind: 'tip', unit: 'USD', units: '500', estimate_amount: '5.00', session_id: '' },
    });
    expect(await row('coffee|msg|t2')).toMatchObject({ unit: 'JPY', units: '500' });
    expect(await row('coffee|msg|t3')).toMatchObject({ unit: 'KWD', units: '1500' });
  });

  it('shows a test and stores nothing of it', async () => {
    const quiet = await companions.serve();
    await quiet.post(gift('real'));
    const head = await quiet.head();
    const overlay = await connectRpc(quiet.ready.overlayUrl);
    const answer = await quiet.post([
      gift('test-1', { test: true }),
      { test: true },
      gift('test-2', { kind: 'tip', money: { currency: 'USD', amount: '5' }, test: true }),
    ]);
    expect(answer).toEqual({ ...NONE, tests: 3 });
    const states = await overlay.client.alerts.watch();
    await until('a test alert on air', async () => {
      const state = await states.next();
      return state.done !== true && state.value.current?.test === true;
    });
    overlay.close();
    expect(await quiet.head()).toBe(head);
    expect((await quiet.gifts()).map((found) => found.gift_key)).toEqual(['myshop|msg|real']);
    // The id was not used up either.
    expect(await quiet.post(gift('test-1'))).toEqual({ ...NONE, accepted: 1 });
  });

  it('takes the good items of a request and names each bad one by its place', async () => {
    const answer = await companion.post([
      gift('mixed-0'),
      gift('mixed-1', { count: 0 }),
      gift('mixed-2', { count: -1 }),
      gift('mixed-3', { count: 2 ** 53 }),
      gift('mixed-4', { count: '12' }),
      gift('mixed-5', { count: 1.5 }),
      gift('mixed-6', { unitsEach: -5 }),
      gift('mixed-7', { unit: 'USD' }),
      gift('', {}),
      gift('mixed-9', { platform: 'My Shop' }),
      gift('mixed-10', { kind: 'donation' }),
      gift('mixed-11', { occurredAt: 'yesterday' }),
      gift('mixed-12', { occurredAt: '1999-01-01T00:00:00Z' }),
      gift('mixed-13', { count: 1_000_000, unitsEach: 10_000_000 }),
      gift('mixed-14', { streak: 's', sender: {} }),
      null,
      'a gift',
      [],
      gift('mixed-18'),
    ]);
    expect(answer).toMatchObject({ accepted: 2, duplicates: 0, conflicts: 0, tests: 0 });
    expect(answer.rejected.map(({ index, code }) => `${index} ${code}`)).toEqual([
      '1 count_invalid',
      '2 count_invalid',
      '3 count_invalid',
      '4 count_invalid',
      '5 count_invalid',
      '6 units_each_invalid',
      '7 unit_invalid',
      '8 id_missing',
      '9 platform_invalid',
      '10 kind_invalid',
      '11 occurred_at_invalid',
      '12 time_implausible',
      '13 worth_implausible',
      '14 streak_incomplete',
      '15 malformed',
      '16 malformed',
      '17 malformed',
    ]);
    for (const { message } of answer.rejected) expect(message.length).toBeGreaterThan(20);
    expect(await row('myshop|msg|mixed-18')).toBeDefined();
  });
});

describe('a full post', () => {
  const full = (count: number, prefix: string): object[] =>
    Array.from({ length: count }, (_, n) => gift(`${prefix}-${n}`));

  it('of 1,000 gifts is booked whole, and known when it comes again', async () => {
    const roomy = await companions.serve();
    const body = full(1_000, 'full');
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(256 * 1024);
    expect(await roomy.post(body)).toEqual({ ...NONE, accepted: 1_000 });
    expect(await roomy.gifts()).toHaveLength(1_000);
    expect(await roomy.post(body)).toEqual({ ...NONE, duplicates: 1_000 });
    const head = await roomy.head();
    const answer = await postGifts(roomy.ready, JSON.stringify(full(1_001, 'over')));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'too_many_items',
        message: 'At most 1000 gifts may come in one request; nothing was stored.',
      },
    });
    expect(await roomy.head()).toBe(head);
    expect((await roomy.verify()).exitCode).toBe(0);
  });

  it('may fill 256 kB to the last byte, and not one more', async () => {
    const bare = JSON.stringify(gift('filled', { note: '' }));
    const filled = bare.replace('"note":""', `"note":"${'x'.repeat(256 * 1024 - bare.length)}"`);
    expect(Buffer.byteLength(filled)).toBe(256 * 1024);
    expect(await postGifts(companion.ready, `${filled} `)).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
    expect(await row('myshop|msg|filled')).toBeUndefined();
    expect((await postGifts(companion.ready, filled)).status).toBe(200);
    expect(await row('myshop|msg|filled')).toBeDefined();
  });
});

describe('an event of a payment service', () => {
  const CANARY = 'canary-2b7d1c';
  const donation = {
    ...{ type: 'Donation', kofi_transaction_id: 'tx-1', message_id: 'm-1', from_name: 'Jo' },
    ...{ amount: '3.50', currency: 'EUR', timestamp: '2026-08-21T13:04:30Z', is_public: true },
    ...{ verification_token: CANARY, email: `${CANARY}@example.com`, message: CANARY },
  };
  const relay = (event: object) =>
    fetch(`${companion.ready.webhookUrl}?preset=kofi`, {
      method: 'POST',
      headers: { authorization: `Bearer ${companion.ready.webhookToken}` },
      body: new URLSearchParams({ data: JSON.stringify(event) }),
    });

  it('is booked as a tip, once, and nothing private of it is shown or logged', async () => {
    expect(await (await relay(donation)).json()).toEqual({ ...NONE, accepted: 1 });
    // Sent again by hand it has another message.
    const again = await relay({ ...donation, message_id: 'm-2' });
    expect(await again.json()).toEqual({ ...NONE, duplicates: 1 });
    const sale = await relay({ ...donation, kofi_transaction_id: 'tx-2', type: 'Shop Order' });
    expect(await sale.json()).toMatchObject({ rejected: [{ index: 0, code: 'sale_not_tip' }] });
    expect(await row('kofi|msg|tx-1')).toMatchObject({
      ...{ platform: 'kofi', kind: 'tip', unit: 'EUR', units: '350', sender_name: 'Jo' },
      ...{ sources: 'webhook://', booked: 'yes' },
    });
    const dashboard = await connectRpc(companion.ready.dashboardUrl);
    const problems = await dashboard.client.problems.list({ limit: 10 });
    dashboard.close();
    const found = problems.find(({ code }) => code === 'sale_not_tip');
    expect(found?.message).toMatch(/record it as income/);
    expect(JSON.stringify(found)).not.toContain(CANARY);
    expect(found?.excerpt).toContain('tx-2');
    expect(companion.stderr()).not.toContain(CANARY);
  });
});

describe('a request that is none', () => {
  const body = JSON.stringify(gift('refused'));

  it.each([
    ['without a token', 401, body, { authorization: '' }],
    ['with a wrong token', 401, body, { authorization: `Bearer ${'x'.repeat(43)}` }],
    ['of broken JSON', 400, '{"id":', {}],
    ['of nothing', 400, '', {}],
    ['of too many items', 400, JSON.stringify(Array.from({ length: 1_001 }, () => 0)), {}],
    ['of too many bytes', 413, `[${JSON.stringify('x'.repeat(300_000))}]`, {}],
    ['of plain text', 415, body, { 'content-type': 'text/plain' }],
    ['of a form', 415, 'id=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['from another website', 403, body, { origin: 'https://example.com' }],
  ])('%s is answered with %i, words and nothing stored', async (_, status, text, headers) => {
    const head = await companion.head();
    const answer = await postGifts(companion.ready, text, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      code: expect.stringMatching(/^[a-z_]+$/) as string,
      message: expect.any(String) as string,
    });
    expect(await companion.head()).toBe(head);
  });

  it('with another token of ours is refused', async () => {
    for (const page of [companion.ready.dashboardUrl, companion.ready.overlayUrl]) {
      const token = new URL(page).hash.replace('#token=', '');
      const headers = { authorization: `Bearer ${token}` };
      expect((await postGifts(companion.ready, body, headers)).status).toBe(401);
    }
  });
});

describe('one gift through the webhook and through TikFinity', () => {
  it('is one row that names both', async () => {
    const tikfinity = await fakeTikfinity();
    const source = `tikfinity://127.0.0.1:${tikfinity.port}`;
    const both = await companions.serve({ sources: [source] });
    await connected(tikfinity);
    tikfinity.send(tikfinityGift('7300000000000000001', { diamondCount: 5, repeatCount: 2 }));
    await arrived(both, tikfinity);
    const relayed = gift('7300000000000000001', {
      ...{ platform: 'tiktok', unit: 'coin', unitsEach: 5, count: 2 },
      gift: { id: '5655', name: 'Rose' },
    });
    expect(await both.post(relayed)).toEqual({ ...NONE, duplicates: 1 });
    const rows = await arrived(both, tikfinity);
    expect(rows.map((found) => [found.gift_key, found.units, found.sources])).toEqual([
      ['tiktok|msg|7300000000000000001', '10', `${source} webhook://`],
    ]);
    await both.stop();
    await tikfinity.close();
  });
});

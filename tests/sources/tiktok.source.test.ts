import { afterEach, describe, expect, it } from 'vitest';
import {
  type FakeTiktok,
  chatMessage,
  controlMessage,
  fakeTiktok,
  giftMessage,
  recordedMessage,
} from '../tools/fake-tiktok.ts';

import { running } from './running.ts';
import { until } from './waiting.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function server(port?: number): Promise<FakeTiktok> {
  const fake = await fakeTiktok(port === undefined ? {} : { port });
  ended.push(() => fake.close());
  return fake;
}

function start(url: string) {
  const source = running(url);
  ended.push(() => source.stop());
  return source;
}

async function entered(fake: FakeTiktok, source: ReturnType<typeof start>, times = 1) {
  await until(() => source.state() === 'connected' && fake.entered.length >= times, 'in the room');
}

describe('the TikTok source', () => {
  it('enters the room, takes gifts and acknowledges them; chat is neither gift nor fault', async () => {
    const fake = await server();
    const source = start(fake.source('Ann.b_c', '7'));
    await entered(fake, source);
    expect(fake.entered).toEqual(['7']);
    expect(source.status().source).toBe(
      `tiktok://@ann.b_c?push=ws://127.0.0.1:${fake.port}&room=7`,
    );
    fake.send([chatMessage(), giftMessage('101', { type: 1, groupId: '99', repeatCount: 3 })]);
    await until(() => source.frames.length === 1, 'the gift');
    expect(source.frames[0]).toMatchObject({
      giftKey: 'tiktok|combo|7000000000000000001|5655|99',
      messageId: '101',
      counter: { type: 'total', atLeast: 3 },
      unitsEach: 1,
      final: false,
      sender: { id: '7000000000000000001', handle: 'ann', name: 'Ann' },
      receiverId: '7000000000000000002',
      observed: null,
    });
    expect(source.raws).toHaveLength(2);
    expect(source.raws[0]).toEqual({ method: 'WebcastChatMessage' });
    expect(source.rejections).toEqual([]);
    await until(() => fake.acks.length === 1, 'the acknowledgement');
  });
});

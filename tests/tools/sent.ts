/**
 * What a platform has sent, counted by the sender in its own way: nothing here is the ledger's. Beside it:
 * `stream-recording.ts`, whose frames it counts.
 */
import type { SimulatedFrame } from '../../electron/sources/simulator.scene.ts';

export interface SentGift {
  readonly unit: string;
  /** Worth of the whole gift, in its unit. */
  units: number;
}

export interface Sent {
  readonly gifts: ReadonlyMap<string, SentGift>;
  /** A frame that went out. Sent again, it is nothing new. */
  count(frame: SimulatedFrame): void;
}

interface TiktokGift {
  readonly giftId: number;
  readonly diamondCount: number;
  readonly repeatCount: number;
  readonly groupId: string;
  readonly userId: string;
  readonly msgId: string;
}

interface Tip {
  readonly id: string;
  readonly money: { readonly amount: string };
}

const PLANS: Readonly<Record<string, string>> = {
  '1000': 'sub1',
  '2000': 'sub2',
  '3000': 'sub3',
  Prime: 'prime',
};

export function createSent(): Sent {
  const gifts = new Map<string, SentGift>();
  const messages = new Set<string>();
  const children = new Map<string, number>();

  /** The worth of a gift never shrinks. */
  function atLeast(key: string, unit: string, units: number): void {
    const gift = gifts.get(key) ?? { unit, units: 0 };
    gift.units = Math.max(gift.units, units);
    gifts.set(key, gift);
  }

  function tiktok({ giftId, diamondCount, repeatCount, groupId, userId, msgId }: TiktokGift): void {
    const key =
      groupId === '0' ? `tiktok|msg|${msgId}` : `tiktok|combo|${userId}|${giftId}|${groupId}`;
    atLeast(key, 'coin', repeatCount * diamondCount);
  }

  function twitch(line: string): void {
    const tag = (name: string) => new RegExp(`[@;]${name}=([^; ]*)`).exec(line)?.[1] ?? '';
    const id = tag('id');
    const bundle = tag('msg-param-community-gift-id');
    if (tag('bits') !== '') {
      atLeast(`twitch|msg|${id}`, 'bit', Number(tag('bits')));
    } else if (bundle === '') {
      atLeast(`twitch|msg|${id}`, PLANS[tag('msg-param-sub-plan')] ?? '?', 1);
    } else {
      const announced = Number(tag('msg-param-mass-gift-count'));
      if (announced === 0 && !messages.has(id))
        children.set(bundle, (children.get(bundle) ?? 0) + 1);
      messages.add(id);
      atLeast(`twitch|bundle|${bundle}`, 'sub1', Math.max(announced, children.get(bundle) ?? 0));
    }
  }

  return {
    gifts,
    count(frame) {
      if (frame.platform === 'twitch') {
        twitch(frame.line);
      } else if (frame.platform === 'tikfinity') {
        const { event, data } = frame.data as { event: string; data: TiktokGift };
        if (event === 'gift') tiktok(data);
      } else {
        const { id, money } = frame.item as Tip;
        atLeast(`tipjar|msg|${id}`, 'USD', Math.round(Number(money.amount) * 100));
      }
    },
  };
}

/** Sum of each unit. */
export function unitSums(gifts: Iterable<SentGift>): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { unit, units } of gifts) sums[unit] = (sums[unit] ?? 0) + units;
  return sums;
}

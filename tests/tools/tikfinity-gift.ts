/** Builds gift frames as TikFinity sends them, for what the recordings do not hold. */

export interface TikfinityGift {
  readonly giftId: unknown;
  readonly giftName: unknown;
  readonly giftType: unknown;
  readonly diamondCount: unknown;
  readonly repeatCount: unknown;
  readonly repeatEnd: unknown;
  readonly groupId: unknown;
  readonly userId: unknown;
  readonly uniqueId: unknown;
  readonly nickname: unknown;
  readonly msgId: unknown;
  readonly createTime: unknown;
}

/** One rose, given at once and whole, and whatever differs. Fields may hold what no TikFinity would send. */
export function tikfinityGift(msgId: unknown, change: Partial<TikfinityGift> = {}) {
  const data: TikfinityGift = {
    giftId: 5655,
    giftName: 'Rose',
    giftType: 2,
    diamondCount: 1,
    repeatCount: 1,
    repeatEnd: true,
    groupId: '0',
    userId: '7000000000000000001',
    uniqueId: 'ann',
    nickname: 'Ann',
    msgId,
    createTime: String(Date.now()),
    ...change,
  };
  return { event: 'gift', data };
}

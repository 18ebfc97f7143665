/** A raid: another channel sends its audience over. It may raise an alert and never is a row of the ledger. */
export interface Raid {
  readonly platform: string;
  /** As the platform sent it. */
  readonly senderName: string | null;
  readonly viewers: number;
}

/** More viewers than any channel ever had: what claims more is no raid. */
export const MAX_RAID_VIEWERS = 10_000_000;

/** Raw frames as evidence: what the platform sent, word for word, beside the gift it led to. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { IncomingGift } from './commands.ts';
import type { Db } from './open.ts';

/** Shorter frames hardly shrink, and compressing costs more than storing them. */
const LEAST_COMPRESSED_BYTES = 1_024;

const CODEC = { plain: 0, deflate: 1 } as const;

/** Whom a frame is evidence for: a booked gift, or one that was only observed. */
export type EvidenceOf = { readonly giftNo: number } | { readonly observedNo: number };

/** Prepares the statement that keeps a frame; an incoming gift without evidence keeps nothing. */
export function evidenceStatements(db: Db): (of: EvidenceOf, incoming: IncomingGift) => void {
  const insert = db.prepare(
    'INSERT INTO evidence (gift_no, observed_no, source, at, codec, frame) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return (of, { evidence, source, observedAtMs }) => {
    if (evidence === null) return;
    const bytes = Buffer.from(evidence);
    const large = bytes.length >= LEAST_COMPRESSED_BYTES;
    insert.run(
      'giftNo' in of ? of.giftNo : null,
      'observedNo' in of ? of.observedNo : null,
      source,
      observedAtMs,
      large ? CODEC.deflate : CODEC.plain,
      large ? deflateRawSync(bytes, { level: 1 }) : bytes,
    );
  };
}

/**
 * Prepares the statements that let go of frames which tell of somebody beside their sender: gifts to other viewers
 * name who got them. `mentions` is asked of each such frame's text.
 */
export function evidenceOfOthers(
  db: Db,
): (platform: string, mentions: (text: string) => boolean) => void {
  const frames = db.prepare(
    `SELECT e.evidence_no AS no, e.codec, e.frame FROM evidence e JOIN gift g USING (gift_no)
     WHERE g.platform = @platform AND g.kind IN ('subgift', 'bundle')
       -- Most platforms have no such gifts, and then nothing need be walked.
       AND EXISTS (SELECT 1 FROM bucket WHERE platform = @platform AND kind IN ('subgift', 'bundle'))
     UNION ALL
     SELECT e.evidence_no, e.codec, e.frame FROM evidence e JOIN observed_gift o USING (observed_no)
     WHERE o.platform = @platform AND o.kind IN ('subgift', 'bundle')`,
  );
  const remove = db.prepare('DELETE FROM evidence WHERE evidence_no = ?');
  return (platform, mentions) => {
    const found: number[] = [];
    const rows = frames.iterate({ platform }) as IterableIterator<StoredFrame>;
    for (const row of rows) if (mentions(textOf(row))) found.push(row.no);
    for (const no of found) remove.run(no);
  };
}

interface StoredFrame {
  readonly no: number;
  readonly codec: number;
  readonly frame: Uint8Array;
}

function textOf({ codec, frame }: StoredFrame): string {
  const bytes = codec === CODEC.deflate ? inflateRawSync(frame) : Buffer.from(frame);
  return bytes.toString('utf8');
}

/** Rows that go at once: a commit must stay short. */
const PRUNED_AT_ONCE = 5_000;

/** Prepares the statement that lets go of frames seen before an instant, the oldest first, some at a time. */
export function evidencePruner(db: Db): (beforeMs: number) => void {
  const prune = db.prepare(
    `DELETE FROM evidence WHERE evidence_no IN
       (SELECT evidence_no FROM evidence WHERE at < ? ORDER BY at LIMIT ${PRUNED_AT_ONCE})`,
  );
  return (beforeMs) => void prune.run(beforeMs);
}

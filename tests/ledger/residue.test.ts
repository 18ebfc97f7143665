import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import { gift, giftFrame, tempLedger } from '../tools/builders.ts';
import { seeded } from '../tools/seeded.ts';

/** Pages are split, merged and defragmented as people come and change their names; none may keep what has left it. */
it('no page of the file keeps anything of a person who was erased, however full and busy it was', () => {
  using ledger = tempLedger();
  const chance = seeded(7);
  const random = (below: number) => Math.floor(chance() * below);
  const PEOPLE = 1_500;
  const forgotten = Array.from({ length: 40 }, (_, at) => at * 37 + 5);
  const word = (who: number, round: number) => `${who}~${round}~${'n'.repeat(random(90))}`;
  let message = 0;
  for (let round = 0; round < 4; round += 1) {
    const commands = Array.from({ length: PEOPLE }, () => {
      const who = random(PEOPLE);
      message += 1;
      const sender = {
        id: `secret-id-${who}~`,
        handle: `secret-h-${word(who, round)}`,
        name: `secret-n-${word(who, round)}`,
      };
      const messageId = `m${message}`;
      const frame = giftFrame({
        sender,
        messageId,
        giftKey: messageKey(`tiktok`, `${messageId}-secret-k-${who}~`),
        final: true,
      });
      const evidence = JSON.stringify({ sender, padding: 'p'.repeat(random(900)) });
      return gift(frame, { evidence });
    });
    for (let at = 0; at < commands.length; at += 100)
      ledger.store.commit(commands.slice(at, at + 100));
  }
  const numberOf = (who: number) =>
    ledger.one('SELECT person_no FROM person WHERE platform_id = ?', `secret-id-${who}~`);
  for (const who of forgotten) {
    const personNo = numberOf(who);
    if (typeof personNo !== 'number') continue;
    ledger.store.commit([{ type: 'erase', personNo, source: 'hand' }]);
  }
  ledger.db.pragma('wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(ledgerFile(ledger.dir));
  const left = forgotten.flatMap((who) =>
    ['id', 'h', 'n', 'k']
      .map((part) => `secret-${part}-${who}~`)
      .filter((text) => bytes.includes(text)),
  );
  expect(left).toEqual([]);
  expect(bytes.includes('secret-id-')).toBe(true);
  expect(ledger.verify().findings).toEqual([]);
});

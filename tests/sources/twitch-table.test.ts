/**
 * The 56 recorded lines of Twitch chat, each alone through the reader into a real ledger. What each comes to is
 * written down here by hand, from what the platform's events mean; nothing of it is computed by what it checks.
 */
import { describe, expect, it } from 'vitest';
import { createIngest } from '../../electron/ingest/ingest.ts';
import { normaliseTwitch } from '../../electron/sources/twitch.normalise.ts';
import { tempLedger } from '../tools/builders.ts';
import type { Raid } from '../../shared/raid.ts';
import { FIXTURES_ABSENT, recordedTwitchLines } from '../tools/fixtures.ts';

interface Booked {
  readonly to: 'booked';
  readonly kind: string;
  readonly units: number;
  readonly unit: string;
  /** `msg`: a gift of this message. Otherwise the bundle's id, as it stands in the line. */
  readonly key: string;
  /** A minute after the line, when nothing followed. */
  readonly status: 'settled' | 'unconfirmed';
}
interface Shown {
  readonly to: 'shown';
  readonly kind: string;
  readonly units: number;
  readonly unit: string;
  readonly reason: string;
}
/** Told to the overlays as a raid; the ledger hears nothing of it. */
interface Welcomed {
  readonly to: 'welcomed';
  readonly viewers: number;
}
type Fate = Booked | Shown | Welcomed | { readonly to: 'ignored' };

const bits = (units: number): Fate => gift('bits', units, 'bit');
const gift = (kind: string, units: number, unit: string, key = 'msg'): Fate => ({
  to: 'booked',
  kind,
  units,
  unit,
  key,
  status: 'settled',
});
/** Announced, and not one of its subscriptions was seen. */
const announced = (units: number, unit: string, key: string): Fate => ({
  to: 'booked',
  kind: 'bundle',
  units,
  unit,
  key,
  status: 'unconfirmed',
});
const shown = (reason: string, kind: string, units: number, unit: string): Fate => ({
  to: 'shown',
  kind,
  units,
  unit,
  reason,
});
const IGNORED: Fate = { to: 'ignored' };

const MASS_OF_20 = '1f be bb 4a 81 9a 65 d1 4b 77 f5 23 16 4a d3 13 09 e7 be 55';
const MASS_OF_10 = '13 33 ed c0 ef a0 7b 9b 48 59 cb cc e4 39 7b 90 f9 54 75 66';

/** In the order of the recording; the second column begins the line's own id. */
const TABLE: readonly (readonly [sentence: string, id: string, fate: Fate])[] = [
  ['a first subscription by Prime is one month of Prime', '2a9bea11', gift('sub', 1, 'prime')],
  ['the second month of tier 1 is one month, not two', 'e0975c76', gift('resub', 1, 'sub1')],
  ['the eleventh month of Prime is one month, not eleven', 'ca1f02fb', gift('resub', 1, 'prime')],
  ['a raid of 430 is welcomed on air, and no money', 'bb99dda7', { to: 'welcomed', viewers: 430 }],
  [
    'a gifted month with the constant origin of 2020 belongs to no bundle',
    'e21409b1',
    gift('subgift', 1, 'sub1'),
  ],
  [
    'an anonymous gift, sent by the account for such gifts, is one month',
    '62c3fd39',
    gift('subgift', 1, 'sub1'),
  ],
  ['an anonsubgift is one gifted month as well', 'e21409b1', gift('subgift', 1, 'sub1')],
  [
    'twenty announced gifts are twenty months at once',
    '049e6371',
    announced(20, 'sub1', MASS_OF_20),
  ],
  [
    'gifts in the name of Twitch itself are worth what they announce',
    '049e6371',
    announced(20, 'sub1', MASS_OF_20),
  ],
  [
    'an announcement without the giver’s total is worth the same',
    '049e6371',
    announced(20, 'sub1', MASS_OF_20),
  ],
  [
    'ten anonymous gifts are ten months, though they do not say how many came before',
    '8db97752',
    announced(10, 'sub1', MASS_OF_10),
  ],
  [
    'an anonsubmysterygift of tier 2 is months of tier 2',
    '8db97752',
    announced(15, 'sub2', MASS_OF_10),
  ],
  [
    'going on after a gift is shown, and paid for later',
    '7006f242',
    shown('announcement', 'sub', 1, 'sub1'),
  ],
  [
    'going on after a gift in a promotion of 4,003 gifts is shown as one',
    '7006f242',
    shown('announcement', 'sub', 1, 'sub1'),
  ],
  [
    'going on after an anonymous gift is shown, and paid for later',
    '144ee636',
    shown('announcement', 'sub', 1, 'sub1'),
  ],
  [
    'going on after an anonymous gift in a promotion is shown as one',
    '144ee636',
    shown('announcement', 'sub', 1, 'sub1'),
  ],
  ['a greeting of a new chatter is no money', '37feed0f', IGNORED],
  ['a badge for 1,000 bits is not another 1,000 bits', 'd2b32a02', IGNORED],
  ['emotes shared because of a gift are no gift', '7f1336e4', IGNORED],
  ['a 23rd month by a moderator is one month', '8c2918c2', gift('resub', 1, 'sub1')],
  ['an announcement of the moderators is no money', '9045a344', IGNORED],
  ['a cheer of one bit is one bit', 'd7f03a35', bits(1)],
  ['a cheer with words between is what its tag says', 'fd6c5507', bits(5)],
  ['chat mirrored from another channel is no money', '19ee1663', IGNORED],
  ['a first gift of 2018, without months, is one month', 'b20ef4fe', gift('subgift', 1, 'sub1')],
  ['a gift by Twitch’s staff is one month', 'e9176cd8', gift('subgift', 1, 'sub1')],
  [
    'a single gift of twelve months is twelve months, under its own origin, and complete',
    'eeb3cdb8',
    gift('subgift', 12, 'sub1', '2862055070165643340'),
  ],
  [
    'a subscription to the other channel of a shared chat is shown only',
    '5fca3f42',
    shown('mirrored', 'resub', 1, 'sub1'),
  ],
  ['a cheer of a moderator is 2 bits', '397f4d2e', bits(2)],
  ['ten cheers of one in one message are 10 bits', '3919af0b', bits(10)],
  ['a cheer that flags hold a word of is 1 bit', '28c8f4b7', bits(1)],
  ['a cheer by another cheermote is 6 bits', '53bab01b', bits(6)],
  ['a cheer without a colour is 50 bits', '777f1018', bits(50)],
  ['a cheer with a bonus of 10 is still 100 bits', '506b482a', bits(100)],
  ['a cheer by an emote’s name is 1 bit', 'dfdf6c2f', bits(1)],
  ['a cheer of a first leader is 100 bits', '7cf317b8', bits(100)],
  ['a first cheer with an apostrophe beyond ASCII is 100 bits', '598dfa14', bits(100)],
  ['a cheer with a bonus and nothing else is 100 bits', '090102b3', bits(100)],
  ['a cheer with no other word is 50 bits', 'b8c9236b', bits(50)],
  ['a thousand and five hundreds in one message are 1,500 bits', '2403678c', bits(1_500)],
  ['a cheer at the end of a long text is 1 bit', 'ee987ee9', bits(1)],
  ['a cheer at the start of a text is 1 bit', '61a87aeb', bits(1)],
  ['a cheer of 500 is 500 bits', '4e4229a3', bits(500)],
  ['a cheer whose text Twitch flags is 100 bits', '25f567ad', bits(100)],
  ['a cheer whose message came before in other words is 5 bits', 'fd6c5507', bits(5)],
  ['a cheer of ten times one by a known viewer is 10 bits', '3f7de686', bits(10)],
  ['an odd sum by an emote is 377 bits', '262f4d54', bits(377)],
  ['another odd sum of the same viewer is 89 bits', '96e380a5', bits(89)],
  ['a third sum of the same viewer is 21 bits', '4c05c97c', bits(21)],
  ['a fourth sum of the same viewer is 5 bits', '3b8736d1', bits(5)],
  ['a fifth sum of the same viewer is 2 bits', '5d889eeb', bits(2)],
  ['a cheer after a greeting is 10 bits', '8adea5b4', bits(10)],
  [
    'a cheer to the other channel of a shared chat is shown only',
    '886028cc',
    shown('mirrored', 'bits', 1, 'bit'),
  ],
  ['a subscription by Prime of 2018 is one month of Prime', 'b2476df5', gift('sub', 1, 'prime')],
  ['a second month of 2018, counted by the old tag, is one', '376529fd', gift('resub', 1, 'sub1')],
  ['an announcement mirrored from another channel is no money', '01cd601f', IGNORED],
];

/** What the ledger made of one line, a minute after it came. */
async function fateOf(line: string) {
  using ledger = tempLedger();
  const submit = (commands: Parameters<typeof ledger.store.commit>[0]) =>
    Promise.resolve(ledger.store.commit(commands).outcomes);
  const raids: Raid[] = [];
  const noAlert = () => {
    throw new Error('Twitch has no test alerts.');
  };
  const ingest = createIngest({ submit }, () => ledger.clock.now(), {
    test: noAlert,
    raid: (raid) => raids.push(raid),
  });
  const source = { source: 'twitch://streamer', live: true };
  await ingest.accept(source, line, normaliseTwitch(line));
  ledger.clock.advance(60_000);
  ledger.store.sweep();
  expect(ledger.verify().findings).toEqual([]);
  return {
    gifts: ledger.all(
      `SELECT kind, units, unit, i.gift_key AS key, status FROM gift JOIN gift_identity i USING (gift_no)`,
    ),
    seen: ledger.all('SELECT kind, units, unit, reason FROM observed_gift'),
    problems: ledger.all('SELECT code FROM problem'),
    raids,
  };
}

function idOf(line: string): string {
  return /[@;]id=([^; ]+)/.exec(line)?.[1] ?? '';
}

describe.skipIf(FIXTURES_ABSENT !== null)(
  `each recorded line of Twitch chat, alone ${FIXTURES_ABSENT ?? ''}`,
  () => {
    const lines = recordedTwitchLines();

    it('has its row in the table', () => {
      expect(lines.map((line) => idOf(line).slice(0, 8))).toEqual(TABLE.map(([, id]) => id));
    });

    it.each(TABLE.map(([sentence, , fate], at) => ({ sentence, fate, at })))(
      '$sentence',
      async ({ fate, at }) => {
        const line = lines[at] ?? '';
        const { gifts, seen, problems, raids } = await fateOf(line);
        expect(problems).toEqual([]);
        expect(raids.map(({ viewers }) => viewers)).toEqual(
          fate.to === 'welcomed' ? [fate.viewers] : [],
        );
        const { to, ...facts } = fate;
        if (!('key' in facts)) {
          expect(gifts).toEqual([]);
          expect(seen).toEqual(to === 'shown' ? [facts] : []);
          return;
        }
        const key =
          facts.key === 'msg'
            ? `twitch|msg|${idOf(line)}`
            : `twitch|bundle|${facts.key.replaceAll(' ', '%20')}`;
        expect(gifts).toEqual([{ ...facts, key }]);
        expect(seen).toEqual([]);
      },
    );
  },
);

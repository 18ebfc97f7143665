/** The widget's own gift drawings, one style: a few flat shapes with an ink outline, in a 64 × 64 box. */
import type { ReactElement } from 'react';
import type { AlertView } from '../../../shared/contract/alert-states.ts';

const INK = '#231b0b';
const outline = {
  stroke: INK,
  strokeWidth: 2.6,
  strokeLinejoin: 'round',
  strokeLinecap: 'round',
} as const;

const rose = (
  <g {...outline}>
    <path d="M32 34c1 9 1 17-2 26" fill="none" />
    <path d="M31 48c-7-1-12-5-13-11 7 0 12 4 13 11Z" fill="#5f9f63" />
    <path d="M31 53c3-6 8-9 14-8-2 6-7 9-14 8Z" fill="#4b8751" />
    <path d="M32 5c10 0 18 6 18 15 0 10-8 16-18 16s-18-6-18-16C14 11 22 5 32 5Z" fill="#d7433f" />
    <path d="M15 17c5 7 11 9 17 9s12-2 17-9c1 11-6 19-17 19S14 28 15 17Z" fill="#b92f34" />
    <path d="M25 15c1-4 5-6 8-5 4 1 6 4 5 7-1 4-5 5-8 4-2-1-3-4-1-5 1-2 4-1 4 1" fill="#ea6a60" />
  </g>
);
const heart = (
  <g {...outline}>
    <path
      d="M32 57C17 46 7 36 7 24 7 15 13 9 21 9c5 0 9 3 11 7 2-4 6-7 11-7 8 0 14 6 14 15 0 12-10 22-25 33Z"
      fill="#e0524d"
    />
    <path d="M16 22c0-3 2-5 5-5" fill="none" stroke="#fff" strokeOpacity=".75" strokeWidth="3.4" />
  </g>
);
const coin = (
  <g {...outline}>
    <path d="M8 34a24 24 0 0 0 48 0v-4H8Z" fill="#b47a17" />
    <circle cx="32" cy="29" r="24" fill="#f3c553" />
    <circle cx="32" cy="29" r="16.5" fill="none" stroke="#b47a17" />
    <path d="M37 23.500a7.500 7.500 0 1 0 0 11" fill="none" strokeWidth="4" />
    <path d="M14 22a19 19 0 0 1 9-9" fill="none" stroke="#fff" strokeOpacity=".8" strokeWidth="3" />
  </g>
);
const star = (
  <g {...outline}>
    <path
      d="m32 6 7.700 16.600 18.100 2.200-13.400 12.400 3.500 18L32 46.300 16.100 55.200l3.500-18L6.200 24.800l18.100-2.200Z"
      fill="#fff1c4"
    />
    <path d="m32 6 7.700 16.600 18.100 2.200-13.400 12.400 3.500 18L32 46.300Z" fill="#f6d777" />
  </g>
);
const lion = (
  <g {...outline}>
    <path
      d="M32 4l7 5 9-1 2 8 8 4-2 9 4 8-7 5-1 9-9 1-5 7-6-4-6 4-5-7-9-1-1-9-7-5 4-8-2-9 8-4 2-8 9 1Z"
      fill="#a9602a"
    />
    <circle cx="32" cy="33" r="17" fill="#f0bf62" />
    <path d="M32 38c-5 0-9 3-9 7 3 4 6 5 9 5s6-1 9-5c0-4-4-7-9-7Z" fill="#fff3d6" />
    <path d="M28 37h8l-4 4.500Z" fill={INK} />
    <path d="M32 41.500V45" fill="none" />
    <circle cx="25" cy="30" r="2.200" fill={INK} stroke="none" />
    <circle cx="39" cy="30" r="2.200" fill={INK} stroke="none" />
  </g>
);
const crown = (
  <g {...outline}>
    <path d="M10 48 6 19l14 11L32 10l12 20 14-11-4 29Z" fill="#f3c553" />
    <path d="M32 10l12 20 14-11-4 29H32Z" fill="#dda534" />
    <path d="M10 48h44v7H10Z" fill="#fff1c4" />
    <circle cx="32" cy="38" r="4" fill="#d7433f" />
    <circle cx="6" cy="18" r="3" fill="#fff1c4" />
    <circle cx="58" cy="18" r="3" fill="#fff1c4" />
    <circle cx="32" cy="9" r="3" fill="#fff1c4" />
  </g>
);
const gem = (
  <g {...outline}>
    <path d="M18 10h28l12 15-26 31L6 25Z" fill="#a98be0" />
    <path d="M6 25h52L32 56Z" fill="#8a68cf" />
    <path d="m22 25 10 31 10-31Z" fill="#b9a1ea" />
    <path d="M18 10l4 15 10-15 10 15 4-15" fill="none" />
  </g>
);
const badge = (
  <g {...outline}>
    <path d="m22 38-7 20 10-4 5 7 5-18Z" fill="#b92f34" />
    <path d="m42 38 7 20-10-4-5 7-5-18Z" fill="#d7433f" />
    <circle cx="32" cy="25" r="20" fill="#fff1c4" />
    <circle cx="32" cy="25" r="13" fill="#f3c553" />
    <path
      d="m32 16 2.900 6 6.400.8-4.700 4.500 1.200 6.500L32 30.600l-5.800 3.200 1.200-6.500-4.700-4.500 6.400-.8Z"
      fill="#fff8e6"
    />
  </g>
);
const note = (
  <g {...outline}>
    <path d="M5 21l50-7 4 28-50 7Z" fill="#4b8751" />
    <path d="M5 18h54v30H5Z" fill="#8fc08c" />
    <path d="M11 24h42v18H11Z" fill="none" strokeWidth="1.800" />
    <circle cx="32" cy="33" r="8" fill="#dff0d8" />
    <path d="M32 28v10" fill="none" />
  </g>
);
const pile = (
  <g {...outline}>
    <path d="M6 46v8c0 4 8 6 14 6s14-2 14-6v-8Z" fill="#b47a17" />
    <ellipse cx="20" cy="46" rx="14" ry="6" fill="#f3c553" />
    <path d="M30 42v12c0 4 7 6 14 6s14-2 14-6V42Z" fill="#b47a17" />
    <path d="M30 48c0 4 7 6 14 6s14-2 14-6" fill="none" />
    <ellipse cx="44" cy="41" rx="14" ry="6" fill="#f3c553" />
    <path d="M18 27v7c0 4 6 6 14 6s14-2 14-6v-7Z" fill="#c98d23" />
    <ellipse cx="32" cy="27" rx="14" ry="6" fill="#fbdc86" />
    <path d="M24 6v8M40 4v11M32 9v7" fill="none" strokeOpacity=".6" />
  </g>
);
const crowd = (
  <g {...outline}>
    <path d="M3 52c0-9 5-15 12-15s12 6 12 15v4H3Z" fill="#8a68cf" />
    <circle cx="15" cy="28" r="8" fill="#f0bf62" />
    <path d="M37 52c0-9 5-15 12-15s12 6 12 15v4H37Z" fill="#4b8751" />
    <circle cx="49" cy="28" r="8" fill="#f0bf62" />
    <path d="M17 56c0-12 6-20 15-20s15 8 15 20v4H17Z" fill="#d7433f" />
    <circle cx="32" cy="22" r="11" fill="#fff1c4" />
  </g>
);
const box = (
  <g {...outline}>
    <path
      d="M32 18c-4-12-18-13-17-4 0 4 7 5 17 4ZM32 18c4-12 18-13 17-4 0 4-7 5-17 4Z"
      fill="#f6d777"
    />
    <path d="M10 30h44v28H10Z" fill="#d7433f" />
    <path d="M32 30h22v28H32Z" fill="#b92f34" />
    <path d="M6 18h52v12H6Z" fill="#e8695f" />
    <path d="M27 18h10v40H27Z" fill="#f6d777" />
  </g>
);

/** Words of a gift's name that have a drawing; the first that fits is taken. */
const BY_NAME: readonly (readonly [RegExp, ReactElement])[] = [
  [/\brose|\bflower|\btulip|\bbouquet/u, rose],
  [/\blion|\btiger|\bcat\b|\bleon/u, lion],
  [/\bcrown|\bking|\bqueen|\bcastle|\buniverse/u, crown],
  [/\bcoin|\bgold|\bmoney/u, coin],
  [/\bstar|\bgalaxy|\bfirework|\bgg\b/u, star],
  [/\bheart|\blove|\bkiss|\bteam\b/u, heart],
  [/\bdiamond|\bgem|\bcrystal/u, gem],
];

/** TikTok's own ids of gifts whose names are translated. */
const BY_GIFT_ID: ReadonlyMap<string, ReactElement> = new Map([
  ['tiktok/5655', rose],
  ['tiktok/6369', lion],
]);

const BY_UNIT: ReadonlyMap<string, ReactElement> = new Map([
  ['bit', gem],
  ['sub1', badge],
  ['sub2', badge],
  ['sub3', crown],
  ['prime', crown],
]);

export interface GiftDrawingProps {
  readonly kind: AlertView['kind'];
  readonly platform: string;
  readonly giftId: string | null;
  readonly giftName: string;
  readonly unit: string;
}

/** The drawing of a gift: by its id, its name, its unit; a wrapped box for everything else. */
export function GiftDrawing(props: GiftDrawingProps): ReactElement {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      {drawingOf(props)}
    </svg>
  );
}

function drawingOf({ kind, platform, giftId, giftName, unit }: GiftDrawingProps): ReactElement {
  if (kind === 'summary') return pile;
  if (kind === 'raid') return crowd;
  const byId = BY_GIFT_ID.get(`${platform}/${giftId ?? ''}`);
  if (byId !== undefined) return byId;
  const name = giftName.toLowerCase();
  const byName = BY_NAME.find(([words]) => words.test(name));
  if (byName !== undefined) return byName[1];
  return BY_UNIT.get(unit) ?? (unit === unit.toUpperCase() ? note : box);
}

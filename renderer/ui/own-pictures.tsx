/** Our own drawings that a rule can choose, in the style of the gift drawings: flat shapes, ink outline, 64 × 64. */
import type { ReactElement } from 'react';
import type { OwnPicture } from '../../shared/alerts/media-ref.ts';

const outline = {
  stroke: '#231b0b',
  strokeWidth: 2.6,
  strokeLinejoin: 'round',
  strokeLinecap: 'round',
} as const;

const rocket = (
  <g {...outline} transform="rotate(38 32 32)">
    <path d="M26 48c-1 6 1 10 6 14 5-4 7-8 6-14Z" fill="#f3c553" />
    <path d="M29 48c0 4 1 6 3 8 2-2 3-4 3-8Z" fill="#d7433f" strokeWidth="1.800" />
    <path d="M21 30 12 42l2 8 9-6M43 30l9 12-2 8-9-6" fill="#d7433f" />
    <path
      d="M32 3c9 7 12 17 12 27 0 7-2 13-4 18H24c-2-5-4-11-4-18C20 20 23 10 32 3Z"
      fill="#fff8e6"
    />
    <path d="M32 3c5 4 8 9 10 14H22c2-5 5-10 10-14Z" fill="#e8695f" />
    <circle cx="32" cy="28" r="6" fill="#7fb4d8" />
    <path d="M29 27c0-1 1-2 2-2" fill="none" stroke="#fff" strokeWidth="2" />
  </g>
);
const balloon = (
  <g {...outline}>
    <path d="M33 46c-5 4 4 7-1 14" fill="none" strokeWidth="2" />
    <path
      d="M32 4c11 0 18 8 18 18 0 11-9 20-18 22-9-2-18-11-18-22C14 12 21 4 32 4Z"
      fill="#e0524d"
    />
    <path d="M40 6c6 3 10 9 10 16 0 11-9 20-18 22 9-6 14-22 8-38Z" fill="#b92f34" stroke="none" />
    <path d="M32 4c11 0 18 8 18 18 0 11-9 20-18 22-9-2-18-11-18-22C14 12 21 4 32 4Z" fill="none" />
    <path d="m28 48 4-5 4 5Z" fill="#b92f34" />
    <path d="M20 22c0-6 3-10 8-11" fill="none" stroke="#fff" strokeOpacity=".8" strokeWidth="3.4" />
  </g>
);
const cake = (
  <g {...outline}>
    <path d="M32 6c3 3 3 6 0 8-3-2-3-5 0-8Z" fill="#f3c553" strokeWidth="2" />
    <path d="M32 14v9" fill="none" stroke="#8a68cf" strokeWidth="4" />
    <path d="M8 40c0-3 3-5 6-5h36c3 0 6 2 6 5v16H8Z" fill="#f0bf62" />
    <path d="M14 26c0-2 2-4 4-4h28c2 0 4 2 4 4v10H14Z" fill="#fff3d6" />
    <path
      d="M14 26c0-2 2-4 4-4h28c2 0 4 2 4 4v3c-3 4-6 4-9 0-3 4-6 4-9 0-3 4-6 4-9 0-3 4-6 4-9 0Z"
      fill="#e8695f"
    />
    <path
      d="M8 42c0-4 3-7 6-7h36c3 0 6 3 6 7-4 5-8 5-12 0-4 5-8 5-12 0-4 5-8 5-12 0-4 5-8 5-12 0Z"
      fill="#fff8e6"
    />
    <path d="M5 57h54" fill="none" strokeWidth="3.400" />
  </g>
);
const rainbow = (
  <g {...outline}>
    <path d="M6 46a26 26 0 0 1 52 0h-7a19 19 0 0 0-38 0Z" fill="#e0524d" />
    <path d="M13 46a19 19 0 0 1 38 0h-6a13 13 0 0 0-26 0Z" fill="#f3c553" />
    <path d="M19 46a13 13 0 0 1 26 0h-6a7 7 0 0 0-14 0Z" fill="#5f9f63" />
    <path
      d="M8 55a6 6 0 0 1 1-12 8 8 0 0 1 14 1 6 6 0 0 1 0 11ZM41 55a6 6 0 0 1 1-12 8 8 0 0 1 14 1 6 6 0 0 1 0 11Z"
      fill="#fff8e6"
    />
  </g>
);
const firework = (
  <g {...outline}>
    <path
      d="M32 14V8M32 50v6M14 32H8M50 32h6M19 19l-4-4M45 45l4 4M45 19l4-4M19 45l-4 4"
      fill="none"
      stroke="#d7433f"
      strokeWidth="4.400"
    />
    <path
      d="M32.0 17.0L35.1 24.6L42.6 21.4L39.4 28.9L47.0 32.0L39.4 35.1L42.6 42.6L35.1 39.4L32.0 47.0L28.9 39.4L21.4 42.6L24.6 35.1L17.0 32.0L24.6 28.9L21.4 21.4L28.9 24.6Z"
      fill="#f3c553"
    />
    <circle cx="32" cy="32" r="4.500" fill="#fff8e6" />
    <g fill="#8a68cf" strokeWidth="2">
      <circle cx="32" cy="4.500" r="2.800" />
      <circle cx="59.500" cy="32" r="2.800" />
      <circle cx="32" cy="59.500" r="2.800" />
      <circle cx="4.500" cy="32" r="2.800" />
    </g>
    <g fill="#fff1c4" strokeWidth="2">
      <circle cx="12" cy="12" r="2.400" />
      <circle cx="52" cy="12" r="2.400" />
      <circle cx="52" cy="52" r="2.400" />
      <circle cx="12" cy="52" r="2.400" />
    </g>
  </g>
);
const teacup = (
  <g {...outline}>
    <path d="M23 22c-3-4 3-6 0-11M33 22c-3-4 3-6 0-11" fill="none" strokeOpacity=".55" />
    <path d="M46 32h6a7 7 0 0 1 0 15h-8" fill="none" strokeWidth="4.400" />
    <path d="M8 27h40v14c0 9-8 14-20 14S8 50 8 41Z" fill="#fff8e6" />
    <path d="M38 27h10v14c0 9-8 14-20 14 8-4 10-14 10-28Z" fill="#f6d777" stroke="none" />
    <path d="M8 27h40v14c0 9-8 14-20 14S8 50 8 41Z" fill="none" />
    <path
      d="M28 48c-6-4-8-7-8-10 0-5 6-6 8-2 2-4 8-3 8 2 0 3-2 6-8 10Z"
      fill="#e0524d"
      strokeWidth="2"
    />
    <path d="M6 58h46" fill="none" strokeWidth="3.400" />
  </g>
);

const DRAWINGS: Readonly<Record<OwnPicture, ReactElement>> = {
  rocket,
  balloon,
  cake,
  rainbow,
  firework,
  teacup,
};

export function OwnDrawing({ name }: { readonly name: OwnPicture }): ReactElement {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  );
}

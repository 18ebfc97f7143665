/** A platform as a small mark of our own drawing; the platforms' logos are theirs. */
import type { ReactElement } from 'react';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['tiktok', 'TikTok'],
  ['twitch', 'Twitch'],
]);

/** A platform's name as people write it. */
export function platformName(platform: string): string {
  return NAMES.get(platform) ?? platform;
}

export function PlatformMark({ platform }: { readonly platform: string }): ReactElement {
  const name = platformName(platform);
  return (
    <svg
      className="platform-mark"
      data-platform={platform}
      viewBox="0 0 16 16"
      role="img"
      aria-label={name}
    >
      <title>{name}</title>
      {glyph(platform)}
    </svg>
  );
}

function glyph(platform: string): ReactElement {
  switch (platform) {
    case 'tiktok':
      return (
        <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          <circle cx="5.800" cy="11" r="2.800" />
          <path d="M8.600 11V2.500c.4 2.300 2 3.600 4.400 3.800" />
        </g>
      );
    case 'twitch':
      return (
        <g fill="none" stroke="currentColor" strokeWidth="1.800" strokeLinejoin="round">
          <path d="M3 2h10.500v7.500L11 12H8l-2.200 2.200V12H3Z" />
          <path d="M7 5v3M10.300 5v3" strokeLinecap="round" />
        </g>
      );
    default:
      return (
        <>
          <rect
            x="1.500"
            y="1.500"
            width="13"
            height="13"
            rx="3.500"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.400"
          />
          <text
            x="8"
            y="11.400"
            textAnchor="middle"
            fontSize="9"
            fontWeight="650"
            fill="currentColor"
          >
            {platform.slice(0, 1).toUpperCase()}
          </text>
        </>
      );
  }
}

/** The product's mark: a coin that falls. */
import type { ReactElement } from 'react';

export function CoinMark({ size }: { readonly size: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d="M7 1.500v4.500M12.500 1v2.500M18 1.500v4"
        stroke="var(--gold)"
        strokeOpacity=".6"
        strokeWidth="1.800"
        strokeLinecap="round"
      />
      <g transform="rotate(-18 12 15)">
        <path d="M3 13.500v3c0 3.600 4 6 9 6s9-2.400 9-6v-3Z" fill="var(--gold-deep)" />
        <ellipse cx="12" cy="13.500" rx="9" ry="6" fill="var(--gold)" />
        <ellipse
          cx="12"
          cy="13.500"
          rx="5.600"
          ry="3.400"
          fill="none"
          stroke="var(--gold-deep)"
          strokeWidth="1.500"
        />
      </g>
    </svg>
  );
}

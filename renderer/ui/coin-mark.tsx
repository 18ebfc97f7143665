/** The product's mark: a coin that falls. */
import type { ReactElement } from 'react';

export function CoinMark({ size }: { readonly size: number }): ReactElement {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d="M6.500 2v5M12 1v3.500M17.500 2v5"
        stroke="var(--gold)"
        strokeOpacity=".55"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <ellipse
        cx="12"
        cy="15"
        rx="8.500"
        ry="7.800"
        fill="var(--gold)"
        transform="rotate(-14 12 15)"
      />
      <ellipse
        cx="12"
        cy="15"
        rx="5"
        ry="4.500"
        fill="none"
        stroke="var(--gold-ink)"
        strokeOpacity=".7"
        strokeWidth="1.600"
        transform="rotate(-14 12 15)"
      />
    </svg>
  );
}

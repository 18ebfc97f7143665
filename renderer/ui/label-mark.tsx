/** What a number is: seen by Coinfall, estimated by a rate card, or paid by the platform. Always this mark. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

export type LabelKind = 'observed' | 'estimated' | 'paid';

const SHAPES: Readonly<Record<LabelKind, ReactElement>> = {
  observed: (
    <>
      <path d="M1 6s1.800-3.500 5-3.500S11 6 11 6 9.200 9.500 6 9.500 1 6 1 6Z" />
      <circle cx="6" cy="6" r="1.200" fill="currentColor" />
    </>
  ),
  estimated: (
    <path d="M1.500 4.700c1.500-1.600 3-1.600 4.500-.4s3 1.200 4.500-.4M1.500 8.500c1.500-1.600 3-1.600 4.500-.4s3 1.200 4.500-.4" />
  ),
  paid: <path d="m1.500 6.500 3 3 6-7" />,
};

export function LabelMark({ kind }: { readonly kind: LabelKind }): ReactElement {
  const { t } = useTranslation();
  const words = {
    observed: t('label.observed'),
    estimated: t('label.estimated'),
    paid: t('label.paid'),
  };
  return (
    <span className="label-mark" data-label={kind}>
      <svg
        viewBox="0 0 12 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.300"
        aria-hidden="true"
      >
        {SHAPES[kind]}
      </svg>
      {words[kind]}
    </span>
  );
}

/** The pages of the dashboard. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FIRST_CHOICE } from '../earnings/choice.ts';
import { useUnsaved } from '../overlays/drafts.ts';
import { hashTo, useRoute } from '../route.ts';
import type { Route } from '../route.ts';

export function Nav(): ReactElement {
  const { t } = useTranslation();
  const route = useRoute();
  const unsaved = useUnsaved().length > 0;
  const pages: readonly { readonly to: Route; readonly words: string }[] = [
    { to: { page: 'live' }, words: t('nav.live') },
    { to: { page: 'earnings', choice: FIRST_CHOICE }, words: t('nav.earnings') },
    { to: { page: 'overlays', canvasId: null }, words: t('nav.overlays') },
  ];
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      {pages.map(({ to, words }) => (
        <a
          key={to.page}
          href={hashTo(to, window.location.hash)}
          aria-current={route.page === to.page ? 'page' : undefined}
          data-testid={`nav-${to.page}`}
        >
          {words}
          {to.page === 'overlays' && unsaved && (
            <span className="nav-unsaved">{t('nav.unsaved')}</span>
          )}
        </a>
      ))}
    </nav>
  );
}

/**
 * The scroll: a sheet of paper with a window, behind which the names roll. Its one animation moves one layer by
 * transform and is set to the companion's time, so that a page opened late shows the same line as the others.
 */
import { AnimatePresence } from 'framer-motion';
import * as m from 'framer-motion/m';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { FADE_IN, FADE_OUT, useWidgetMotion } from '../parts/motion.ts';
import { PersonName } from '../parts/person-name.tsx';
import { TestMark } from '../parts/stage.tsx';
import { THANKS, WITH_THANKS_TO, moreText } from '../parts/words.ts';
import { columnsOf, pageAt, rollOf } from './timeline.ts';
import type { Credits } from './timeline.ts';

/** Names of a page where less motion is wished, per column. */
const PAGE_ROWS = 14;

interface ScrollProps {
  readonly credits: Credits;
  readonly now: () => number;
  readonly test: boolean;
}

export function Scroll({ credits, now, test }: ScrollProps): ReactElement {
  const motion = useWidgetMotion();
  const [still] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <m.div
      className="paper credits"
      data-testid="credits"
      data-columns={columnsOf(credits.names.length)}
      {...motion}
    >
      {still ? (
        <Pages credits={credits} now={now} />
      ) : (
        <Roll credits={credits} now={now}>
          <Opening credits={credits} />
          <Names names={credits.names} />
          <More more={credits.more} />
        </Roll>
      )}
      <TestMark test={test} />
    </m.div>
  );
}

function Roll(props: {
  readonly credits: Credits;
  readonly now: () => number;
  readonly children: ReactNode;
}): ReactElement {
  const { credits, now, children } = props;
  const roll = useRef<HTMLDivElement>(null);
  const { startedAtMs, endsAtMs } = credits;
  useLayoutEffect(() => {
    const element = roll.current;
    const height = element?.parentElement?.clientHeight;
    if (element === null || height === undefined) return;
    const { elapsedMs, durationMs } = rollOf({ startedAtMs, endsAtMs }, now());
    const rolling = element.animate(
      [
        { transform: `translateY(${height}px)` },
        { transform: `translateY(${-element.offsetHeight}px)` },
      ],
      { duration: durationMs, fill: 'both' },
    );
    rolling.currentTime = elapsedMs;
    return () => rolling.cancel();
  }, [startedAtMs, endsAtMs, now]);
  return (
    <div className="credits-window">
      <div className="credits-roll" data-testid="credits-roll" ref={roll}>
        {children}
      </div>
    </div>
  );
}

/** One page after another, each simply there. */
function Pages(props: { readonly credits: Credits; readonly now: () => number }): ReactElement {
  const { credits, now } = props;
  const perPage = PAGE_ROWS * columnsOf(credits.names.length);
  const nameless = credits.more > 0 ? 1 : 0;
  const pages = 1 + Math.ceil(credits.names.length / perPage) + nameless;
  const page = usePage(credits, pages, now);
  const from = (page - 1) * perPage;
  return (
    <div className="credits-window credits-pages">
      <AnimatePresence mode="wait" initial={false}>
        <m.div
          key={page}
          className="credits-page"
          initial={{ opacity: 0 }}
          animate={{ opacity: 1, transition: FADE_IN }}
          exit={{ opacity: 0, transition: FADE_OUT }}
        >
          {page === 0 && <Opening credits={credits} />}
          <Names names={page === 0 ? [] : credits.names.slice(from, from + perPage)} />
          {page === pages - 1 && <More more={credits.more} />}
        </m.div>
      </AnimatePresence>
    </div>
  );
}

function usePage(credits: Credits, pages: number, now: () => number): number {
  const { startedAtMs, endsAtMs } = credits;
  const [page, setPage] = useState(() => pageAt(credits, pages, now()).page);
  useEffect(() => {
    const { nextInMs } = pageAt({ startedAtMs, endsAtMs }, pages, now());
    if (nextInMs === null) return;
    const timer = setTimeout(
      () => setPage(pageAt({ startedAtMs, endsAtMs }, pages, now()).page),
      nextInMs + 1,
    );
    return () => clearTimeout(timer);
  }, [page, startedAtMs, endsAtMs, pages, now]);
  return page;
}

function Opening({ credits }: { readonly credits: Credits }): ReactElement {
  return (
    <div className="credits-opening">
      <p className="credits-thanks">{THANKS}</p>
      {credits.title !== '' && (
        <p className="credits-title">
          <bdi className="person-name">{credits.title}</bdi>
        </p>
      )}
      {credits.top.map((name) => (
        <p key={name} className="credits-top">
          <PersonName name={name} />
        </p>
      ))}
      {credits.names.length > 0 && <p className="credits-and">{WITH_THANKS_TO}</p>}
    </div>
  );
}

function Names({ names }: { readonly names: readonly string[] }): ReactElement {
  return (
    <div className="credits-names">
      {names.map((name) => (
        <p key={name}>
          <PersonName name={name} />
        </p>
      ))}
    </div>
  );
}

function More({ more }: { readonly more: number }): ReactElement | null {
  return more === 0 ? null : <p className="credits-more">{moreText(more)}</p>;
}

/** The live feed: search and filters above, the virtualised list below. */
import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { AlignJustify, Menu as Lines, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { platformName } from '../../ui/platform-mark.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { FeedList } from './feed-list.tsx';
import type { Density } from './feed-list.tsx';
import { NO_FILTER, filterRows, isFiltering, platformsOf } from './feed-filter.ts';
import type { Booked, FeedFilter } from './feed-filter.ts';

const DENSITY_KEY = 'coinfall-feed-density';

export function FeedPanel({ onAddSource }: { readonly onAddSource: () => void }): ReactElement {
  const { t } = useTranslation();
  const state = useStore(useLiveData().feed);
  const [filter, setFilter] = useState<FeedFilter>(NO_FILTER);
  const [density, setDensity] = useLocalStorage<Density>({
    key: DENSITY_KEY,
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  });
  const rows = useMemo(() => filterRows(state.rows, filter), [state.rows, filter]);
  const empty = state.loaded && state.rows.length === 0;
  return (
    <section className="feed" aria-labelledby="feed-heading">
      <div className="feed-head">
        <h2 id="feed-heading">{t('feed.heading')}</h2>
        <Filters
          filter={filter}
          platforms={platformsOf(state.rows)}
          disabled={!state.loaded || empty}
          onChange={setFilter}
        />
        <DensityButton density={density} onChange={setDensity} />
      </div>
      {empty ? (
        <EmptyFeed onAddSource={onAddSource} />
      ) : (
        <FeedList
          rows={rows}
          state={state}
          density={density}
          filtering={isFiltering(filter)}
          onClearFilter={() => setFilter(NO_FILTER)}
        />
      )}
    </section>
  );
}

function Filters(props: {
  readonly filter: FeedFilter;
  readonly platforms: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (filter: FeedFilter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, disabled, onChange } = props;
  const booked: readonly { readonly value: Booked; readonly label: string }[] = [
    { value: 'all', label: t('feed.showAll') },
    { value: 'income', label: t('feed.showIncome') },
    { value: 'observed', label: t('feed.showObserved') },
  ];
  return (
    <div className="filters">
      <TextInput
        className="filters-search"
        size="sm"
        type="search"
        aria-label={t('feed.search')}
        placeholder={t('feed.search')}
        leftSection={<Search size={15} />}
        disabled={disabled}
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        data-testid="feed-search"
      />
      <Select
        className="filters-select"
        size="sm"
        aria-label={t('feed.platform')}
        placeholder={t('feed.allPlatforms')}
        disabled={disabled}
        clearable
        data={props.platforms.map((platform) => ({
          value: platform,
          label: platformName(platform),
        }))}
        value={filter.platform}
        onChange={(platform) => onChange({ ...filter, platform })}
        data-testid="feed-platform"
      />
      <Select
        className="filters-select"
        size="sm"
        aria-label={t('feed.show')}
        disabled={disabled}
        allowDeselect={false}
        data={booked}
        value={filter.booked}
        onChange={(value) => {
          const next = booked.find((choice) => choice.value === value);
          if (next !== undefined) onChange({ ...filter, booked: next.value });
        }}
        data-testid="feed-booked"
      />
    </div>
  );
}

function DensityButton(props: {
  readonly density: Density;
  readonly onChange: (density: Density) => void;
}): ReactElement {
  const { t } = useTranslation();
  const compact = props.density === 'compact';
  const words = compact ? t('feed.compact') : t('feed.comfortable');
  return (
    <Tooltip label={`${t('feed.density')}: ${words}`} openDelay={400}>
      <ActionIcon
        className="feed-density"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`${t('feed.density')}: ${words}`}
        onClick={() => props.onChange(compact ? 'comfortable' : 'compact')}
      >
        {compact ? <AlignJustify size={17} /> : <Lines size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Teaches what to do next: add a source, or just begin. */
function EmptyFeed({ onAddSource }: { readonly onAddSource: () => void }): ReactElement {
  const { t } = useTranslation();
  const { client, system } = useLiveData();
  const listening = (useStore(system)?.sources ?? []).some(({ scheme }) => scheme !== 'webhook');
  return (
    <div className="feed-empty" data-testid="feed-empty">
      <EmptyPicture />
      <h3>{t('feed.emptyTitle')}</h3>
      <p>{listening ? t('feed.emptyWaiting') : t('feed.emptyNoSource')}</p>
      {!listening && <Button onClick={onAddSource}>{t('feed.addSource')}</Button>}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={() => {
          // The overlay answers for itself; the panel beside this list says how many are connected.
          client.alerts.test({ tier: 'medium' }).catch(() => undefined);
        }}
      >
        {t('feed.sendTest')}
      </Button>
    </div>
  );
}

function EmptyPicture(): ReactElement {
  return (
    <svg className="feed-empty-picture" viewBox="0 0 160 72" aria-hidden="true">
      <g fill="none" stroke="var(--line-strong)" strokeWidth="1.5">
        <rect x="20.750" y="44.750" width="118.500" height="26.500" rx="5" />
        <path d="M46 54h38M46 62h22M118 58h12" strokeLinecap="round" />
      </g>
      <circle
        cx="33"
        cy="58"
        r="5.500"
        fill="none"
        stroke="var(--line-strong)"
        strokeWidth="1.500"
      />
      <path
        d="M70 3v9M80 1v5M90 3v8"
        stroke="var(--gold)"
        strokeOpacity=".6"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <g transform="rotate(-18 80 26)">
        <path d="M65 23v5c0 6 6.700 10 15 10s15-4 15-10v-5Z" fill="var(--gold-deep)" />
        <ellipse cx="80" cy="23" rx="15" ry="10" fill="var(--gold)" />
        <ellipse
          cx="80"
          cy="23"
          rx="9.300"
          ry="5.700"
          fill="none"
          stroke="var(--gold-deep)"
          strokeWidth="2.200"
        />
      </g>
    </svg>
  );
}

/**
 * Joins OBS, its settings and the ledger: OBS going live opens a session, its end closes it, and the time in
 * which it was seen live is kept as coverage, so that an end that nobody saw can be dated.
 */
import { z } from 'zod';
import type { Outcome } from '../shared/contract/index.ts';
import type { ObsCalls, ObsSettingsInput } from './api/obs.ts';
import type { Bus, BusEvents } from './bus.ts';
import type { LedgerClient } from './ledger/client.ts';
import { OBS_SOURCE } from './ledger/commands.ts';
import type { LedgerCommand } from './ledger/commands.ts';
import { DEFAULT_OBS_URL, obsAddress } from './obs/address.ts';
import { followObs } from './obs/client.ts';
import type { ObsClient, ObsStatus } from './obs/client.ts';
import type { Clock } from './obs/connection.ts';
import type { StreamNews } from './obs/stream.ts';
import type { PasswordStore } from './passwords.ts';

/** OBS as the command line names it, for this start only. */
export interface GivenObs {
  readonly url: string;
  /** Null: the remembered one, if any. */
  readonly password: string | null;
}

export interface ObsLinkParts {
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly passwords: PasswordStore;
  readonly given: GivenObs | null;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export interface ObsLink extends ObsCalls {
  /** Follows OBS if it was asked for on the command line or in an earlier run. */
  start(): Promise<void>;
  stop(): void;
}

interface Settings {
  readonly enabled: boolean;
  readonly url: string;
}

/** Key of the connection in the settings; its password is not among them. */
const SETTING = 'obs';
const settingSchema = z.object({ enabled: z.boolean(), url: z.string() });

export function createObsLink(parts: ObsLinkParts): ObsLink {
  const { ledger, bus, passwords, clock, onError } = parts;
  let settings: Settings = { enabled: false, url: DEFAULT_OBS_URL };
  let password = passwords.get('obs');
  let client: ObsClient | null = null;
  let noted = false;
  let offSinceMs = clock.now();
  let settled: Promise<unknown> = Promise.resolve();

  function submit(commands: readonly LedgerCommand[]): void {
    ledger.submit(commands).catch(onError);
  }

  function note(
    state: 'connected' | 'disconnected' | 'removed',
    atMs: number,
    reason = '',
  ): LedgerCommand {
    noted = state !== 'removed';
    return { type: 'source', source: OBS_SOURCE, live: false, state, reason, atMs };
  }

  function onNews(news: StreamNews): void {
    const { atMs } = news;
    switch (news.type) {
      case 'live': {
        const open = {
          type: 'openSession',
          // OBS has no name for a stream; an empty title keeps the one that a person gave.
          title: '',
          by: 'obs',
          atMs: news.startedAtMs,
        } as const;
        // After a short interruption the session may have been ended by hand: it stays so.
        submit([...(news.again ? [] : [open]), note('connected', atMs)]);
        return;
      }
      case 'ended':
        submit([
          ...(noted ? [note('removed', atMs)] : []),
          { type: 'closeSession', by: 'obs', atMs: news.endedAtMs },
        ]);
        return;
      case 'lost':
        submit([note('disconnected', atMs, news.reason)]);
        return;
    }
  }

  function unfollow(): void {
    client?.stop();
    client = null;
    offSinceMs = clock.now();
    if (noted) submit([note('removed', clock.now())]);
  }

  function follow(): void {
    unfollow();
    if (settings.enabled) {
      const { url } = settings;
      client = followObs({
        url,
        password,
        clock,
        random: Math.random,
        onStatus: publish,
        onNews,
      });
    } else {
      publish(off(offSinceMs));
    }
  }

  function publish(status: ObsStatus): void {
    bus.publish('obs', whole(status));
  }

  function whole(status: ObsStatus): BusEvents['obs'] {
    return { ...status, url: settings.url, hasPassword: password !== null };
  }

  async function configure(input: ObsSettingsInput): Promise<Outcome> {
    const address = obsAddress(input.url);
    if (!address.ok) return address;
    const next = { enabled: input.enabled, url: address.url };
    try {
      if (input.password !== undefined) {
        await passwords.set('obs', emptyToNull(input.password));
      }
      await ledger.app('writeSetting', SETTING, JSON.stringify(next));
    } catch (error) {
      onError(error);
      return {
        ok: false,
        code: 'obs_not_saved',
        message: 'The connection to OBS could not be saved. Make room on the disk, then try again.',
      };
    }
    settings = next;
    if (input.password !== undefined) password = emptyToNull(input.password);
    follow();
    return { ok: true };
  }

  return {
    status: () => whole(client?.status() ?? off(offSinceMs)),
    configure(input) {
      // One at a time: two dashboards may be open.
      const done = settled.then(() => configure(input));
      settled = done;
      return done;
    },
    retry: () => client?.retry(),
    async start() {
      const { given } = parts;
      if (given !== null) {
        settings = { enabled: true, url: given.url };
        password = given.password ?? password;
      } else {
        settings = (await remembered(ledger)) ?? settings;
      }
      follow();
    },
    stop: unfollow,
  };
}

/** The settings of an earlier run; null when there are none that can be used. */
async function remembered(ledger: LedgerClient): Promise<Settings | null> {
  const saved = await ledger.app('readSetting', SETTING);
  const parsed = settingSchema.safeParse(parseJson(saved ?? 'null'));
  if (!parsed.success) return null;
  const address = obsAddress(parsed.data.url);
  return address.ok ? { enabled: parsed.data.enabled, url: address.url } : null;
}

function off(sinceMs: number): ObsStatus {
  return {
    state: 'off',
    reason: null,
    sinceMs,
    nextAttemptAtMs: null,
    streaming: null,
    liveSinceMs: null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function emptyToNull(text: string): string | null {
  return text === '' ? null : text;
}

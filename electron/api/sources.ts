/** The part of the contract about sources: adding, testing, pausing and removing them, their secrets, the accounts. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { AddOutcome, Outcome } from '../../shared/contract/index.ts';
import type { ConnectionTest, SourceSecrets } from '../../shared/contract/sources.ts';
import type { AccountsApi } from './accounts.ts';
import type { Caller } from './caller.ts';

/** What the handlers need of the connections. */
export interface SourcesApi {
  add(url: string): Promise<AddOutcome>;
  test(
    url: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ConnectionTest, void, undefined>;
  setPaused(source: string, paused: boolean): Promise<Outcome>;
  remove(source: string): Promise<Outcome>;
  restore(source: string): Promise<Outcome>;
}

/** What they need of the secrets: they go in, and do not come back out. */
export interface SecretsApi {
  list(): Promise<SourceSecrets>;
  set(name: string, secret: string): Promise<Outcome>;
}

export interface SourcesRouterParts {
  readonly sources: SourcesApi;
  readonly secrets: SecretsApi;
  readonly accounts: AccountsApi;
}

export function createSourcesRouter({ sources, secrets, accounts }: SourcesRouterParts) {
  const os = implement(contract).$context<Caller>().sources;
  return {
    add: os.add.handler(({ input }) => sources.add(input.url)),
    test: os.test.handler(({ input, signal }) => sources.test(input.url, signal)),
    setPaused: os.setPaused.handler(({ input }) => sources.setPaused(input.source, input.paused)),
    remove: os.remove.handler(({ input }) => sources.remove(input.source)),
    restore: os.restore.handler(({ input }) => sources.restore(input.source)),
    secrets: os.secrets.handler(() => secrets.list()),
    setSecret: os.setSecret.handler(({ input }) => secrets.set(input.name, input.secret)),
    accounts: os.accounts.handler(() => accounts.state()),
    setAccounts: os.setAccounts.handler(({ input }) => accounts.set(input)),
  };
}

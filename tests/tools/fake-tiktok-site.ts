/** Stands for www.tiktok.com and for a sign server, on one port of 127.0.0.1: what a test says, and who asked what. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SiteAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface SiteRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

export interface FakeTiktokSite {
  readonly url: string;
  readonly requests: readonly SiteRequest[];
  /** Answers of a path from now on; a function is asked each time. Other paths are not found. */
  on(path: string, answer: SiteAnswer | (() => SiteAnswer)): void;
  close(): Promise<void>;
}

export async function fakeTiktokSite(): Promise<FakeTiktokSite> {
  const requests: SiteRequest[] = [];
  const answers = new Map<string, SiteAnswer | (() => SiteAnswer)>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    requests.push({ path: pathname, query: searchParams, headers: request.headers });
    const answer = answers.get(pathname) ?? { status: 404 };
    const {
      status = 200,
      headers = {},
      body = '',
    } = typeof answer === 'function' ? answer() : answer;
    response.writeHead(status, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    on: (path, answer) => answers.set(path, answer),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What TikTok's small JSON says of a creator. Status 2 is live, 4 is over. */
export function userRoom(roomId: string, status: number): SiteAnswer {
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ statusCode: 0, data: { user: { roomId }, liveRoom: { status } } }),
  };
}

/** The page of a creator, with its state in a script. */
export function livePage(roomId: string, status: number): SiteAnswer {
  const state = { LiveRoom: { liveRoomUserInfo: { user: { roomId }, liveRoom: { status } } } };
  return {
    body: `<html><script id="SIGI_STATE" type="application/json">${JSON.stringify(state)}</script>`,
  };
}

/** The example in the README of sources is a whole source: in a copy of the house it compiles, is found, and books a gift. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type * as registry from '../../electron/sources/registry.ts';
import type * as runner from '../../electron/sources/runner.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { booked } from '../sources/booked.ts';
import { until } from '../tools/poll.ts';

const house = resolve(import.meta.dirname, '../..');
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'coinfall-example-'));
  for (const part of ['electron', 'shared', 'resources', 'package.json', 'tsconfig.json']) {
    cpSync(join(house, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(house, 'node_modules'), join(copy, 'node_modules'));
  const readme = readFileSync(join(house, 'electron/sources/README.md'), 'utf8');
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  expect(code.split('\n').length).toBeLessThan(45);
  writeFileSync(join(copy, 'electron/sources/hearts.source.ts'), code);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the example of a source', () => {
  it('compiles as strictly as the house does', () => {
    const tsc = join(house, 'node_modules/.bin/tsc');
    const output = (): string => {
      try {
        return execFileSync(process.execPath, [tsc, '-p', join(copy, 'electron')], {
          encoding: 'utf8',
        });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    expect(output()).toBe('');
  }, 120_000);

  it('is found by its URL, connects, and its gift is booked', async () => {
    const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ join(copy, file));
    const { findSource } = (await load('electron/sources/registry.ts')) as typeof registry;
    const { runSource, systemClock } = (await load('electron/sources/runner.ts')) as typeof runner;
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', (client) => {
      client.send('{"id":"h1","hearts":3,"from":7,"name":"Ann"}');
      client.send('{"hearts":3}');
    });
    const found = findSource(`hearts://127.0.0.1:${(server.address() as AddressInfo).port}`);
    if (!found.ok) throw new Error(found.message);
    const frames: GiftFrame[] = [];
    const codes: string[] = [];
    const source = runSource({
      ...found,
      ...{ clock: systemClock, random: () => 0, onStatus: () => undefined },
      onFrame: (_raw, normalised) => {
        frames.push(...normalised.frames);
        codes.push(...normalised.rejections.map(({ code }) => code));
      },
    });
    await until('both messages', () => frames.length === 1 && codes.length === 1);
    expect(booked(frames).income).toEqual({ heart: 3 });
    expect(frames[0]).toMatchObject({ giftKey: 'hearts|msg|h1', sender: { id: '7', name: 'Ann' } });
    expect(codes).toEqual(['malformed']);
    source.stop();
    for (const client of server.clients) client.terminate();
    server.close();
  });
});

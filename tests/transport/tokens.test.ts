import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TOKEN_NAMES, openTokenStore } from '../../electron/transport/tokens.ts';
import type { TokenStore } from '../../electron/transport/tokens.ts';

let dataDir: string;
const file = (): string => join(dataDir, 'secrets.json');

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'coinfall-tokens-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function open(): { readonly tokens: TokenStore; readonly notices: readonly string[] } {
  const opened = openTokenStore(dataDir);
  if (!opened.ok) throw new Error(opened.message);
  return opened;
}

const all = (tokens: TokenStore): string[] => TOKEN_NAMES.map((name) => tokens.current(name));

describe('the token store', () => {
  it('makes different tokens of 256 bits at first use, readable by their owner alone', () => {
    const { tokens, notices } = open();
    expect(notices).toEqual([]);
    expect(new Set(all(tokens)).size).toBe(TOKEN_NAMES.length);
    for (const token of all(tokens)) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file()}.tmp`)).toBe(false);
  });

  it('keeps its tokens over a restart', () => {
    const before = all(open().tokens);
    expect(all(open().tokens)).toEqual(before);
  });

  it('knows its own tokens and no other text', () => {
    const { tokens } = open();
    for (const name of TOKEN_NAMES) expect(tokens.nameOf(tokens.current(name))).toBe(name);
    for (const text of ['', 'x', `${tokens.current('control')}x`, 'a'.repeat(10_000), 'é\u0000']) {
      expect(tokens.nameOf(text)).toBeUndefined();
    }
  });

  it('rotates one token, tells its listeners, and leaves the others alone', () => {
    const { tokens } = open();
    const before = all(tokens);
    const told: string[] = [];
    const stop = tokens.onRotated((name) => told.push(name));
    const rotated = tokens.rotate('overlay');
    if (!rotated.ok) throw new Error(rotated.message);
    expect(told).toEqual(['overlay']);
    expect(tokens.nameOf(before[1] ?? '')).toBeUndefined();
    expect(tokens.nameOf(rotated.token)).toBe('overlay');
    expect(all(open().tokens)).toEqual(before.with(1, rotated.token));
    stop();
    tokens.rotate('events');
    expect(told).toEqual(['overlay']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('keeps the old token when the new one cannot be written, and says so', () => {
    const { tokens } = open();
    const before = all(tokens);
    rmSync(dataDir, { recursive: true });
    const rotated = tokens.rotate('control');
    expect(rotated).toMatchObject({ ok: false, code: 'secrets_not_written' });
    expect(all(tokens)).toEqual(before);
  });

  it.each([
    ['empty', ''],
    ['cut off', '{"v":1,"tokens":{"control":"abc'],
    ['of another shape', '{"v":1,"tokens":[]}'],
    ['from a newer version', '{"v":2,"tokens":{}}'],
    ['holding a short token', '{"v":1,"tokens":{"control":"short"}}'],
    [
      'holding one token twice',
      JSON.stringify({ v: 1, tokens: { control: 'A'.repeat(43), overlay: 'A'.repeat(43) } }),
    ],
  ])('moves a file aside that is %s, makes new tokens and says so', (_what, content) => {
    writeFileSync(file(), content);
    const { tokens, notices } = open();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('secrets.json.damaged-1');
    expect(readFileSync(`${file()}.damaged-1`, 'utf8')).toBe(content);
    expect(new Set(all(tokens)).size).toBe(TOKEN_NAMES.length);
    expect(open().notices).toEqual([]);
  });

  it('never overwrites an earlier damaged file', () => {
    writeFileSync(`${file()}.damaged-1`, 'first');
    writeFileSync(file(), 'second');
    expect(open().notices[0]).toContain('secrets.json.damaged-2');
    expect(readFileSync(`${file()}.damaged-1`, 'utf8')).toBe('first');
    expect(readFileSync(`${file()}.damaged-2`, 'utf8')).toBe('second');
  });

  it('moves a folder of that name aside', () => {
    mkdirSync(file());
    expect(open().notices).toHaveLength(1);
    expect(statSync(file()).isFile()).toBe(true);
  });

  it('makes a token that an older version did not have and keeps the rest', () => {
    const before = open().tokens;
    // The four of the version before widgets had tokens of their own.
    const known = ['control', 'overlay', 'webhook', 'events'] as const;
    const tokensThen = Object.fromEntries(known.map((name) => [name, before.current(name)]));
    writeFileSync(file(), JSON.stringify({ v: 1, tokens: tokensThen }));
    const { tokens, notices } = open();
    expect(notices).toEqual([]);
    for (const name of known) expect(tokens.current(name)).toBe(before.current(name));
    expect(new Set(all(tokens)).size).toBe(TOKEN_NAMES.length);
  });

  it.skipIf(process.platform === 'win32')('takes other users’ rights away and says so', () => {
    const before = all(open().tokens);
    chmodSync(file(), 0o644);
    const { tokens, notices } = open();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(notices).toHaveLength(1);
    expect(all(tokens)).toEqual(before);
  });

  it('refuses in words when the folder is not there', () => {
    rmSync(dataDir, { recursive: true });
    expect(openTokenStore(dataDir)).toMatchObject({ ok: false, code: 'secrets_not_written' });
  });
});

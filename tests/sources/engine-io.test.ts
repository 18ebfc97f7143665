import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPacket } from '../../electron/sources/engine-io.ts';

describe('a packet of Engine.IO 3', () => {
  it.each([
    [
      '0{"sid":"a","upgrades":[],"pingInterval":20000,"pingTimeout":5000}',
      { type: 'open', pingMs: 20_000, timeoutMs: 5_000 },
    ],
    ['0{}', { type: 'open', pingMs: 25_000, timeoutMs: 60_000 }],
    ['0', { type: 'open', pingMs: 25_000, timeoutMs: 60_000 }],
    // A server that wants a ping every millisecond, or none for a day, does not get its wish.
    [
      '0{"pingInterval":1,"pingTimeout":86400000}',
      { type: 'open', pingMs: 1_000, timeoutMs: 120_000 },
    ],
    ['40', { type: 'connected' }],
    ['40/room', { type: 'connected' }],
    ['41', { type: 'closed' }],
    ['1', { type: 'closed' }],
    ['44"Authentication error"', { type: 'refused' }],
    ['2', { type: 'ping' }],
    ['2probe', { type: 'ping' }],
    ['3', { type: 'other' }],
    [
      '42["event",{"type":"donation"}]',
      { type: 'event', name: 'event', data: { type: 'donation' } },
    ],
    ['4217["event",1]', { type: 'event', name: 'event', data: 1 }],
    ['42/room,["event",null]', { type: 'event', name: 'event', data: null }],
    ['42["event"]', { type: 'event', name: 'event', data: undefined }],
    ['42[1,2]', { type: 'other' }],
    ['42["event",', { type: 'other' }],
    ['42', { type: 'other' }],
    ['43[]', { type: 'other' }],
    ['4', { type: 'other' }],
    ['6', { type: 'other' }],
    ['', { type: 'other' }],
    ['hello', { type: 'other' }],
  ])('%s', (text, packet) => {
    expect(readPacket(text)).toEqual(packet);
  });

  it('keeps ids that are too long for a number', () => {
    expect(readPacket('42["event",{"id":1234567890123456789}]')).toMatchObject({
      data: { id: '1234567890123456789' },
    });
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.string(), (text) => void readPacket(text)));
    fc.assert(fc.property(fc.string(), (text) => void readPacket(`42[${text}`)));
  });
});

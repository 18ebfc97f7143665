import { describe, expect, it } from 'vitest';
import { obsAddress } from '../../electron/obs/address.ts';

describe('an address of OBS', () => {
  it.each([
    ['127.0.0.1:4455', 'ws://127.0.0.1:4455'],
    ['ws://127.0.0.1:4455/', 'ws://127.0.0.1:4455'],
    ['  localhost ', 'ws://localhost:4455'],
    ['[::1]:4460', 'ws://[::1]:4460'],
    ['WS://LocalHost:1', 'ws://localhost:1'],
  ])('%s is %s', (entered, url) => {
    expect(obsAddress(entered)).toEqual({ ok: true, url });
  });

  it.each([
    ['', 'obs_address'],
    ['ws://', 'obs_address'],
    ['wss://127.0.0.1:4455', 'obs_address'],
    ['http://127.0.0.1:4455', 'obs_address'],
    ['127.0.0.1:99999', 'obs_address'],
    ['127.0.0.1:4455/secret', 'obs_address'],
    ['192.168.1.4:4455', 'obs_not_local'],
    ['0.0.0.0:4455', 'obs_not_local'],
    ['obs.example:4455', 'obs_not_local'],
    ['127.0.0.1.evil.example', 'obs_not_local'],
    ['[::ffff:10.0.0.1]', 'obs_not_local'],
    ['ws://:secret@127.0.0.1:4455', 'obs_secret_in_address'],
    ['ws://127.0.0.1:4455?password=secret', 'obs_secret_in_address'],
    ['ws://127.0.0.1:4455#secret', 'obs_secret_in_address'],
  ])('%s is refused', (entered, code) => {
    const refused = obsAddress(entered);
    expect(refused).toMatchObject({ ok: false, code });
    expect(JSON.stringify({ ...refused, code: '' })).not.toContain('secret');
  });
});

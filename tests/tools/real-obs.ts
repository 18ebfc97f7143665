/**
 * Debian's OBS Studio under Xvfb, with a home of its own: a tiny canvas, software encoding, its stream sent to
 * ffmpeg on this computer. Tests drive it by a second obs-websocket connection, as a person would by its buttons.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OBSWebSocket } from 'obs-websocket-js/json';
import { until } from './poll.ts';

export interface RealObs {
  /** Where its WebSocket server listens. */
  readonly url: string;
  readonly password: string;
  /** As OBS and obs-websocket name themselves. */
  readonly version: string;
  /** Goes live; resolves when the platform (ffmpeg) takes the stream. */
  startStream(): Promise<void>;
  stopStream(): Promise<void>;
  /** How long it has been live by its own count; 0 when it is not. */
  streamAgeMs(): Promise<number>;
  /** The platform hangs up. */
  dropPlatform(): void;
  /** Its user closes the window; resolves when the process is gone. */
  quit(): Promise<void>;
  /** Ends whatever still runs and removes its home. */
  close(): Promise<void>;
}

const UP_WITHIN_MS = 40_000;
const PASSWORD = 'obs-password-of-a-test';

/** Starts it. Throws with the last lines of its log when it does not come up. */
export async function startRealObs(): Promise<RealObs> {
  const home = mkdtempSync(path.join(tmpdir(), 'coinfall-obs-'));
  const processes: ChildProcess[] = [];
  // A run that ends without its hooks must not leave an OBS behind.
  const killAll = (): void => processes.forEach((child) => child.kill('SIGKILL'));
  process.once('exit', killAll);
  const close = async (): Promise<void> => {
    process.off('exit', killAll);
    for (const child of processes.reverse()) await endOf(child);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    return await start(home, processes, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  home: string,
  processes: ChildProcess[],
  close: () => Promise<void>,
): Promise<RealObs> {
  const [port, rtmpPort] = [await freePort(), await freePort()];
  writeSettings(home, port, rtmpPort);
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: path.join(home, 'run'),
    QT_QPA_PLATFORM: 'xcb',
    LIBGL_ALWAYS_SOFTWARE: '1',
  };
  let log = '';
  const run = (
    command: string,
    args: readonly string[],
    more: NodeJS.ProcessEnv = {},
  ): ChildProcess => {
    const child = spawn(command, args, {
      cwd: home,
      env: { ...env, ...more },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    // Without a listener a program that is absent would end the test run.
    child.on('error', (error) => (log += `${error.message}\n`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
    processes.push(child);
    return child;
  };

  /** OBS says in its log what went wrong. */
  const withLog = (error: unknown): never => {
    throw new Error(`${String(error)}\n${log.split('\n').slice(-12).join('\n')}`);
  };

  const xvfb = run('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp']);
  let shown = '';
  xvfb.stdio[3]?.on('data', (data: Buffer) => (shown += data.toString('utf8')));
  const display = await until('a display of Xvfb', () => /^(\d+)\n/.exec(shown)?.[1]);
  const args = ['--multi', '--disable-updater', '--disable-missing-files-check'];
  const obs = run('obs', args, { DISPLAY: `:${display}` });

  const remote = new OBSWebSocket();
  const url = `ws://127.0.0.1:${port}`;
  await until(
    `OBS to answer on ${url}`,
    async () => {
      if (obs.exitCode !== null) throw new Error(`OBS ended with ${obs.exitCode}`);
      await remote.connect(url, PASSWORD);
      return true;
    },
    { withinMs: UP_WITHIN_MS, everyMs: 200 },
  ).catch(withLog);
  const { obsVersion, obsWebSocketVersion } = await remote.call('GetVersion');
  let platform: ChildProcess | null = null;
  const isLive = async (): Promise<boolean> => (await remote.call('GetStreamStatus')).outputActive;

  return {
    url,
    password: PASSWORD,
    version: `OBS ${obsVersion}, obs-websocket ${obsWebSocketVersion}`,
    async startStream() {
      const listen = ['-listen', '1', '-i', `rtmp://127.0.0.1:${rtmpPort}/live/key`];
      platform = run('ffmpeg', [
        '-hide_banner',
        '-loglevel',
        'error',
        ...listen,
        '-f',
        'null',
        '-',
      ]);
      await until('ffmpeg to listen', () => isListening(rtmpPort));
      await remote.call('StartStream');
      await until('OBS to be live', isLive).catch(withLog);
    },
    async stopStream() {
      await remote.call('StopStream');
      await until('OBS to have stopped', async () => !(await isLive()), { withinMs: 15_000 });
      if (platform !== null) await endOf(platform);
    },
    streamAgeMs: async () => (await remote.call('GetStreamStatus')).outputDuration,
    dropPlatform: () => void platform?.kill('SIGKILL'),
    async quit() {
      obs.kill('SIGINT');
      await until('OBS to be gone', () => obs.exitCode !== null || obs.signalCode !== null);
    },
    async close() {
      await remote.disconnect().catch(() => undefined);
      await close();
    },
  };
}

/** Where each OBS looks: 29 keeps all in global.ini; 31 has user.ini, and a file of its own for the WebSocket server. */
function writeSettings(home: string, port: number, rtmpPort: number): void {
  const config = path.join(home, '.config/obs-studio');
  const profile = path.join(config, 'basic/profiles/Untitled');
  const webSocket = path.join(config, 'plugin_config/obs-websocket');
  mkdirSync(path.join(home, 'run'), { mode: 0o700 });
  for (const folder of [profile, webSocket, path.join(config, 'basic/scenes')]) {
    mkdirSync(folder, { recursive: true });
  }
  const user = ini({
    General: { FirstRun: true, ConfirmOnExit: false, EnableAutoUpdates: false },
    Basic: {
      Profile: 'Untitled',
      ProfileDir: 'Untitled',
      SceneCollection: 'Untitled',
      SceneCollectionFile: 'Untitled',
      ConfigOnNewProfile: false,
    },
    BasicWindow: { WarnBeforeStartingStream: false, WarnBeforeStoppingStream: false },
    OBSWebSocket: {
      FirstLoad: false,
      ServerEnabled: true,
      ServerPort: port,
      AlertsEnabled: false,
      AuthRequired: true,
      ServerPassword: PASSWORD,
    },
  });
  writeFileSync(path.join(config, 'global.ini'), user);
  writeFileSync(path.join(config, 'user.ini'), user);
  writeFileSync(
    path.join(webSocket, 'config.json'),
    JSON.stringify({
      first_load: false,
      server_enabled: true,
      server_port: port,
      alerts_enabled: false,
      auth_required: true,
      server_password: PASSWORD,
    }),
  );
  writeFileSync(
    path.join(profile, 'basic.ini'),
    ini({
      General: { Name: 'Untitled' },
      Video: { BaseCX: 320, BaseCY: 180, OutputCX: 320, OutputCY: 180, FPSType: 1, FPSInt: 10 },
      Output: { Mode: 'Simple', Reconnect: false },
      SimpleOutput: { StreamEncoder: 'x264', Preset: 'ultrafast', VBitrate: 200, ABitrate: 64 },
    }),
  );
  const server = `rtmp://127.0.0.1:${rtmpPort}/live`;
  const settings = { server, key: 'key', use_auth: false, bwtest: false };
  writeFileSync(
    path.join(profile, 'service.json'),
    JSON.stringify({ type: 'rtmp_custom', settings }),
  );
}

function ini(
  sections: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>,
): string {
  return Object.entries(sections)
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key}=${String(value)}`);
      return `[${name}]\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Looked up and not tried: ffmpeg takes one connection only, and OBS shows a dialog when it finds nobody. */
function isListening(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return new RegExp(`:${hex} 00000000:0000 0A `).test(readFileSync('/proc/net/tcp', 'latin1'));
}

/** Free a moment ago; nothing better can be had for programs that are told their port. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

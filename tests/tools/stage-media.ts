/** The creator's files on the page stage: a few that are there, and a way in that notes what came. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { implement } from '@orpc/server';
import { PNG } from 'pngjs';
import { contract } from '../../shared/contract/index.ts';
import type { HideKeys } from '../../shared/contract/alert-desk.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { MediaItem } from '../../shared/contract/media.ts';

const id = (letter: string, extension: string): string => `${letter.repeat(22)}.${extension}`;
export const STAGE_PICTURE = id('a', 'png');
export const STAGE_BROKEN = id('b', 'png');
const STAGE_SOUND = id('c', 'mp3');

const FILE = { width: null, height: null, missing: false, usedBy: [] };

export const STAGE_MEDIA: readonly MediaItem[] = [
  {
    ...FILE,
    ...{ id: STAGE_PICTURE, name: 'A very long name of a glazed bowl turning slowly.png' },
    ...{ kind: 'picture', bytes: 84_000, width: 320, height: 240, usedBy: ['Welcome'] },
  },
  { ...FILE, id: STAGE_BROKEN, name: 'Gone.png', kind: 'picture', bytes: 3_400, missing: true },
  { ...FILE, id: STAGE_SOUND, name: 'Kiln door.mp3', kind: 'sound', bytes: 14_900_000 },
];

export function stageMedia(scene: () => { readonly media: readonly MediaItem[] }, done: Done) {
  const os = implement(contract).media;
  return {
    list: os.list.handler(() => ({
      items: [...scene().media],
      usedBytes: scene().media.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    rename: os.rename.handler(({ input }) => done(`media.rename ${input.id} ${input.name}`)),
    remove: os.remove.handler(({ input }) => done(`media.remove ${input.id}`)),
    restore: os.restore.handler(({ input }) => done(`media.restore ${input.id}`)),
  };
}

type Done = (call: string) => Outcome;

/** What the desk of alerts has of sounds, speech and hiding. */
export function stageVoice(scene: () => { readonly hideKeys: HideKeys }, done: Done) {
  const os = implement(contract).alerts;
  return {
    hide: os.hide.handler(({ input }) => done(`alerts.hide ${input.hidden}`)),
    hideKeys: os.hideKeys.handler(() => scene().hideKeys),
    setHideKeys: os.setHideKeys.handler(({ input }): Outcome => {
      if (input.keys !== 'Control+Alt+T') return done(`alerts.setHideKeys ${String(input.keys)}`);
      return { ok: false, code: 'keys_taken', message: 'Another program holds these keys.' };
    }),
    setSound: os.setSound.handler(({ input }) => done(`alerts.setSound ${JSON.stringify(input)}`)),
    setSpeech: os.setSpeech.handler(({ input }) =>
      done(`alerts.setSpeech ${JSON.stringify(input)}`),
    ),
  };
}

/** Answers `/media/<id>` and what is added; false for every other path. */
export function serveStageMedia(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  note: (call: string) => void,
): boolean {
  if (path === '/api/v1/media' && request.method === 'POST') {
    let bytes = 0;
    request.on('data', (piece: Buffer) => (bytes += piece.length));
    request.on('end', () => {
      const name = decodeURIComponent(String(request.headers['x-file-name']));
      note(`media.add ${name} ${bytes} ${request.headers.authorization ?? 'nobody'}`);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, id: STAGE_PICTURE, name }));
    });
    return true;
  }
  if (!path.startsWith('/media/')) return false;
  const isPicture = path === `/media/${STAGE_PICTURE}`;
  const body = isPicture ? bowl() : Buffer.from('no picture at all');
  response.writeHead(path === `/media/${STAGE_SOUND}` ? 404 : 200, { 'content-type': 'image/png' });
  response.end(body);
  return true;
}

/** A picture that is wider than high: a disc on a clear ground. */
function bowl(): Buffer {
  const png = new PNG({ width: 320, height: 240 });
  for (let at = 0; at < 320 * 240; at += 1) {
    const [x, y] = [(at % 320) - 160, Math.floor(at / 320) - 120];
    const inside = x * x + y * y < 110 * 110;
    png.data.set(inside ? [64, 140 + (y >> 1), 170, 255] : [0, 0, 0, 0], at * 4);
  }
  return PNG.sync.write(png);
}

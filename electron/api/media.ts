/** The creator's own files, as the dashboard lists and names them; adding one is `transport/media-route.ts`. */
import { implement } from '@orpc/server';
import { mediaRef } from '../../shared/alerts/media-ref.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { MediaItem } from '../../shared/contract/media.ts';
import type { Caller } from './caller.ts';

/** What the handlers need of the media store. */
export interface MediaCalls {
  /** Newest first. */
  list(): Omit<MediaItem, 'usedBy'>[];
  usedBytes(): number;
  rename(mediaId: string, name: string): Promise<Outcome>;
  remove(mediaId: string): Promise<Outcome>;
  restore(mediaId: string): Promise<Outcome>;
}

export function createMediaRouter(media: MediaCalls, rules: () => readonly AlertRule[]) {
  const os = implement(contract).$context<Caller>().media;
  return {
    list: os.list.handler(() => ({
      items: media.list().map((item) => ({ ...item, usedBy: usersOf(item.id, rules()) })),
      usedBytes: media.usedBytes(),
    })),
    rename: os.rename.handler(({ input }) => media.rename(input.id, input.name)),
    remove: os.remove.handler(({ input }) => media.remove(input.id)),
    restore: os.restore.handler(({ input }) => media.restore(input.id)),
  };
}

function usersOf(mediaId: string, rules: readonly AlertRule[]): string[] {
  const ref = mediaRef(mediaId);
  return rules.filter((rule) => rule.picture === ref || rule.sound === ref).map(({ name }) => name);
}

/** The list of the creator's files, and adding to it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MAX_MEDIA_BYTES } from '../../../shared/media-limits.ts';
import type { MediaList } from '../../../shared/contract/media.ts';
import { useLiveData } from '../live-data.ts';
import { useToast } from '../shell/toasts.tsx';
import { sizeText } from './size-text.ts';
import { uploadMedia } from './upload.ts';

const QUERY = ['media'];

export function useMediaList(): {
  readonly data: MediaList | undefined;
  readonly isError: boolean;
} {
  const { client } = useLiveData();
  const { data, isError } = useQuery({
    queryKey: QUERY,
    queryFn: () => client.media.list(),
    staleTime: 0,
  });
  return { data, isError };
}

/** Has the list asked for anew. */
export function useMediaChanged(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: QUERY });
}

export interface AddMedia {
  readonly add: (file: File) => void;
  /** Name of the file that is on its way. */
  readonly adding: string | null;
}

/** Says itself how it went; `onAdded` is told the new file's id. */
export function useAddMedia(onAdded?: (mediaId: string) => void): AddMedia {
  const { t } = useTranslation();
  const toast = useToast();
  const changed = useMediaChanged();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: uploadMedia,
    onSuccess: (answer) => {
      if (!answer.ok) {
        toast('bad', answer.message);
        return;
      }
      toast('good', t('media.added', { name: answer.name }));
      changed();
      onAdded?.(answer.id);
    },
    onError: (_error, file) => toast('bad', t('media.notSent', { name: file.name })),
  });
  return {
    adding: isPending ? variables.name : null,
    add(file) {
      if (file.size <= MAX_MEDIA_BYTES) {
        mutate(file);
        return;
      }
      const [size, most] = [sizeText(file.size), sizeText(MAX_MEDIA_BYTES)];
      toast('bad', t('media.tooLarge', { name: file.name, size, most }));
    },
  };
}

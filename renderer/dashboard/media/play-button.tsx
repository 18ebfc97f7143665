/** Plays a sound as an alert would, and stops it again. */
import { ActionIcon } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { soundUrl } from '../../ui/own-sounds.ts';

export function PlayButton(props: {
  /** `own:…` or `media:…`; null for nothing to play. */
  readonly sound: string | null;
  /** Percent. */
  readonly volume?: number;
  readonly playLabel: string;
  readonly stopLabel: string;
}): ReactElement {
  const { sound, volume = 100 } = props;
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const url = sound === null ? null : soundUrl(sound);

  useEffect(() => () => audio.current?.pause(), [url]);

  const toggle = (): void => {
    audio.current?.pause();
    setPlaying(!playing);
    if (playing || url === null) return;
    const next = new Audio(url);
    const stopped = (): void => setPlaying(false);
    next.volume = volume / 100;
    next.addEventListener('ended', stopped);
    next.addEventListener('pause', () => {
      if (audio.current === next) stopped();
    });
    audio.current = next;
    next.play().catch(stopped);
  };

  return (
    <ActionIcon
      variant="default"
      size="lg"
      disabled={url === null}
      aria-label={playing ? props.stopLabel : props.playLabel}
      onClick={toggle}
      data-testid="play-sound"
    >
      {playing ? <Square size={13} /> : <Play size={15} />}
    </ActionIcon>
  );
}

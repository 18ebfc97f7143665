/**
 * A widget's card: what the dashboard must know of it to offer its address, without loading it. Plain data, so that a
 * form can be made of it and neither page needs a schema library.
 */
import type { Feed } from '../../shared/contract/feeds.ts';

/** The values of each setting; the first is the default. */
export type Choices = Readonly<Record<string, readonly [string, ...string[]]>>;

export type Chosen<Of extends Choices> = { readonly [Key in keyof Of]: Of[Key][number] };

export interface WidgetCard<Of extends Choices = Choices, From extends Feed = Feed> {
  /** Last part of the overlay's address, and the name of its folder. */
  readonly id: string;
  readonly feed: From;
  /** Size of the browser source for which it is drawn, CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly choices: Of;
}

/** Keeps a card's own literals in its type. */
export function defineCard<const Of extends Choices, const From extends Feed>(
  card: WidgetCard<Of, From>,
): WidgetCard<Of, From> {
  return card;
}

/** Where in its browser source a widget stands. */
export const ALIGN = ['left', 'center', 'right'] as const;
/** Money is not shown unless the creator wants it. */
export const MONEY = ['hide', 'show'] as const;

/** Settings from an address's fragment; what is missing or odd is the default. */
export function chosen<Of extends Choices>(
  choices: Of,
  params: Pick<URLSearchParams, 'get'>,
): Chosen<Of> {
  return Object.fromEntries(
    Object.entries(choices).map(([key, values]) => {
      const asked = params.get(key);
      return [key, values.find((value) => value === asked) ?? values[0]];
    }),
  ) as Chosen<Of>;
}

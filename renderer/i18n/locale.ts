/** In which locale numbers and times are set: the reader's own region where it speaks the page's language. */

const PAGE_LANGUAGE = 'en';

/** A BCP 47 tag, such as `en-GB`. */
export function readerLocale(): string {
  const own = navigator.language;
  return own.split('-')[0] === PAGE_LANGUAGE ? own : PAGE_LANGUAGE;
}

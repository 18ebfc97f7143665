/**
 * Chromium alone cannot load an unknown scheme. The double therefore shows `coinfall://app` to the page as a
 * secure local name and translates at the border, both ways.
 */

const APP = 'coinfall://app';
/** Names under `.localhost` are secure contexts, as a privileged scheme is; requests never reach a network. */
const STAND_IN = 'http://app.coinfall.localhost';

/** The URL the page is shown. */
export function toPageUrl(url: string): string {
  return isBelow(url, APP) ? STAND_IN + url.slice(APP.length) : url;
}

/** The URL the app is told. */
export function toAppUrl(url: string): string {
  return isBelow(url, STAND_IN) ? APP + url.slice(STAND_IN.length) : url;
}

/**
 * The same for text that the app serves: origins, and the bare scheme as a quoted word, by which a page may
 * recognise that it is in the desktop window (`location.protocol` cannot be overridden).
 */
export function toPageText(text: string): string {
  return text.replaceAll(APP, STAND_IN).replaceAll(/(["'`])coinfall:\1/g, '$1http:$1');
}

function isBelow(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`);
}

/** How large a file is, in words: "820 kB", "14 MB". */
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';

const KB = 1024;
const MB = 1024 * 1024;
const LARGE = 10 * MB;

export function sizeText(bytes: number): string {
  const [size, unit] = bytes >= LARGE ? [bytes / MB, 'MB'] : [bytes / KB, 'kB'];
  return `${formatCount(Math.max(1, Math.round(size)), readerLocale())} ${unit}`;
}

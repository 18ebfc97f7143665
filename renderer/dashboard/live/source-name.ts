/** A source's name as a person would say it: "TikTok @ann", "Twitch saltandpixels". */
import { useTranslation } from 'react-i18next';
import { sourceLabel } from './source-url.ts';

export function useSourceName(): (source: string) => string {
  const { t } = useTranslation();
  return (source) => {
    const { scheme, where } = sourceLabel(source);
    switch (scheme) {
      case 'tikfinity':
        return t('sources.tikfinity');
      case 'tiktok':
        return `${t('sources.tiktok')} ${where}`;
      case 'twitch':
        return `${t('sources.twitch')} ${where}`;
      case 'streamlabs':
        return `${t('sources.streamlabs')} ${where}`;
      case 'streamelements':
        return `${t('sources.streamelements')} ${where}`;
      case 'webhook':
        return t('sources.webhook');
      case 'simulator':
        return t('sources.simulator');
      case 'replay':
        return t('sources.replay');
      default:
        return source;
    }
  };
}

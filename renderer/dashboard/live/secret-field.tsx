/** Something to copy that is better not seen on stream: masked until asked for. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { Check, Copy, Eye, EyeOff } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../clipboard.ts';
import { useToast } from '../shell/toasts.tsx';

const CONFIRMED_MS = 2_000;
const DOTS = '••••••••';

export function SecretField(props: {
  readonly label: string;
  readonly value: string;
  /** The part that is hidden; nothing is when left out. */
  readonly secret?: string;
  readonly copyLabel: string;
  readonly testId: string;
}): ReactElement {
  const { t } = useTranslation();
  const { label, value, secret, testId } = props;
  const [shown, setShown] = useState(false);
  const id = useId();
  const masked = secret !== undefined && !shown;
  const revealLabel = shown ? t('common.hide') : t('common.reveal');
  return (
    <div className="secret">
      <span className="secret-label" id={id}>
        {label}
      </span>
      <div className="secret-box">
        <code aria-labelledby={id} data-testid={testId} data-masked={masked || undefined}>
          {masked ? value.replace(secret, DOTS) : value}
        </code>
        {secret !== undefined && (
          <Tooltip label={revealLabel} openDelay={400}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${revealLabel}: ${label}`}
              aria-pressed={shown}
              onClick={() => setShown((was) => !was)}
              data-testid={`${testId}-reveal`}
            >
              {shown ? <EyeOff size={15} /> : <Eye size={15} />}
            </ActionIcon>
          </Tooltip>
        )}
        <CopyButton text={value} label={props.copyLabel} testId={`${testId}-copy`} />
      </div>
    </div>
  );
}

/** Copies a text, and says so. */
export function CopyButton(props: {
  readonly text: string;
  readonly label: string;
  readonly testId: string;
}): ReactElement {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <Tooltip label={copied ? t('common.copied') : t('common.copy')} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'green' : 'gray'}
        aria-label={props.label}
        onClick={() => copy(props.text)}
        data-testid={props.testId}
        data-copied={copied || undefined}
      >
        {copied ? <Check size={15} /> : <Copy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Copies, says so, and is ready again after a moment. */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => void } {
  const { t } = useTranslation();
  const toast = useToast();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string): void => {
    void copyText(text).then((done) => {
      setCopied(done);
      toast(done ? 'good' : 'bad', done ? t('common.copied') : t('common.copyFailed'));
    });
  };
  return { copied, copy };
}

/** Short messages about what was just done. Read out by screen readers, gone by themselves. */
import { Button } from '@mantine/core';
import { createContext, useCallback, useContext, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusDot } from '../../ui/status-dot.tsx';

const SHOWN_MS = 5_000;
/** Time to read it, find the button and change one's mind. */
const SHOWN_WITH_ACTION_MS = 10_000;
const MOST_SHOWN = 3;

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

type ShowToast = (tone: 'good' | 'bad', text: string, action?: ToastAction) => void;

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  readonly action: ToastAction | undefined;
}

const ToastContext = createContext<ShowToast | null>(null);

export function ToastProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);
  const drop = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback<ShowToast>(
    (tone, text, action) => {
      lastId.current += 1;
      const id = lastId.current;
      setToasts((shown) => [...shown.slice(1 - MOST_SHOWN), { id, tone, text, action }]);
      setTimeout(() => drop(id), action === undefined ? SHOWN_MS : SHOWN_WITH_ACTION_MS);
    },
    [drop],
  );
  return (
    <ToastContext.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite" aria-label={t('page.messages')}>
        {toasts.map(({ id, tone, text, action }) => (
          <div key={id} className="toast" data-testid="toast">
            <StatusDot tone={tone} text={text} />
            {action !== undefined && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  drop(id);
                  action.run();
                }}
                data-testid="toast-action"
              >
                {action.label}
              </Button>
            )}
          </div>
        ))}
      </div>
    </ToastContext.Provider>
  );
}

export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (show === null) throw new Error('useToast outside of ToastProvider.');
  return show;
}

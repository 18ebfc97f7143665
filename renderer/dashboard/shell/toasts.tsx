/** Short messages about what was just done. Read out by screen readers, gone by themselves. */
import { createContext, useCallback, useContext, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusDot } from '../../ui/status-dot.tsx';

const SHOWN_MS = 5_000;
const MOST_SHOWN = 3;

type ShowToast = (tone: 'good' | 'bad', text: string) => void;

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

const ToastContext = createContext<ShowToast | null>(null);

export function ToastProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);
  const show = useCallback<ShowToast>((tone, text) => {
    lastId.current += 1;
    const id = lastId.current;
    setToasts((shown) => [...shown.slice(1 - MOST_SHOWN), { id, tone, text }]);
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
  }, []);
  return (
    <ToastContext.Provider value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite" aria-label={t('page.messages')}>
        {toasts.map(({ id, tone, text }) => (
          <div key={id} className="toast" data-testid="toast">
            <StatusDot tone={tone} text={text} />
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

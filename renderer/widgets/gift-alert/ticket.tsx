/**
 * The default preset: a ticket with a stub that is torn off at the end. Every box has a fixed size that depends
 * on the tier and the number alone, so no viewer's name can move the amount.
 */
import * as m from 'framer-motion/m';
import type { ReactElement } from 'react';
import type { AlertTier, AlertView } from '../../../shared/contract/alert-states.ts';
import { TEST_MARK, lineText, quantityText, summaryText, unitsText } from '../words.ts';
import { AlertPicture } from './alert-picture.tsx';
import { GiftDrawing } from './gift-drawings.tsx';
import { useTheme } from '../themes/theme-context.ts';
import { GROWN, coinFall, usePartMotion } from './motion.ts';
import { piecePath } from './ticket-shape.ts';
import type { TicketSize } from './ticket-shape.ts';
import { ENTER_MS } from './timeline.ts';

const SIZES: Readonly<Record<AlertTier, TicketSize>> = {
  small: { width: 400, height: 76, corner: 10, notch: 7 },
  medium: { width: 480, height: 100, corner: 12, notch: 9 },
  large: { width: 600, height: 128, corner: 14, notch: 11 },
  epic: { width: 712, height: 168, corner: 18, notch: 14 },
};
const COINS: Readonly<Record<AlertTier, number>> = { small: 0, medium: 0, large: 8, epic: 16 };

export interface TicketProps {
  readonly alert: AlertView;
  /** How old the alert was when this page first saw it, and its quantity then. */
  readonly elapsedMs: number;
  readonly firstQuantity: number;
}

export function Ticket({ alert, elapsedMs, firstQuantity }: TicketProps): ReactElement {
  const size = useSize(alert.tier);
  const partMotion = usePartMotion(elapsedMs);
  return (
    <div
      className={`ticket ticket-${alert.tier}`}
      data-testid="alert"
      data-alert-id={alert.alertId}
      data-kind={alert.kind}
    >
      <Ornament tier={alert.tier} elapsedMs={elapsedMs} />
      <m.div className="ticket-body" {...partMotion('body')}>
        <BodyShape size={size} tier={alert.tier} />
        <div className="ticket-words">
          <m.p
            className="ticket-name"
            data-testid="alert-name"
            data-length={alert.kind === 'summary' ? 'short' : lengthStep(alert.senderName)}
            {...partMotion('name')}
          >
            <bdi>{headline(alert)}</bdi>
          </m.p>
          <m.p className="ticket-detail" {...partMotion('detail')}>
            <bdi>{detail(alert)}</bdi>
          </m.p>
        </div>
        {alert.kind === 'gift' && (
          <m.div className="ticket-count" {...partMotion('count')}>
            <Quantity quantity={alert.quantity} firstQuantity={firstQuantity} />
            {alert.units !== null && (
              <p className="ticket-units">{unitsText(alert.units, alert.unit)}</p>
            )}
          </m.div>
        )}
        {alert.test && <span className="ticket-test">{TEST_MARK}</span>}
      </m.div>
      <m.div className="ticket-stub" {...partMotion('stub')}>
        <StubShape size={size} />
        <m.div className="ticket-drawing" {...partMotion('drawing')}>
          <AlertPicture picture={alert.picture}>
            <GiftDrawing
              kind={alert.kind}
              platform={alert.platform}
              giftId={alert.giftId}
              giftName={alert.giftName}
              unit={alert.unit}
            />
          </AlertPicture>
        </m.div>
      </m.div>
    </div>
  );
}

/** A theme may ask for other corners; a ticket has room for only so much of a curve. */
function useSize(tier: AlertTier): TicketSize {
  const { radius } = useTheme();
  const size = SIZES[tier];
  const most = size.height / 2 - size.notch;
  return radius === null ? size : { ...size, corner: Math.min(radius, most) };
}

function headline(alert: AlertView): string {
  return alert.summary === null
    ? alert.senderName
    : summaryText(alert.summary.gifts, alert.summary.people);
}

/** A long name is set smaller before it is clipped; the boxes around it stay as they are. */
function lengthStep(text: string): 'short' | 'long' | 'longer' {
  if (text.length <= 13) return 'short';
  return text.length <= 18 ? 'long' : 'longer';
}

function detail(alert: AlertView): string {
  if (alert.summary === null) return lineText(alert);
  return alert.summary.totals.map(({ units, unit }) => unitsText(units, unit)).join(' · ');
}

/** A new element for every value, so that growth is seen; the box around it never changes. */
function Quantity(props: {
  readonly quantity: number;
  readonly firstQuantity: number;
}): ReactElement {
  const text = quantityText(props.quantity);
  const grown = props.quantity !== props.firstQuantity;
  return (
    <p className="ticket-quantity" data-testid="alert-quantity" data-digits={digitsStep(text)}>
      <m.span
        key={text}
        initial={grown ? GROWN.initial : false}
        animate={GROWN.animate}
        transition={GROWN.transition}
      >
        {text}
      </m.span>
    </p>
  );
}

function digitsStep(text: string): 'few' | 'some' | 'many' {
  if (text.length <= 4) return 'few';
  return text.length <= 6 ? 'some' : 'many';
}

function BodyShape({
  size,
  tier,
}: {
  readonly size: TicketSize;
  readonly tier: AlertTier;
}): ReactElement {
  const width = size.width - size.height;
  const path = piecePath(width, size);
  const inset = tier === 'epic' ? 9 : 7;
  const framed = tier === 'large' || tier === 'epic';
  return (
    <svg className="ticket-shape" viewBox={`0 0 ${width} ${size.height}`} aria-hidden="true">
      <path className="ticket-paper" d={path} />
      <path className="ticket-edge" d={path} />
      {framed && (
        <rect
          className="ticket-frame"
          x={size.notch + inset}
          y={inset}
          width={width - size.notch - 2 * inset}
          height={size.height - 2 * inset}
          rx={size.corner - inset / 2}
        />
      )}
    </svg>
  );
}

function StubShape({ size }: { readonly size: TicketSize }): ReactElement {
  const side = size.height;
  const path = piecePath(side, size);
  return (
    <svg className="ticket-shape" viewBox={`0 0 ${side} ${side}`} aria-hidden="true">
      <g transform={`translate(${side} 0) scale(-1 1)`}>
        <path className="ticket-gold" d={path} />
        <path className="ticket-gold-edge" d={path} />
      </g>
    </svg>
  );
}

/** Rays behind an epic ticket, and a shower of coins that is over when the ticket stands. */
function Ornament(props: { readonly tier: AlertTier; readonly elapsedMs: number }): ReactElement {
  const partMotion = usePartMotion(props.elapsedMs);
  const isCalm = useTheme().motion === 'still' || props.elapsedMs >= ENTER_MS;
  const coins = isCalm ? 0 : COINS[props.tier];
  return (
    <div className="ticket-ornament" aria-hidden="true">
      {props.tier === 'epic' && (
        <m.div className="ticket-rays" {...partMotion('ornament')}>
          <Rays />
        </m.div>
      )}
      {Array.from({ length: coins }, (_, index) => (
        <m.i
          key={index}
          className="ticket-coin"
          style={coinPlace(index, coins)}
          {...coinFall(index, coins, props.elapsedMs)}
        />
      ))}
    </div>
  );
}

/** Spread by a fixed pattern, not by chance: every scene shows the same frame. */
function coinPlace(
  index: number,
  coins: number,
): { readonly left: string; readonly inlineSize: number; readonly blockSize: number } {
  const size = 14 + ((index * 5) % 4) * 3;
  return {
    left: `${((index + 0.2 + ((index * 3) % 5) / 8) / coins) * 100}%`,
    inlineSize: size,
    blockSize: size,
  };
}

const RAY_COUNT = 28;

function Rays(): ReactElement {
  return (
    <svg viewBox="-100 -100 200 200" focusable="false">
      {Array.from({ length: RAY_COUNT }, (_, index) => (
        <path
          key={index}
          d={index % 2 === 0 ? 'M-2.200-62 0-96 2.200-62Z' : 'M-1.400-62 0-80 1.400-62Z'}
          transform={`rotate(${(360 / RAY_COUNT) * index})`}
        />
      ))}
    </svg>
  );
}

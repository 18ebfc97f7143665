/** Outline of the two pieces of a ticket, as SVG paths. Pure geometry; `ticket.tsx` draws it. */

/** Measures of a ticket, in CSS pixels. The stub is as wide as the ticket is high. */
export interface TicketSize {
  readonly width: number;
  readonly height: number;
  readonly corner: number;
  /** Radius of the notches at both ends of the tear line. */
  readonly notch: number;
}

const HOLE = 2.5;
const HOLE_PITCH = 11;

/**
 * A piece whose tear edge is its left one: round corners on the right, a notch at both ends of the tear line
 * and half of every hole between them. Mirrored, the same outline is the stub, and the halves meet.
 */
export function piecePath(width: number, size: Omit<TicketSize, 'width'>): string {
  const { height, corner, notch } = size;
  const arc = (radius: number, sweep: 0 | 1, x: number, y: number): string =>
    `A${radius} ${radius} 0 0 ${sweep} ${x} ${y}`;
  return [
    `M${notch} 0`,
    `H${width - corner}`,
    arc(corner, 1, width, corner),
    `V${height - corner}`,
    arc(corner, 1, width - corner, height),
    `H${notch}`,
    arc(notch, 0, 0, height - notch),
    ...holeCentres(height, notch).map((y) => `V${y + HOLE}${arc(HOLE, 0, 0, y - HOLE)}`),
    `V${notch}`,
    arc(notch, 0, notch, 0),
    'Z',
  ].join('');
}

/** Centres of the holes from the bottom up, evenly spread between the notches. */
function holeCentres(height: number, notch: number): readonly number[] {
  const room = height - 2 * notch;
  const holes = Math.max(1, Math.floor(room / HOLE_PITCH));
  const pitch = room / holes;
  return Array.from({ length: holes }, (_, index) => height - notch - pitch * (index + 0.5));
}

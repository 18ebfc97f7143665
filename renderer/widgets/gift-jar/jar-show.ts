/**
 * Plays the jar's physics into the page. Frames are asked for only while something moves; a jar at rest has no
 * timer and paints nothing.
 */
import type { TallyState } from '../../../shared/contract/overlay-states.ts';
import { MOST_PIECES, fallingPieces, piecesOf } from './pieces.ts';
import { createJarWorld } from './world.ts';
import type { Lying } from './world.ts';

type Totals = NonNullable<TallyState['tally']>['totals'];

const STEP_MS = 1_000 / 60;
/** A page that was hidden for long does not catch up: it goes on. */
const MOST_STEPS_PER_FRAME = 4;

export interface JarShow {
  /** The first totals lie there at once; what later ones add falls in. */
  show(totals: Totals): void;
  stop(): void;
}

export function startJarShow(heap: HTMLElement): JarShow {
  const world = createJarWorld();
  const elements = new Map<number, HTMLElement>();
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let shown: Totals | null = null;
  let frame: number | null = null;
  let lastMs = 0;
  let owedMs = 0;

  function draw(): void {
    const pieces = world.pieces();
    const here = new Set(pieces.map(({ id }) => id));
    for (const [id, element] of elements) {
      if (here.has(id)) continue;
      element.remove();
      elements.delete(id);
    }
    for (const lying of pieces) {
      const element = elements.get(lying.id) ?? add(lying);
      const { x, y, angle } = lying;
      element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) rotate(${angle.toFixed(3)}rad)`;
    }
  }

  function add({ id, piece }: Lying): HTMLElement {
    const element = document.createElement('i');
    element.className = 'piece';
    element.dataset['kind'] = piece.kind;
    element.style.setProperty('--radius', `${piece.radius}px`);
    elements.set(id, element);
    heap.append(element);
    return element;
  }

  function onFrame(nowMs: number): void {
    owedMs = Math.min(owedMs + nowMs - lastMs, MOST_STEPS_PER_FRAME * STEP_MS);
    lastMs = nowMs;
    let moves = true;
    for (; owedMs >= STEP_MS && moves; owedMs -= STEP_MS) moves = world.step();
    draw();
    frame = moves ? requestAnimationFrame(onFrame) : null;
  }

  function run(): void {
    if (frame !== null) return;
    lastMs = performance.now();
    owedMs = 0;
    frame = requestAnimationFrame(onFrame);
  }

  return {
    show(totals) {
      const first = shown === null;
      const pieces = shown === null ? piecesOf(totals) : fallingPieces(shown, totals);
      shown = totals;
      if (pieces.length === 0) return;
      world.drop(pieces);
      world.thinOut(MOST_PIECES);
      if (first || still.matches) {
        world.settle();
        draw();
      } else run();
    },
    stop() {
      if (frame !== null) cancelAnimationFrame(frame);
      frame = null;
    },
  };
}

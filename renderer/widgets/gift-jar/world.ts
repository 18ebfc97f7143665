/** The jar's physics: round pieces, walls of glass, gravity. It knows nothing of the page. */
import { Circle, Polygon, World } from 'planck';
import type { Body } from 'planck';
import type { Piece } from './pieces.ts';

/** CSS pixels of a metre: pieces are then of a size at which the solver is stable. */
const PX = 60;
const GRAVITY = 24;
const STEP_S = 1 / 60;
/** A jar that is not still by then is left as it is. */
const MOST_STEPS_TO_SETTLE = 900;
const WALL_PX = 60;
/** Space between pieces that are put in at once. */
const GRID_PX = 50;

/** Inside of the jar, from the left of its mouth to the right, in CSS pixels; the mouth is open far upwards. */
export const WALL: readonly (readonly [x: number, y: number])[] = [
  [62, -1_600],
  [62, 58],
  [50, 78],
  [24, 112],
  [16, 140],
  [16, 368],
  [22, 392],
  [44, 410],
  [256, 410],
  [278, 392],
  [284, 368],
  [284, 140],
  [276, 112],
  [250, 78],
  [238, 58],
  [238, -1_600],
];

type Point = (typeof WALL)[number];

/** A piece of wall, its thickness outwards. */
function wallBetween(from: Point, to: Point): { x: number; y: number }[] {
  const [fromX, fromY] = from;
  const [toX, toY] = to;
  const length = Math.hypot(toX - fromX, toY - fromY);
  const outX = (-(toY - fromY) / length) * WALL_PX;
  const outY = ((toX - fromX) / length) * WALL_PX;
  return [
    { x: fromX, y: fromY },
    { x: toX, y: toY },
    { x: toX + outX, y: toY + outY },
    { x: fromX + outX, y: fromY + outY },
  ].map(({ x, y }) => ({ x: x / PX, y: y / PX }));
}

export interface Lying {
  readonly id: number;
  readonly piece: Piece;
  /** Centre, CSS pixels, and turn, radians. */
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

export interface JarWorld {
  /** Puts pieces above the jar, one above the other. Returns their ids. */
  drop(pieces: readonly Piece[]): readonly number[];
  /** Takes the oldest out until no more than `most` are left. */
  thinOut(most: number): void;
  /** One step of a sixtieth of a second; false when nothing moves any more. */
  step(): boolean;
  /** Runs until nothing moves. */
  settle(): void;
  pieces(): readonly Lying[];
}

export function createJarWorld(): JarWorld {
  // Walls are too thick to be passed in a step, so nothing needs the (far slower) continuous collision.
  const world = new World({
    gravity: { x: 0, y: GRAVITY },
    allowSleep: true,
    continuousPhysics: false,
  });
  const glass = world.createBody();
  for (const [index, to] of WALL.entries()) {
    const from = WALL[index - 1];
    if (from === undefined) continue;
    glass.createFixture(new Polygon(wallBetween(from, to)), { friction: 0.3, restitution: 0.1 });
  }
  const bodies: { readonly id: number; readonly piece: Piece; readonly body: Body }[] = [];
  let nextId = 1;

  function step(): boolean {
    world.step(STEP_S);
    return bodies.some(({ body }) => body.isAwake());
  }

  return {
    drop(pieces) {
      return pieces.map((piece, index) => {
        const id = nextId;
        nextId += 1;
        const body = world.createDynamicBody({
          position: {
            // By a fixed pattern, not by chance: every scene shows the same jar.
            x: (100 + ((id * 37) % 100)) / PX,
            y: (-40 - index * GRID_PX) / PX,
          },
          angle: id,
          // Enough to come to rest soon.
          angularDamping: 4,
          linearDamping: 0.5,
        });
        body.createFixture(new Circle(piece.radius / PX), {
          density: 1,
          friction: 0.45,
          restitution: 0.16,
        });
        bodies.push({ id, piece, body });
        return id;
      });
    },
    thinOut(most) {
      for (const { body } of bodies.splice(0, Math.max(0, bodies.length - most))) {
        world.destroyBody(body);
      }
    },
    step,
    settle() {
      for (let steps = 0; steps < MOST_STEPS_TO_SETTLE && step(); steps += 1);
    },
    pieces: () =>
      bodies.map(({ id, piece, body }) => {
        const { x, y } = body.getPosition();
        return { id, piece, x: x * PX, y: y * PX, angle: body.getAngle() };
      }),
  };
}

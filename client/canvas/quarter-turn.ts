import type { Point } from '#shared/shapes/index.ts'
import type { Size } from './viewport.ts'

/** By how many quarters the view is turned clockwise. */
export type QuarterTurn = 0 | 1 | 2 | 3

/**
 * The stage as everything that draws sees it: the image upright, the stage turned around it, its sides swapped by an odd turn.
 * Only what listens to the pointer or writes text knows that the screen looks at it from another side.
 */
export interface TurnedStage extends Size {
  readonly turn: QuarterTurn
}

const QUARTERS = 4
const DEGREES = 90

/** The next turn, clockwise or against it. */
export const turnedFurther = (turn: QuarterTurn, by: 1 | -1): QuarterTurn => ((turn + by + QUARTERS) % QUARTERS) as QuarterTurn

/** The screen's stage, looked at from the turned side. */
export const turnedStage = ({ width, height }: Size, turn: QuarterTurn): TurnedStage =>
  turn % 2 === 0 ? { width, height, turn } : { width: height, height: width, turn }

/** Where a place of the drawing is on the screen. */
export function ontoScreen({ x, y }: Point, { width, height, turn }: TurnedStage): Point {
  if (turn === 1) return { x: height - y, y: x }
  if (turn === 2) return { x: width - x, y: height - y }
  if (turn === 3) return { x: y, y: width - x }
  return { x, y }
}

/** Where a place on the screen is in the drawing. */
export function fromScreen({ x, y }: Point, { width, height, turn }: TurnedStage): Point {
  if (turn === 1) return { x: y, y: height - x }
  if (turn === 2) return { x: width - x, y: height - y }
  if (turn === 3) return { x: width - y, y: x }
  return { x, y }
}

/** A distance on the screen, as the drawing has it. */
export function distanceFromScreen({ x, y }: Point, turn: QuarterTurn): Point {
  if (turn === 1) return { x: y, y: -x }
  if (turn === 2) return { x: -x, y: -y }
  if (turn === 3) return { x: -y, y: x }
  return { x, y }
}

/** The CSS transform that lays the drawing onto the screen. */
export function layerTransform(stage: TurnedStage): string {
  const { x, y } = ontoScreen({ x: 0, y: 0 }, stage)
  return stage.turn === 0 ? '' : `translate(${x}px, ${y}px) rotate(${stage.turn * DEGREES}deg)`
}

/** Lets a context write as the screen reads: what follows is placed on the screen, until it is restored. */
export function uprightOn(context: CanvasRenderingContext2D, stage: TurnedStage): void {
  const { x, y } = fromScreen({ x: 0, y: 0 }, stage)
  context.translate(x, y)
  context.rotate((-stage.turn * Math.PI) / 2)
}

const ACROSS: Record<string, string> = {
  'nwse-resize': 'nesw-resize',
  'nesw-resize': 'nwse-resize',
  'ns-resize': 'ew-resize',
  'ew-resize': 'ns-resize',
}

/** The mouse pointer that says the same on the turned screen. */
export const turnedCursor = (cursor: string, turn: QuarterTurn): string => (turn % 2 === 0 ? cursor : (ACROSS[cursor] ?? cursor))

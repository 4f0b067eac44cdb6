import { DEFAULT_ADJUSTMENTS } from '#client/canvas/image/adjustments.ts'
import { memorySource, withLevels } from '#client/canvas/image/memory-source.ts'
import type { TileSource } from '#client/canvas/image/tile-source.ts'
import type { Scene } from '#client/canvas/scene.ts'
import { createStage } from '#client/canvas/stage.ts'
import { DEFAULT_TOOL_SETTINGS } from '#client/canvas/tools/tool-settings.ts'
import { DEFAULT_VIEW_OPTIONS } from '#client/canvas/view-aids/view-options.ts'
import type { Size } from '#client/canvas/viewport.ts'
import { createSceneBuilder } from '#client/workbench/scene.ts'
import type { AnnotationId, OperationId, UserId } from '#shared/domain/ids.ts'
import { type AssetState, applyAll, type Operation } from '#shared/operations.ts'
import type { Point, Shape } from '#shared/shapes/index.ts'
import { anOntology, LABELS } from './scenes.ts'

const STAMP = { userId: 'usr_1' as UserId, at: 0 }
const MIDDLE_BUTTON = 1
const MAIN_BUTTON = 0

/**
 * A stage on the page with what the workbench puts around it: operations change the state, the state becomes a scene, the scene is shown. Gestures
 * are pointer events on the stage.
 */
export function openDesk(state: AssetState, image: Size, source: TileSource | null) {
  const element = document.createElement('div')
  element.style.cssText = 'position:absolute;inset:0;overflow:hidden;background:#1a1b1e'
  // A made-up pointer cannot be captured.
  element.setPointerCapture = () => undefined
  document.body.append(element)
  const build = createSceneBuilder(anOntology())
  const nothing = new Set<AnnotationId>()
  const drawablesOf = (from: AssetState) => build(from, { contested: nothing, threshold: null, hidden: nothing })
  const sent: Operation[] = []
  let number = 0
  let scene: Scene = {
    drawables: drawablesOf(state),
    selection: [],
    neighbours: [],
    rivals: [],
    tool: 'select',
    settings: DEFAULT_TOOL_SETTINGS,
    view: DEFAULT_VIEW_OPTIONS,
    turn: 0,
    fixed: nothing,
    adjustments: DEFAULT_ADJUSTMENTS,
    isReadOnly: false,
    pen: { color: '#f03e3e', tag: LABELS[0], template: null },
    ownCutOut: null,
  }
  const show = (change: Partial<Scene>) => {
    scene = { ...scene, ...change }
    stage.show(scene)
  }
  function perform(operation: Operation) {
    sent.push(operation)
    state = applyAll(state, [operation], STAMP)
    show({ drawables: drawablesOf(state) })
  }
  const change = (id: AnnotationId, shape: Shape) =>
    perform({ id: nextId(), type: 'update', annotationId: id, base: Number.MAX_SAFE_INTEGER, patch: { shape } })
  const nextId = () => `op_${number++}` as OperationId

  const stage = createStage(element, image, {
    onSelect: (selection) => show({ selection }),
    onCreate(shape) {
      const annotationId = `new_${number}` as AnnotationId
      perform({ id: nextId(), type: 'create', annotationId, label: LABELS[0], shape, attributes: {}, status: 'draft' })
      if (scene.tool === 'brush') show({ selection: [annotationId] })
    },
    onChange: change,
    onReplace: ({ change: changes = [] }) => {
      for (const { id, shape } of changes) change(id, shape)
    },
    onSettings: (settings) => show({ settings: { ...scene.settings, ...settings } }),
    onHint: () => undefined,
    onContext: () => undefined,
    onHold: () => undefined,
    onPointer: () => undefined,
    onView: () => undefined,
  })
  stage.show(scene)
  if (source) stage.showImage(source)

  function pointer(type: string, { x, y }: Point, button = MAIN_BUTTON) {
    const { left, top } = element.getBoundingClientRect()
    const place = { clientX: left + x, clientY: top + y }
    element.dispatchEvent(new PointerEvent(type, { ...place, button, pointerId: 1, pointerType: 'mouse', bubbles: true }))
  }

  return {
    stage,
    sent: sent as readonly Operation[],
    show,
    /** Where a place of the image is on the stage. */
    onStage: (point: Point): Point => stage.screenPlace(point),
    shapeOf: (id: AnnotationId) => state.annotations.get(id)?.shape ?? null,
    press: (at: Point) => pointer('pointerdown', at),
    move: (at: Point) => pointer('pointermove', at),
    release: (at: Point) => pointer('pointerup', at),
    grab: (at: Point) => pointer('pointerdown', at, MIDDLE_BUTTON),
    letGo: (at: Point) => pointer('pointerup', at, MIDDLE_BUTTON),
    wheel({ x, y }: Point, deltaY: number) {
      const { left, top } = element.getBoundingClientRect()
      element.dispatchEvent(new WheelEvent('wheel', { clientX: left + x, clientY: top + y, deltaY, cancelable: true }))
    },
    close() {
      stage.destroy()
      element.remove()
    },
  }
}

/** A photograph-like image: soft spots, decoded and with its smaller copies, as the workbench prepares it. */
export async function anImage({ width, height }: Size, spots = 40): Promise<TileSource> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('Expected a canvas')
  for (let spot = 0; spot < spots; spot++) {
    const [x, y] = [(((spot * 619) % 1000) / 1000) * width, (((spot * 383) % 1000) / 1000) * height]
    const gradient = context.createRadialGradient(x, y, 0, x, y, height / 4)
    gradient.addColorStop(0, `hsl(${spot * 37} 40% 60% / 0.6)`)
    gradient.addColorStop(1, 'transparent')
    context.fillStyle = gradient
    context.fillRect(0, 0, width, height)
  }
  return memorySource(await withLevels(await createImageBitmap(canvas)))
}

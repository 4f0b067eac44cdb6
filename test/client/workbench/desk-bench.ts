import { acts } from '#client/workbench/acts.ts'
import type { Desk } from '#client/workbench/desk.ts'
import { draw } from '#client/workbench/draw-acts.ts'
import type { ActionId } from '#client/workbench/keymap.ts'
import { createWorkbenchState } from '#client/workbench/workbench-state.ts'
import { type Annotation, isVisible } from '#shared/domain/annotation.ts'
import type { AnnotationId } from '#shared/domain/ids.ts'
import { type Label, newOntology } from '#shared/ontology.ts'
import type { Shape } from '#shared/shapes/index.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { createClient, settled } from '../annotations/client.ts'
import { createSimulatedServer } from '../annotations/simulated-server.ts'

interface Options {
  readonly task?: TaskId
  /** What differs from a plain label, by name. */
  readonly labels?: Record<string, Partial<Label>>
  readonly readOnly?: string
  /** The image after this one; none where absent. */
  readonly next?: Desk['annotations']
}

/** A desk without a screen: a real store with a server in memory, keys in, annotations out. */
export async function aDesk({ task = 'detection', labels = { RBC: {}, WBC: {} }, readOnly, next }: Options = {}) {
  const client = createClient(createSimulatedServer(), 'ann')
  const ui = createWorkbenchState()
  await settled()
  for (let asked = 0; client.store().getSnapshot().state === null && asked < 10; asked++) {
    client.line.deliver(0)
    await settled()
  }
  const plain = newOntology(Object.keys(labels))
  const ontology = { ...plain, labels: plain.labels.map((label) => ({ ...label, ...labels[label.name] })) }
  const desk = {
    ui,
    annotations: client.store(),
    stage: null,
    project: { task, ontology },
    asset: { width: 640, height: 480 },
    role: 'annotator',
    mayReview: false,
    readOnly: readOnly ?? null,
    openNeighbour() {},
    openNextOfQueue() {},
    visit() {},
    video: null,
    openNext: () => next && Promise.resolve(next),
    openAsset: () => next && Promise.resolve(next),
  } as unknown as Desk
  const visible = (): Annotation[] => [...(desk.annotations.getSnapshot().state?.annotations.values() ?? [])].filter(isVisible)
  return {
    desk,
    ui: () => ui.getState(),
    press: (id: ActionId, key = '') => acts[id](desk, key),
    /** Draws shapes with the label in the pen; their ids. */
    draw(...shapes: Shape[]): AnnotationId[] {
      const before = new Set(visible().map(({ id }) => id))
      for (const shape of shapes) draw(desk, shape)
      return visible().flatMap(({ id }) => (before.has(id) ? [] : [id]))
    },
    select: (...selection: AnnotationId[]) => ui.setState({ selection }),
    visible,
    shapes: () => visible().map(({ shape }) => shape),
  }
}

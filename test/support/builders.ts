import type { Annotation } from '#shared/domain/annotation.ts'
import type { AnnotationId, AssetId, ProjectId, UserId } from '#shared/domain/ids.ts'
import { LoopSettings, type Project } from '#shared/domain/project.ts'
import { newOntology } from '#shared/ontology.ts'

/** An approved box, with what a test says of it. */
export function anAnnotation(overrides: Partial<Annotation> = {}): Annotation {
  return {
    id: 'ann_1' as AnnotationId,
    projectId: 'prj_1' as ProjectId,
    assetId: 'ast_1' as AssetId,
    label: 'cat',
    shape: { kind: 'box', x: 10, y: 20, width: 30, height: 40 },
    attributes: {},
    status: 'approved',
    occluded: false,
    order: 0,
    group: null,
    track: null,
    origin: { type: 'person', userId: 'usr_1' as UserId },
    revision: 1,
    revisions: { label: 1, shape: 1, attributes: 1, status: 1, occluded: 1, order: 1, group: 1, track: 1 },
    changedBy: null,
    changedAt: 0,
    ...overrides,
  }
}

/** A detection project with the labels cat and dog, with what a test says of it. */
export function aProject(overrides: Partial<Omit<Project, 'loop'>> & { loop?: object } = {}): Project {
  const { loop = {}, ...rest } = overrides
  return {
    id: 'prj_1' as ProjectId,
    name: 'Pets',
    task: 'detection',
    ontology: newOntology(['cat', 'dog']),
    champion: null,
    challenger: null,
    createdAt: 0,
    ...rest,
    loop: LoopSettings.parse(loop),
  }
}

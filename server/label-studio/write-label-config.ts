import type { Project } from '#shared/domain/project.ts'
import { activeLabels } from '#shared/ontology.ts'
import type { TaskId } from '#shared/tasks/index.ts'
import { invalid } from '../errors.ts'
import type { ControlTag } from './label-config.ts'

/** Key of the image's address in the tasks that this server sends. */
export const IMAGE_KEY = 'image'

const IMAGE_NAME = 'image'

/** Which controls ask for what a task is about; null where Label Studio has none. */
const CONTROLS: Readonly<Record<TaskId, readonly ControlTag[] | null>> = {
  detection: ['RectangleLabels'],
  oriented: ['RectangleLabels'],
  segmentation: ['PolygonLabels', 'BrushLabels'],
  keypoints: ['KeyPointLabels', 'RectangleLabels'],
  classification: ['Choices'],
  multilabel: ['Choices'],
  regression: null,
  anomaly: null,
}

/** A project as a labelling configuration, for backends to be asked with. */
export function writeLabelConfig({ task, ontology, name }: Pick<Project, 'task' | 'ontology' | 'name'>): string {
  const tags = CONTROLS[task]
  if (!tags) throw invalid(`Label Studio's backends have no answer to what ${name} is about`)
  const labels = activeLabels(ontology)
  const keypoints = [...new Set(labels.flatMap(({ skeleton }) => skeleton?.keypoints ?? []))]
  const controls = tags.map((tag) => {
    const names = tag === 'KeyPointLabels' ? keypoints : labels.map((label) => label.name)
    const child = tag === 'Choices' ? 'Choice' : 'Label'
    const several = task === 'multilabel' ? ' choice="multiple"' : ''
    const inside = names.map((value) => `<${child} value="${escaped(value)}"/>`).join('')
    return `<${tag} name="${tag.toLowerCase()}" toName="${IMAGE_NAME}"${several}>${inside}</${tag}>`
  })
  return `<View><Image name="${IMAGE_NAME}" value="$${IMAGE_KEY}"/>${controls.join('')}</View>`
}

const MS_PER_SECOND = 1000

/** A project as the protocol names it: its id and when it was made, in seconds. */
export const projectKey = ({ id, createdAt }: Pick<Project, 'id' | 'createdAt'>): string =>
  `${id}.${Math.floor(createdAt / MS_PER_SECOND)}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

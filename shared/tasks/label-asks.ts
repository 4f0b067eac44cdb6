import type { Ontology } from '../ontology.ts'
import { type TaskId, tasks } from './index.ts'

/** The ontology with what the task asks of every label, as the number where it is about one; the same object where nothing is missing. */
export function withTaskAsks(task: TaskId, ontology: Ontology): Ontology {
  const asked = tasks[task].asks ?? []
  const labels = ontology.labels.map((label) => {
    const known = new Set(label.attributes.map(({ name }) => name))
    const missing = asked.filter(({ name }) => !known.has(name))
    return missing.length > 0 ? { ...label, attributes: [...missing, ...label.attributes] } : label
  })
  return labels.every((label, index) => label === ontology.labels[index]) ? ontology : { ...ontology, labels }
}

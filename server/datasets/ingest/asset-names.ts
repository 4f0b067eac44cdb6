import type { ProjectId } from '#shared/domain/ids.ts'
import type { Store } from '../../store/store.ts'
import type { Findings } from '../findings.ts'
import { extensionOf } from '../sources/tree-path.ts'

/** Names for new assets, unique in the project: another picture of the same name makes the newcomer "cat (2).jpg". */
export async function freeNames(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
  wanted: readonly string[],
  findings: Pick<Findings, 'lose'>,
): Promise<string[]> {
  const taken = await namesAmong(store, projectId, wanted)
  const names: string[] = []
  for (const name of wanted) {
    let free = name
    for (let number = 2; taken.has(free); number++) {
      free = numbered(name, number)
      for (const found of await namesAmong(store, projectId, [free])) taken.add(found)
    }
    if (free !== name) findings.lose('names taken by another image: a number was added', `${name} is now ${free}`)
    taken.add(free)
    names.push(free)
  }
  return names
}

async function namesAmong(store: Pick<Store, 'assets'>, projectId: ProjectId, names: readonly string[]): Promise<Set<string>> {
  const rows = await store.assets.find({ projectId, name: { $in: [...names] } }, { projection: { name: 1 } }).toArray()
  return new Set(rows.map(({ name }) => name))
}

function numbered(name: string, number: number): string {
  const extension = extensionOf(name)
  const end = extension === '' ? name.length : name.length - extension.length - 1
  return `${name.slice(0, end)} (${number})${name.slice(end)}`
}

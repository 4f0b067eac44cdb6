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
    const free = taken.has(name) ? await numberedFree(store, projectId, name, taken) : name
    if (free !== name)
      findings.lose(
        'names taken by another image: a number was added',
        { text: `${name} is now ${free}`, file: name },
        1,
        'renamed',
      )
    taken.add(free)
    names.push(free)
  }
  return names
}

// Numbers are given in turn: the first free one is found by doubling, then halving, not by asking for each of ten thousand.
async function numberedFree(
  store: Pick<Store, 'assets'>,
  projectId: ProjectId,
  name: string,
  taken: ReadonlySet<string>,
): Promise<string> {
  const isTaken = async (number: number) => {
    const candidate = numbered(name, number)
    return taken.has(candidate) || (await namesAmong(store, projectId, [candidate])).size > 0
  }
  let [last, free] = [1, 2]
  while (await isTaken(free)) [last, free] = [free, 2 * free]
  while (free - last > 1) {
    const middle = (last + free) >> 1
    if (await isTaken(middle)) last = middle
    else free = middle
  }
  return numbered(name, free)
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

import { readFile } from 'node:fs/promises'
import { pixelRanges } from '#shared/domain/starting-point.ts'
import { sizeOf } from '../ml/networks/weights.ts'
import { readStartingPoint } from '../ml/pretrained/read-published.ts'
import { writeStartingPoint } from '../ml/pretrained/starting-point-file.ts'
import { ModelUnreadable } from '../ml/pretrained/unreadable.ts'
import { filesOfArchive } from './files-of-archive.ts'
import type { ReadingAnswer, ReadingCommand } from './reading-messages.ts'

/** The program of a reading process: one archive in, the body of its network out. */
process.on('disconnect', () => process.exit(0))
process.on('message', async (command: ReadingCommand) => {
  const said = await answer(command)
  process.send?.(said, () => process.exit(0))
})

async function answer({ archive, folder, pixels }: ReadingCommand): Promise<ReadingAnswer> {
  try {
    const files = filesOfArchive(await readFile(archive))
    const { graph, endsBefore } = readStartingPoint(files, pixelRanges[pixels])
    await writeStartingPoint(folder, graph)
    const { nodes, weights, use } = graph
    return {
      type: 'read',
      signs: {
        operations: nodes.length,
        parametersCount: [...weights.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0),
        maps: use.maps.map(({ stride, channels }) => ({ stride, channels })),
        last: use.last,
        endsBefore: [...endsBefore],
      },
    }
  } catch (error) {
    if (!(error instanceof ModelUnreadable)) throw error
    return { type: 'refused', message: error.message }
  }
}

import { createReadStream, openAsBlob } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { PixelRangeName, StartingPoint } from '#shared/domain/starting-point.ts'
import { startingPointPath } from '#shared/routes/starting-points.ts'
import { routes } from '#shared/routes.ts'
import type { Api } from '../api.ts'
import { declare, group } from '../command.ts'
import { findProject } from '../find-project.ts'
import { isArchive, listFiles } from '../list-files.ts'
import { packFiles } from '../pack-files.ts'
import { inTemporaryFolder } from '../temporary-folder.ts'

type Added = { project: string; pixels: PixelRangeName; name?: string; licence: string }

/** `labelloop starting-point`: published networks that trainings may start from. */
export function declareStartingPoints(program: Command): void {
  const points = group(program, 'starting-point', 'Networks that trainings may start from')
  declare<Added>(points, {
    usage: 'add <file-or-folder>',
    summary: 'Bring a TensorFlow.js graph or layers model (a folder with model.json, or a zip of it) as a network to start from',
    example: 'starting-point add ./mobilenet --project "Blood cells" --pixels -1..1 --licence "Apache 2.0"',
    options: (command) =>
      command
        .requiredOption('--project <project>', 'name or id of the project')
        .addOption(
          // Nobody can read it off the files, and a wrong guess trains badly without a word.
          new Option('--pixels <range>', 'what the network was taught to expect of pixels, which its files do not say')
            .choices(PixelRangeName.options)
            .makeOptionMandatory(),
        )
        .option('--name <name>', 'how trainings ask for it; by default the name of the file or folder')
        .option('--licence <text>', 'who made it and what may be done with it', ''),
    async run({ terminal, options, api: connect }, path: string) {
      const api = await connect()
      const project = await findProject(api, options.project)
      const name = options.name ?? basename(path, extname(path))
      const upload = { name, licence: options.licence, pixels: options.pixels }
      const point = StartingPoint.parse(await send(api, path, startingPointPath(project.id, upload)))
      terminal.result(point, `${point.name}: ${sentenceOf(point)}`)
    },
  })
  declare<{ project: string }>(points, {
    usage: 'list',
    summary: 'List the networks that trainings of a project may start from',
    example: 'starting-point list --project "Blood cells"',
    options: (command) => command.requiredOption('--project <project>', 'name or id of the project'),
    async run({ terminal, options, api: connect }) {
      const api = await connect()
      const { id: projectId } = await findProject(api, options.project)
      const known = await api.call(routes.startingPoints.list, { params: { projectId } })
      terminal.result(known, known.map((point) => `${point.name}: ${sentenceOf(point)}`).join('\n') || 'None')
    },
  })
  declare<{ project: string }>(points, {
    usage: 'remove <name>',
    summary: 'Take a network to start from away; models that were trained from it stay as they are',
    example: 'starting-point remove mobilenet --project "Blood cells"',
    options: (command) => command.requiredOption('--project <project>', 'name or id of the project'),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const { id: projectId } = await findProject(api, options.project)
      await api.call(routes.startingPoints.remove, { params: { projectId, name } })
      terminal.result({ name }, `${name} was taken away`)
    },
  })
}

async function send(api: Api, path: string, to: string): Promise<unknown> {
  const files = await listFiles([path])
  const [first] = files
  if (first && isArchive(files)) return api.upload(to, await openAsBlob(first.file))
  return inTemporaryFolder(async (folder) => {
    const archive = join(folder, 'starting-point.zip')
    await packFiles(
      files.map(({ path: name, file }) => ({ path: name, content: () => createReadStream(file) })),
      archive,
    )
    return api.upload(to, await openAsBlob(archive))
  })
}

function sentenceOf({ operations, parametersCount, maps, last }: StartingPoint): string {
  const shares = maps.map(({ stride, channels }) => `1/${stride} (${channels} channels)`).join(', ')
  return `${operations} operations, ${parametersCount} numbers, maps at ${shares || 'no whole share of the image'}, up to ${last}`
}

import { type Command, InvalidArgumentError } from 'commander'
import { guessedMapping, StarterMapping } from '#shared/domain/starter.ts'
import { routes } from '#shared/routes.ts'
import { declare } from '../command.ts'
import { WrongUsage } from '../failure.ts'
import { findProject } from '../find-project.ts'
import { followJob } from '../follow-job.ts'

type Pairs = Record<string, string>

/** `labelloop starter`: suggestions before the first label. */
export function declareStarter(program: Command): void {
  declare<{ map: Pairs }>(program, {
    usage: 'starter <project>',
    summary: 'Let the ready detector of 80 everyday things suggest, under the labels its classes are mapped to',
    example: 'starter "Traffic" --map car=vehicle --map truck=vehicle --map person=pedestrian',
    options: (command) =>
      command.option('--map <class=label>', 'a class and its label here; without any, those of the same name', addPair, {}),
    async run({ terminal, options, api: connect }, name: string) {
      const api = await connect()
      const project = await findProject(api, name)
      const labels = project.ontology.labels.filter(({ retired }) => !retired).map((label) => label.name)
      const pairs = Object.keys(options.map).length > 0 ? options.map : guessedMapping(labels)
      const mapping = StarterMapping.safeParse(pairs)
      if (!mapping.success)
        throw new WrongUsage(`expected classes of COCO mapped to labels (--map car=vehicle), got ${JSON.stringify(pairs)}`)
      const { jobId } = await api.call(routes.starter.begin, {
        params: { projectId: project.id },
        body: { mapping: mapping.data },
      })
      const { version } = (await followJob(api, jobId, terminal)) as { version: number }
      const classes = Object.keys(mapping.data)
      terminal.result(
        { project: project.name, version, classes },
        `v${version} suggests ${classes.join(', ')} on every image nobody has begun`,
      )
    },
  })
}

function addPair(text: string, before: Pairs): Pairs {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected class=label.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

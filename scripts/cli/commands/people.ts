import { type Command, Option } from 'commander'
import { Role } from '#shared/domain/people.ts'
import { routes } from '#shared/routes.ts'
import { declare, group } from '../command.ts'
import { findProject } from '../find-project.ts'

type RoleChoice = Role | 'admin'

/** `labelloop user add` and `token create`. */
export function declarePeople(program: Command): void {
  declareUserAdd(group(program, 'user', 'Add people'))
  declareTokenCreate(group(program, 'token', 'Make API tokens'))
}

function declareUserAdd(user: Command): void {
  declare<{ role: RoleChoice; project?: string }>(user, {
    usage: 'add <name>',
    summary: 'Add a person and print their one-time sign-in link',
    example: 'user add Mira --role annotator --project "Blood cells"',
    options: (command) =>
      command
        .addOption(new Option('--role <role>', 'what they may do').choices([...Role.options, 'admin']).makeOptionMandatory())
        .option('--project <name>', 'in this project only; otherwise in every project there is'),
    async run({ terminal, options: { role, project }, api: connect }, name: string) {
      const api = await connect()
      const projectId = project === undefined ? null : (await findProject(api, project)).id
      const body = { name, ...rights(role, projectId) }
      const added = await api.call(routes.people.add, { body })
      const signInUrl = added.signInUrl && new URL(added.signInUrl, api.connection.url).href
      const text = `Added ${added.user.name} (${role})${signInUrl ? `; they sign in once with ${signInUrl}` : ''}`
      terminal.result({ ...added.user, role, signInUrl }, text)
    },
  })
}

function rights(role: RoleChoice, projectId: string | null) {
  if (role === 'admin') return { admin: true }
  return projectId === null ? { role } : { roles: { [projectId]: role } }
}

function declareTokenCreate(token: Command): void {
  declare<{ name: string }>(token, {
    usage: 'create',
    summary: 'Make an API token of your own; the secret is shown this once',
    example: 'token create --name "nightly export"',
    options: (command) => command.option('--name <name>', 'to tell it from others', 'command line'),
    async run({ terminal, options: { name }, api }) {
      const { token: made, secret } = await (await api()).call(routes.people.createToken, { body: { name } })
      terminal.note(`Token ${made.name}; set it as LABELLOOP_TOKEN. It will not be shown again.`)
      terminal.result({ id: made.id, name: made.name, token: secret }, secret)
    },
  })
}

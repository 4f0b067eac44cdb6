import { afterAll, describe, expect, test } from 'vitest'
import { freePort } from '#server/store/listening-port.ts'
import { TaskId } from '#shared/tasks/index.ts'
import { runCommand } from '../../support/run-command.ts'
import { runHere } from '../../support/run-here.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const COMMANDS = [
  ...[
    'up',
    'worker',
    'doctor',
    'project create',
    'project list',
    'project show',
    'project delete',
    'import',
    'export',
    'find',
    'quality',
    'batches',
    'formats',
  ],
  ...[
    'snapshot',
    'train',
    'evaluate',
    'evaluate-files',
    'prelabel',
    'models',
    'monitor',
    'promote',
    'rollback',
    'simulate',
    'status',
  ],
  ...['logs', 'jobs', 'cancel', 'user add', 'token create', 'starting-point add', 'starting-point list', 'starting-point remove'],
]
const dataFolder = temporaryFolder(afterAll)
const nobody = async () => ({
  LABELLOOP_URL: `http://127.0.0.1:${await freePort()}`,
  LABELLOOP_DATA: dataFolder,
  LABELLOOP_TOKEN: '',
})

describe('the command line', () => {
  test.each(COMMANDS)('%s explains itself with an example', async (command) => {
    const { code, stdout } = await runHere([...command.split(' '), '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Example:\n  labelloop ${command}`)
    expect(stdout).toContain('--json')
  })

  test.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['train'], "missing required argument 'project'"],
    [['train', 'x', '--epochs', 'many'], 'Expected a whole number of at least 1.'],
    [['train', 'x', '--set', 'novalue'], 'Expected name=value.'],
    [['project', 'create', 'x', '--task', 'poetry'], `Allowed choices are ${TaskId.options.join(', ')}`],
    [['project', 'delete', 'x'], 'expected --yes'],
    [['import', 'x', '.', '--create'], 'expected --task together with --create'],
    [['promote', 'x', 'latest'], 'expected a model version such as 4 or v4, got "latest"'],
  ])('%j is wrong usage and ends with 2', async (words, message) => {
    const { code, stdout, stderr } = await runHere(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test('says where it expected a server and how to start one', async () => {
    const environment = await nobody()
    const { code, stdout, stderr } = await runCommand(['project', 'list'], environment)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(`expected a Labelloop server at ${environment.LABELLOOP_URL}, but none answers`)
    expect(stderr).toContain('npm start')
  })

  test('prints exactly one JSON document when it fails, too', async () => {
    const { code, stdout } = await runCommand(['status', '--json'], await nobody())
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'unreachable', message: expect.stringContaining('expected a Labelloop server') },
    })
  })
})

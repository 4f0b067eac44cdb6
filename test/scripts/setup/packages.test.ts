import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from '../../support/run-program.ts'
import { describeSmall, setUp, smallCheckout } from '../../support/small-checkout.ts'

const STAMP = 'node_modules/.labelloop-lock-digest'

it('a checkout without node_modules is installed, the second time nothing is done', async () => {
  const checkout = smallCheckout()
  expect(await setUp(checkout)).toMatchObject({ code: 0, stderr: expect.stringContaining('✓ npm packages') })
  expect(existsSync(join(checkout, 'node_modules/small'))).toBe(true)
  expect(await setUp(checkout)).toEqual({ code: 0, stdout: '', stderr: '' })
})

it('a changed package-lock.json is installed again', async () => {
  const checkout = smallCheckout()
  await setUp(checkout)
  const earlier = readFileSync(join(checkout, STAMP), 'utf8')
  describeSmall(checkout, '1.0.1')
  expect((await setUp(checkout)).stderr).toContain('✓ npm packages')
  expect(readFileSync(join(checkout, STAMP), 'utf8')).not.toBe(earlier)
})

it('packages that were installed by hand are taken as they are', async () => {
  const checkout = smallCheckout()
  await setUp(checkout)
  rmSync(join(checkout, STAMP))
  const before = statSync(join(checkout, 'node_modules')).birthtimeMs
  expect((await setUp(checkout)).stderr).toBe('')
  expect(statSync(join(checkout, 'node_modules')).birthtimeMs).toBe(before)
})

it('two set-ups at once do not collide', async () => {
  const checkout = smallCheckout()
  const [one, other] = await Promise.all([setUp(checkout), setUp(checkout)])
  expect([one.code, other.code]).toEqual([0, 0])
  expect([one, other].filter(({ stderr }) => stderr.includes('✓ npm packages'))).toHaveLength(1)
})

it('a lock file without the packages of other platforms is installed all the same, and stays as it is', async () => {
  const checkout = smallCheckout()
  const lock = join(checkout, 'package-lock.json')
  writeFileSync(
    lock,
    JSON.stringify({ name: 'checkout', lockfileVersion: 3, requires: true, packages: { '': { name: 'checkout' } } }),
  )
  const before = readFileSync(lock, 'utf8')
  expect((await setUp(checkout)).code).toBe(0)
  expect(existsSync(join(checkout, 'node_modules/small'))).toBe(true)
  expect(readFileSync(lock, 'utf8')).toBe(before)
})

it('npm that fails is quoted, with ways out', async () => {
  const checkout = smallCheckout()
  writeFileSync(join(checkout, 'package.json'), '{ "name": ')
  const { code, stderr } = await setUp(checkout)
  expect(code).toBe(1)
  expect(stderr).toMatch(/npm packages cannot be installed[\s\S]*npm said: npm error[\s\S]*by hand[\s\S]*npm ci/)
})

it('the command line in a checkout without packages says what to run, and says it on stderr', async () => {
  const checkout = smallCheckout()
  const ended = await runProgram(process.execPath, ['scripts/labelloop.mjs', 'status', '--json'], { cwd: checkout })
  expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/not installed[\s\S]*npm start/) })
})

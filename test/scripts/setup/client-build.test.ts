import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { setUp, smallCheckout } from '../../support/small-checkout.ts'

const BUILT = expect.stringContaining('✓ client build')

it('the client is built at the first start and again when its sources changed, not otherwise', async () => {
  const checkout = await checkoutWithClient()
  expect(await setUp(checkout, 'start')).toMatchObject({ code: 0, stderr: BUILT })
  expect(await setUp(checkout, 'start')).toMatchObject({ code: 0, stderr: '' })
  writeFileSync(join(checkout, 'client/index.html'), '<!doctype html><title>Second</title>')
  expect(await setUp(checkout, 'start')).toMatchObject({ code: 0, stderr: BUILT })
  expect(readFileSync(join(checkout, 'dist/index.html'), 'utf8')).toContain('Second')
})

it('a client that cannot be built ends npm start with what vite said', async () => {
  const checkout = await checkoutWithClient()
  writeFileSync(join(checkout, 'client/index.html'), '<script type="module" src="./missing.ts"></script>')
  const { code, stderr } = await setUp(checkout, 'start')
  expect(code).toBe(1)
  expect(stderr).toMatch(/The client cannot be built[\s\S]*missing\.ts[\s\S]*npx vite build/)
})

async function checkoutWithClient(): Promise<string> {
  const checkout = smallCheckout()
  mkdirSync(join(checkout, 'client'))
  writeFileSync(join(checkout, 'client/index.html'), '<!doctype html><title>First</title>')
  writeFileSync(
    join(checkout, 'vite.config.ts'),
    "export default { root: 'client', build: { outDir: '../dist', emptyOutDir: true } }",
  )
  await setUp(checkout, 'test')
  symlinkSync(resolve('node_modules/vite'), join(checkout, 'node_modules/vite'))
  return checkout
}

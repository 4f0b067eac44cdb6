import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'

/** The import rules of DESIGN.md section 6, over every source file. */
const TOPS = ['shared', 'server', 'client', 'scripts'] as const
const files = TOPS.flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join(top, file.replaceAll('\\', '/')))
    .filter((file) => /\.(ts|tsx)$/.test(file) && !file.endsWith('.d.ts')),
)

/** Server folders that every domain may use. */
const GROUND = ['image-files', 'jobs', 'ml', 'store', 'wire']
/** The modules that put the domains together. */
const COMPOSERS = /^server\/[^/]+\.ts$/

it.each([
  ['shared knows only zod and geometry', /^shared\//, /^(shared\/|zod$|clipper2-ts$|flatbush$|rbush$)/],
  ['the client never imports the server, the scripts or Node', /^client\//, /^(?!server\/|scripts\/|node:|test\/)/],
  ['the server never imports the client or the scripts', /^server\//, /^(?!client\/|scripts\/|test\/)/],
  ['mongodb stays under server/store', /^(?!server\/store\/|scripts\/benchmarks\/)/, /^(?!mongodb$)/],
  ['TensorFlow stays under server/ml/engines', /^(?!server\/ml\/engines\/)/, /^(?!@tensorflow\/)/],
  ['Konva stays under client/canvas', /^(?!client\/canvas\/)/, /^(?!konva)/],
  ['tools see neither Konva nor React', /^client\/canvas\/tools\//, /^(?!konva|react|@mantine)/],
  ['the annotation store knows no React', /^client\/annotations\//, /^(?!react|@mantine|konva)/],
])('%s', (_rule, where, allowed) => {
  const broken = files
    .filter((file) => where.test(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((name) => !allowed.test(name))
        .map((name) => `${file} imports ${name}`),
    )
  expect(broken).toEqual([])
})

it('a server domain never imports another domain: the pipeline and the app put them together', () => {
  const broken = files
    .filter((file) => file.startsWith('server/') && !COMPOSERS.test(file))
    .flatMap((file) => {
      const own = folderOf(file)
      return importsOf(file)
        .filter((name) => /^server\/[^/]+\//.test(name))
        .filter((name) => folderOf(name) !== own && !GROUND.includes(folderOf(name)))
        .map((name) => `${file} imports ${name}`)
    })
  expect(broken).toEqual([])
})

it('no file imports itself by way of others, not even for a type', () => {
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  let before: number
  // Whoever imports nothing that is left stands in no circle.
  do {
    before = imports.size
    for (const [file, names] of imports) if (!names.some((name) => imports.has(name))) imports.delete(file)
  } while (imports.size < before)
  const circle: string[] = []
  for (let file = [...imports.keys()][0]; file; file = imports.get(file)?.find((name) => imports.has(name))) {
    if (circle.includes(file)) break
    circle.push(file)
  }
  expect(circle).toEqual([])
})

it('a file over 250 lines says why in its first comment', () => {
  const long = files.filter((file) => {
    const text = readFileSync(file, 'utf8')
    return text.split('\n').length > 250 && !/^\/\*\*/.test(text)
  })
  expect(long).toEqual([])
})

const STATIC_IMPORT = /^(?:import|export)\s[^'"=;(]*?from\s+['"]([^'"]+)['"]/gm
const BARE_IMPORT = /^import\s+['"]([^'"]+)['"]/gm
const DYNAMIC_IMPORT = /\bimport\(\s*['"]([^'"]+)['"]/g

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const names = [STATIC_IMPORT, BARE_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  return names.map((name) => {
    if (name.startsWith('#')) return name.slice(1)
    return name.startsWith('.') ? posix.join(posix.dirname(file), name) : name
  })
}

const folderOf = (file: string): string => file.split('/')[1] ?? ''

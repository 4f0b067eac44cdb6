import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { translatorBy } from '#client/heard.ts'
import german from '#client/locales/de.json' with { type: 'json' }
import { tasks } from '#shared/domain/task.ts'
import { nounOf, SHAPE_KINDS } from '#shared/shapes/index.ts'
import { modulesIn, spokenTexts } from '../support/spoken-texts.ts'

const { sentences, plurals, raw } = spokenTexts('client')
const forms = [...plurals].flatMap((many) => ['one', 'other'].map((form) => `${many}_${form}`))
const said: Readonly<Record<string, string>> = german.said
const heard: Readonly<Record<string, string>> = german.heard

test('every text of the client is said through t() or plural(), as a literal', () => {
  expect(
    raw,
    'wrap the text: t("A sentence about {{name}}.", { name }), or plural(count, "{{count}} image", "{{count}} images")',
  ).toEqual([])
})

test('German knows every sentence of the client', () => {
  const missing = [...sentences, ...forms].filter((key) => said[key] === undefined)
  expect(missing, 'add these to "said" in client/locales/de.json').toEqual([])
})

test('German knows no sentence that nobody says', () => {
  const known = new Set([...sentences, ...forms])
  const unused = Object.keys(said).filter((key) => !known.has(key))
  expect(unused, 'take these out of "said" in client/locales/de.json').toEqual([])
})

test('a translation has the placeholders of its sentence', () => {
  const broken = [...Object.entries(said), ...Object.entries(heard)].filter(
    // A form for one thing may say the number as a word.
    ([key, text]) =>
      placeholders(text).join() !== placeholders(key).join() && !(key.endsWith('_one') && !text.includes('{{count}}')),
  )
  expect(broken, 'write the same {{placeholders}} on both sides').toEqual([])
})

test('what German hears is said by shared/ or the server', () => {
  const sources = ['shared', 'server'].flatMap((folder) => modulesIn(folder)).map((file) => readFileSync(file, 'utf8'))
  // The server puts some sentences together: that one module has all the words is enough.
  const unsaid = Object.keys(heard).filter((key) => {
    const words = key.replaceAll(/\{\{\w+\}\}/g, ' ').match(/\p{L}{3,}/gu) ?? []
    return !sources.some((text) => words.every((word) => text.includes(word)))
  })
  expect(unsaid, 'take these out of "heard" in client/locales/de.json, or write them as the server does').toEqual([])
})

test('German knows the names of tasks and shapes', () => {
  const names = [...Object.values(tasks).map(({ title }) => title), ...SHAPE_KINDS.map(nounOf)]
  expect(names.filter((name) => heard[name] === undefined)).toEqual([])
})

test.each([
  ['Bring images: drop a folder, files or an archive.', 'Bilder mitbringen: einen Ordner, Dateien oder ein Archiv ablegen.'],
  ['v4 rolled back to v3', 'v4 zurückgerollt auf v3'],
  [
    'Label 12 images to go; next training: 14 more, 3 of them box.',
    'Noch 12 Bilder zu annotieren; nächstes Training: noch 14, davon 3 box.',
  ],
  ['Something nobody thought of', 'Something nobody thought of'],
])('the server’s "%s" is said in German', (sentence, inGerman) => expect(translatorBy(heard)(sentence)).toBe(inGerman))

test('no style sheet says left or right where it means start or end', () => {
  const broken = modulesIn('client', /\.css$/).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        (PHYSICAL.test(line) || hasTwoSides(line)) && !MEANT.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  )
  expect(
    broken,
    'write margin-inline-start, inset-inline-end, text-align: start …; or say why in a comment “physical: …” in that line',
  ).toEqual([])
})

const PHYSICAL =
  /\b(margin|padding|border)-(left|right)\b|(^|[\s;{])(left|right)\s*:|text-align:\s*(left|right)|border-(top|bottom)-(left|right)-radius|float:\s*(left|right)/
const MEANT = /physical:/
const FOUR_SIDES = /\b(?:margin|padding|inset):\s*\S+ (\S+) \S+ ([^\s;]+);/

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()
}

/** "padding: 0 12px 0 7px" means right and left too. */
function hasTwoSides(line: string): boolean {
  const [, right, left] = FOUR_SIDES.exec(line) ?? []
  return right !== left
}

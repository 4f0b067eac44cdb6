import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { translatorBy } from '#client/heard.ts'
import german from '#client/locales/de.json' with { type: 'json' }
import { nounOf, SHAPE_KINDS } from '#shared/shapes/index.ts'
import { tasks } from '#shared/tasks/index.ts'
import { refusedTexts, wordsOf } from '../support/refused-texts.ts'
import { modulesIn, spokenTexts } from '../support/spoken-texts.ts'

const { sentences, plurals, raw } = spokenTexts('client')
const forms = [...plurals].flatMap((many) => ['one', 'other'].map((form) => `${many}_${form}`))
const refused = refusedTexts(['server', 'shared'])
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
  const modules = ['shared', 'server'].flatMap((folder) => modulesIn(folder)).map((file) => readFileSync(file, 'utf8'))
  const sources = [...refused.map(({ sentence }) => sentence), ...modules]
  // The server puts some sentences together: that one module has all the words is enough.
  const unsaid = Object.keys(heard).filter((key) => {
    const words = key.replaceAll(/\{\{\w+\}\}/g, ' ').match(/\p{L}{3,}/gu) ?? []
    return !sources.some((text) => words.every((word) => text.includes(word)))
  })
  expect(unsaid, 'take these out of "heard" in client/locales/de.json, or write them as the server does').toEqual([])
})

/** What nobody reads in a browser. */
const FOR_PROGRAMS = [
  // Answers of an ML backend to Label Studio, and what they are made with.
  'server/label-studio/routes.ts',
  'server/label-studio/label-config.ts',
  'server/label-studio/task-image.ts',
  // Answers to MLflow's clients; what their protocol calls a registered model is a page of the project here.
  'server/tracking/mlflow/',
  'server/tracking/registry.ts',
  'server/tracking/registered-versions.ts',
  // Moving a project and restoring are commands.
  'server/backup/move-project.ts',
  'server/backup/own-rows.ts',
  'server/installation.ts',
  // Whoever starts the server reads it in the terminal.
  'server/store/open-blobs.ts',
]
/** A job that lost its project would be a bug. */
const BUG = /^Expected a project /

test('German hears what the server refuses with', () => {
  const translated = translatorBy(heard)
  // A key that has other words may fit as well ("{{wanted}} more"), and leave half of the sentence in English.
  const byOwnKey = (sentence: string) =>
    translatorBy(
      Object.fromEntries(Object.entries(heard).filter(([key]) => wordsOf(sentence).every((word) => key.includes(word)))),
    )(sentence)
  const missing = refused
    .filter(({ file, sentence }) => !FOR_PROGRAMS.some((place) => file.startsWith(place)) && !BUG.test(sentence))
    .filter(({ sentence }) => translated(sentence) === sentence || translated(sentence) !== byOwnKey(sentence))
  expect(missing, 'add these to "heard" in client/locales/de.json').toEqual([])
})

test('no sentence that German hears is taken for another that says less of it', () => {
  const translated = translatorBy(heard)
  const filled = (text: string) => text.replaceAll(/\{\{(\w+)\}\}/g, 'X1')
  const taken = Object.entries(heard).filter(([key, text]) => translated(filled(key)) !== filled(text))
  expect(taken, 'of two keys that fit the same sentence, write the one that says more of it first').toEqual([])
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
  ['Ada asked 2 people to rate 50 images', 'Ada hat 2 Leute gebeten, 50 Bilder zu bewerten'],
  ['v3 promoted (mAP50 0.861): by Ada', 'v3 befördert (mAP50 0.861): von Ada'],
  [
    'Due, and held: run 3 is under way; quiet hours until 06:00',
    'Fällig, und aufgehalten: Lauf 3 ist unterwegs; Ruhezeit bis 06:00',
  ],
  ['Something nobody thought of', 'Something nobody thought of'],
])('the server’s "%s" is said in German', (sentence, inGerman) => expect(translatorBy(heard)(sentence)).toBe(inGerman))

describe('a person', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  test('whose browser speaks German reads German, with its plurals, numbers and dates', async () => {
    const { page, figures, words } = await started({ browser: 'de-AT' })
    expect(page).toEqual({ lang: 'de', dir: 'ltr' })
    expect(words.t('{{name}} is at work', { name: 'Ada' })).toBe('Ada arbeitet gerade')
    expect([figures.counted(1, 'image'), figures.counted(1234, 'image')]).toEqual(['1 Bild', '1.234 Bilder'])
    expect([figures.metric(0.8611), figures.bytes(4_300_000)]).toEqual(['0,861', '4,30 MB'])
    expect(figures.ago(Date.UTC(2025, 11, 21, 12), Date.UTC(2026, 0, 20, 12))).toBe('21. Dez. 2025')
  })

  test('whose browser speaks what nobody translated reads English', async () => {
    const { page, figures } = await started({ browser: 'fr-FR' })
    expect([page.lang, figures.counted(1, 'image'), figures.counted(2, 'image')]).toEqual(['en', '1 image', '2 images'])
  })

  test('whose browser keeps nothing for pages reads the language of the browser', async () => {
    const { page } = await started({ browser: 'de-DE', kept: null })
    expect(page.lang).toBe('de')
  })

  test('keeps the language that was chosen, whatever the browser speaks', async () => {
    const { words, kept, reload } = await started({ browser: 'en-US' })
    words.speak('de')
    expect(reload).toHaveBeenCalledOnce()
    const { page } = await started({ browser: 'en-US', kept })
    expect(page.lang).toBe('de')
  })
})

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

/** A page that was loaded in such a browser, and the modules as they speak there; `kept` is what it keeps, null where it may not. */
async function started({ browser, kept = new Map() }: { browser: string; kept?: Map<string, string> | null }) {
  const page = { lang: '', dir: '' }
  const reload = vi.fn()
  vi.resetModules()
  vi.stubGlobal('navigator', { language: browser })
  vi.stubGlobal('document', { documentElement: page })
  vi.stubGlobal('location', { reload })
  vi.stubGlobal('localStorage', {
    getItem(key: string) {
      if (!kept) throw new Error('The browser forbids it')
      return kept.get(key) ?? null
    },
    setItem: (key: string, value: string) => kept?.set(key, value),
  })
  const words = await import('#client/i18n.ts')
  await words.startLanguage()
  return { page, words, kept, reload, figures: await import('#client/figures.ts') }
}

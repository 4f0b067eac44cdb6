import i18next from 'i18next'

/** A language's sentences: those that the client says itself, and those it hears from `shared/` and the server. */
interface Catalogue {
  readonly said: Readonly<Record<string, string>>
  readonly heard: Readonly<Record<string, string>>
}

/** The languages people can choose, by their own names. English sentences are the keys, so that English needs no catalogue. */
export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr', load: async () => ({ default: { said: {}, heard: {} } }) },
  de: { name: 'Deutsch', direction: 'ltr', load: () => import('./locales/de.json') },
} as const satisfies Record<string, { name: string; direction: 'ltr' | 'rtl'; load: () => Promise<{ default: Catalogue }> }>
export type Language = keyof typeof LANGUAGES

const PREFERENCE = 'labelloop.language'
const SAID = 'translation'
const HEARD = 'heard'

// Natural keys hold dots and colons; React escapes by itself.
void i18next.init({
  lng: 'en',
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
})

type Values = Readonly<Record<string, unknown>>

/** A sentence in the language of this person: `t('{{name}} is at work', { name })`. */
export const t = (sentence: string, values: Values = {}): string => i18next.t(sentence, { replace: values })

/** A sentence about a number of things: `plural(12, '{{count}} image', '{{count}} images')`. The catalogues know it by its last form, with as many forms as their language has. */
export const plural = (count: number, one: string, many: string, values: Values = {}): string =>
  i18next.t(many, {
    count,
    defaultValue_one: one,
    defaultValue_other: many,
    replace: { ...values, count: count.toLocaleString(language()) },
  })

/** What this language knows of the sentences that others make; `heard.ts` reads it. */
export const heardSentences = (): Catalogue['heard'] => i18next.getResourceBundle(language(), HEARD) ?? {}

/** The language the page speaks. */
export const language = (): Language => (isLanguage(i18next.language) ? i18next.language : 'en')

/** Loads the language that was chosen, else the browser's; to be awaited before any module that says something is loaded. */
export async function startLanguage(): Promise<void> {
  const wanted = chosenBefore() ?? navigator.language.slice(0, 2)
  const chosen: Language = isLanguage(wanted) ? wanted : 'en'
  const { default: catalogue } = await LANGUAGES[chosen].load()
  i18next.addResourceBundle(chosen, SAID, catalogue.said)
  i18next.addResourceBundle(chosen, HEARD, catalogue.heard)
  await i18next.changeLanguage(chosen)
  document.documentElement.lang = chosen
  document.documentElement.dir = LANGUAGES[chosen].direction
}

/** Speaks another language from now on: the page is loaded anew, what was not sent waits in the outbox. */
export function speak(chosen: Language): void {
  localStorage.setItem(PREFERENCE, chosen)
  location.reload()
}

// Reading throws where the browser forbids a page to keep anything: then nothing was chosen.
function chosenBefore(): string | null {
  try {
    return localStorage.getItem(PREFERENCE)
  } catch {
    return null
  }
}

const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGES, code)

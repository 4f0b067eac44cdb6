import { readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import { forEachNode, isNode, literal, modulesIn, type Node, nameOf } from './spoken-texts.ts'

/** Functions that refuse something or tell how far a job is, and which of their arguments says it. */
const SAYING: Readonly<Record<string, number>> = {
  invalid: 0,
  conflict: 0,
  forbidden: 0,
  notFound: 0,
  refusal: 0,
  refused: 1,
  AppError: 1,
  SkipJob: 0,
  progress: 1,
}
/** What a function puts behind what it is given. */
const ENDINGS: Readonly<Record<string, string>> = { notFound: ' does not exist' }
const WORD = /\p{L}{3,}/gu

/**
 * What the server refuses with and says of its jobs, by file: with X1 and so on where sentences are filled in. Not in here is what is put
 * together elsewhere, and what has no word of its own.
 */
export function refusedTexts(folders: readonly string[]): { file: string; sentence: string }[] {
  return folders
    .flatMap((folder) => modulesIn(folder))
    .flatMap((file) => {
      const sentences: string[] = []
      forEachNode(parseSync(file, readFileSync(file, 'utf8')).program, (node) => sentences.push(...saidBy(node)))
      return sentences.map((sentence) => ({ file, sentence }))
    })
}

/** The words of a sentence that are its own, without what is filled in. */
export const wordsOf = (sentence: string): readonly string[] => sentence.replaceAll(/X\d+/g, ' ').match(WORD) ?? []

function saidBy(node: Node): string[] {
  if (node.type === 'ObjectExpression') return textsOf(messageOf(node))
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return []
  const called = nameOf(node.callee)
  const place = SAYING[called]
  return place === undefined ? [] : textsOf((node.arguments as Node[])[place], ENDINGS[called])
}

// A refusal as plain data: { code, message }.
function messageOf({ properties }: Node): Node | undefined {
  const valueUnder = (name: string) =>
    (properties as Node[]).find(({ key }) => isNode(key) && key.name === name)?.value as Node | undefined
  return valueUnder('code') && valueUnder('message')
}

function textsOf(node: Node | undefined, ending = ''): string[] {
  if (!node) return []
  if (node.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].flatMap((arm) => textsOf(arm as Node, ending))
  const said = literal(node) ?? (node.type === 'TemplateLiteral' ? filled(node) : '')
  return wordsOf(said).length > 0 ? [said + ending] : []
}

const filled = ({ quasis }: Node): string =>
  (quasis as { value: { cooked: string } }[]).map(({ value }, index) => (index > 0 ? `X${index}` : '') + value.cooked).join('')

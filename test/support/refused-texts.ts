import { readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import { isNode, literal, modulesIn, type Node, nameOf } from './spoken-texts.ts'

/** Functions that refuse something, and which of their arguments says why. */
const REFUSING: Readonly<Record<string, number>> = { invalid: 0, conflict: 0, forbidden: 0, AppError: 1 }
const WORD = /\p{L}{3}/u

/**
 * What the server refuses with, by file: sentences of its errors, with X1 and so on where they are filled in. Not in here is what is put
 * together elsewhere, and what has no word of its own.
 */
export function refusedTexts(folders: readonly string[]): { file: string; sentence: string }[] {
  return folders
    .flatMap((folder) => modulesIn(folder))
    .flatMap((file) => {
      const sentences: string[] = []
      visit(parseSync(file, readFileSync(file, 'utf8')).program, sentences)
      return sentences.map((sentence) => ({ file, sentence }))
    })
}

function visit(node: unknown, sentences: string[]): void {
  if (Array.isArray(node)) for (const each of node) visit(each, sentences)
  if (!isNode(node)) return
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const place = REFUSING[nameOf(node.callee)]
    if (place !== undefined) sentences.push(...textsOf((node.arguments as Node[])[place]))
  }
  for (const [name, child] of Object.entries(node)) if (name !== 'type') visit(child, sentences)
}

function textsOf(node: Node | undefined): string[] {
  if (!node) return []
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap((arm) => textsOf(arm as Node))
  const said = literal(node) ?? (node.type === 'TemplateLiteral' ? filled(node) : '')
  return WORD.test(said.replaceAll(/X\d+/g, '')) ? [said] : []
}

const filled = ({ quasis }: Node): string =>
  (quasis as { value: { cooked: string } }[]).map(({ value }, index) => (index > 0 ? `X${index}` : '') + value.cooked).join('')

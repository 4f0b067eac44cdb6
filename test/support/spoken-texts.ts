import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'

/** What the sources of a folder say to people, read from their syntax trees. */
export interface SpokenTexts {
  /** First arguments of `t`. */
  readonly sentences: Set<string>
  /** Last forms of `plural`: what the catalogues know it by. */
  readonly plurals: Set<string>
  /** "file:line: text" of what a person reads and no catalogue knows. */
  readonly raw: string[]
}

export interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** Attributes and properties whose text people read or hear. */
const READ = new Set([
  'title',
  'label',
  'placeholder',
  'description',
  'alt',
  'aria-label',
  'aria-valuetext',
  'aria-roledescription',
  'thumbLabel',
  'sentence',
  'aside',
  'lead',
  'send',
  'note',
  'prompt',
  'what',
  'nothingFound',
  'suffix',
])
/** Functions whose first or last text people read. */
const SAYING = new Set(['say', 'hint', 'refused'])
/** Names and units are the same in every language. */
const NAMES = new Set(['Labelloop', 'CVAT', 'Label Studio', 'English', 'Deutsch', 'ms', 'min', 'px'])
const FILE_NAME = /^\S+\.\w+$/
/** Here any sentence may come by. */
const SEAM = 'client/i18n.ts'
const WORDS = /\p{L}{2}/u

/** Reads every module under `folder`. */
export function spokenTexts(folder: string): SpokenTexts {
  const texts: SpokenTexts = { sentences: new Set(), plurals: new Set(), raw: [] }
  for (const file of modulesIn(folder)) if (file !== SEAM) read(file, texts)
  return texts
}

/** The modules under a folder, in order. */
export const modulesIn = (folder: string, kind = /\.tsx?$/): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => kind.test(file))
    .map((file) => `${folder}/${file}`)
    .sort()

function read(file: string, { sentences, plurals, raw }: SpokenTexts): void {
  const text = readFileSync(file, 'utf8')
  const blame = ({ start }: Node, what: string) => raw.push(`${file}:${text.slice(0, start).split('\n').length}: ${what.trim()}`)

  const visit = (node: Node): void => {
    if (node.type === 'CallExpression') visitCall(node)
    if (node.type === 'JSXText' && isWords(node.value)) blame(node, String(node.value))
    const key = node.type === 'JSXAttribute' ? node.name : node.type === 'Property' ? node.key : null
    if (isNode(key) && READ.has(String(key.name))) blameTexts(node.value)
    if (node.type === 'JSXElement')
      for (const child of node.children as Node[]) if (child.type === 'JSXExpressionContainer') blameTexts(child)
  }

  const visitCall = (node: Node): void => {
    const called = nameOf(node.callee)
    const [first, second, third] = node.arguments as Node[]
    if (called === 't' && first) take(sentences, first)
    if (called === 'plural' && second && third) {
      if (literal(second) === null) blame(second, 'the first form of plural() is no literal')
      take(plurals, third)
    }
    if (SAYING.has(called)) for (const argument of node.arguments as Node[]) blameTexts(argument)
  }

  const take = (into: Set<string>, node: Node): void => {
    const sentence = literal(node)
    if (sentence === null) blame(node, 'no literal, so that no catalogue can know it: pass what others made to translated()')
    else into.add(sentence)
  }

  // The texts that an expression may come to, without what is passed to a function.
  const blameTexts = (node: unknown): void => {
    if (!isNode(node)) return
    const sentence = literal(node)
    if (sentence !== null && isWords(sentence)) blame(node, sentence)
    if (node.type === 'TemplateLiteral') {
      const said = (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' … ')
      if (isWords(said)) blame(node, said)
    }
    if (node.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(blameTexts)
    if (node.type === 'LogicalExpression') [node.left, node.right].forEach(blameTexts)
    if (node.type === 'JSXExpressionContainer') blameTexts(node.expression)
  }

  forEachNode(parseSync(file, text).program, visit)
}

/** Shows every node of a syntax tree, those above first. */
export function forEachNode(tree: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(tree)) for (const each of tree) forEachNode(each, visit)
  if (!isNode(tree)) return
  visit(tree)
  for (const [name, child] of Object.entries(tree)) if (name !== 'type') forEachNode(child, visit)
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

function isWords(value: unknown): boolean {
  if (typeof value !== 'string') return false
  const text = value.replaceAll('…', '').trim()
  return WORDS.test(text) && !NAMES.has(text) && !FILE_NAME.test(text)
}

export const literal = (node: Node): string | null =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : null

export function nameOf(callee: unknown): string {
  if (!isNode(callee)) return ''
  if (callee.type === 'MemberExpression') return nameOf(callee.property)
  return typeof callee.name === 'string' ? callee.name : ''
}

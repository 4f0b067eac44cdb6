import type { Random } from '#shared/random.ts'

/** Files of a data set by their paths. */
export type Files = Readonly<Record<string, Buffer>>

const MOST_MUTATIONS = 3
const DEEP = 20_000
const MOST_FLIPS = 8
const REPEATS = 50
/** A case lies in memory whole and has ten seconds: what is larger would measure itself, and how fast XML is read, not what damage does. */
const LARGEST_REPEATED_BYTES = 8e6

/** Values that no writer means: out of every range, of no type that is expected. */
const ODD_NUMBERS = [
  '1e308',
  '-1e308',
  '1e400',
  '-1',
  '0',
  '4294967296',
  '9007199254740993',
  '0.00000001',
  '999999999999999999999',
  'NaN',
  'null',
  '""',
  '[]',
  '{}',
]
const ODD_PATHS = [
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\windows\\x.txt',
  'a\u0000b.txt',
  `${'x/'.repeat(300)}y.txt`,
  '..',
  '~/x',
  '%2e%2e/x',
  'con',
  '\ud800.txt',
  ' ',
  '__proto__',
]
const BILLION_LAUGHS =
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><annotation><object><name>&d;</name></object></annotation>'

/** A data set with one to three things wrong with it; the same files and random numbers give the same. */
export function mutated(files: Files, random: Random): Record<string, Buffer> {
  const result: Record<string, Buffer> = { ...files }
  const times = 1 + random.integer(MOST_MUTATIONS)
  for (let time = 0; time < times; time++) mutateOne(result, random)
  return result
}

function mutateOne(files: Record<string, Buffer>, random: Random): void {
  const paths = Object.keys(files)
  // What says something about images is worth more attempts than the images.
  const labels = paths.filter((path) => !/\.(png|jpe?g|webp|tiff?)$/i.test(path))
  const path = pick(labels.length > 0 && random.next() < 0.9 ? labels : paths, random)
  const content = path === undefined ? undefined : files[path]
  if (path === undefined || content === undefined) return
  const act = pick(ACTS, random) as Act
  const changed = act(content, random)
  if (Buffer.isBuffer(changed)) files[path] = changed
  else if (changed === 'rename') {
    delete files[path]
    files[pick(ODD_PATHS, random) as string] = content
  } else if (changed === 'remove') delete files[path]
  else files[`${pick(ODD_PATHS, random)}`] = content
}

type Act = (content: Buffer, random: Random) => Buffer | 'rename' | 'remove' | 'copy'

const ACTS: readonly Act[] = [
  (content, random) => flipped(content, random),
  (content, random) => content.subarray(0, random.integer(content.length + 1)),
  (content, random) => withOddNumber(content, random),
  (content, random) => withOddNumber(content, random),
  (content, random) => withoutNode(content, random),
  (content, random) => withoutNode(content, random),
  (content, random) => withOddPath(content, random),
  (content, random) => withPiece(content, random, content.subarray(random.integer(content.length + 1)).subarray(0, 200)),
  (content, random) => withPiece(content, random, Buffer.from([0, 255, 254, 0x1a, 0xef, 0xbb, 0xbf])),
  (content, random) => withoutLine(content, random),
  (content) => {
    const room = Math.floor(LARGEST_REPEATED_BYTES / content.length)
    return Buffer.concat(Array.from({ length: Math.max(1, Math.min(REPEATS, room)) }, () => content))
  },
  (content, random) => withPiece(content, random, Buffer.from('['.repeat(DEEP))),
  (content, random) => withPiece(content, random, Buffer.from('{"a":'.repeat(DEEP))),
  (content, random) => withPiece(content, random, Buffer.from('<a>'.repeat(DEEP))),
  () => Buffer.from(BILLION_LAUGHS),
  () => Buffer.alloc(0),
  () => 'rename',
  () => 'remove',
  () => 'copy',
]

function flipped(content: Buffer, random: Random): Buffer {
  const copy = Buffer.from(content)
  for (let flip = 0; flip <= random.integer(MOST_FLIPS) && copy.length > 0; flip++) {
    const at = random.integer(copy.length)
    copy[at] = (copy[at] as number) ^ (1 << random.integer(8))
  }
  return copy
}

const withOddNumber = (content: Buffer, random: Random): Buffer =>
  replacing(content, /-?\d+(\.\d+)?([eE][-+]?\d+)?/g, random, () => pick(ODD_NUMBERS, random) as string)

// A JSON value with its key, an XML element, an attribute, or a cell. Lengths are bounded, here and below: a long text without an end of one takes its square otherwise.
const withoutNode = (content: Buffer, random: Random): Buffer =>
  replacing(
    content,
    /"[^"]*"\s*:\s*("[^"]*"|[^,{}[\]]+|\[[^\]]*\]),?|<(\w+)[^>]*>[^<]*<\/\2>|<\/?\w[^>]*>|\w{1,60}="[^"]*"|[^,\s]{1,100},/g,
    random,
    () => '',
  )

const withOddPath = (content: Buffer, random: Random): Buffer =>
  replacing(content, /[\w./-]{1,200}\.(png|jpe?g|txt|json|xml)/gi, random, () =>
    JSON.stringify(pick(ODD_PATHS, random)).slice(1, -1),
  )

const withoutLine = (content: Buffer, random: Random): Buffer => replacing(content, /.{0,300}\n/g, random, () => '')

function replacing(content: Buffer, pattern: RegExp, random: Random, by: (found: string) => string): Buffer {
  const text = content.toString('latin1')
  const found = [...text.matchAll(pattern)]
  const chosen = pick(found, random)
  if (!chosen) return flipped(content, random)
  const { index } = chosen
  return Buffer.from(text.slice(0, index) + by(chosen[0]) + text.slice(index + chosen[0].length), 'latin1')
}

function withPiece(content: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random.integer(content.length + 1)
  return Buffer.concat([content.subarray(0, at), piece, content.subarray(at)])
}

const pick = <T>(items: readonly T[], random: Random): T | undefined => items[random.integer(Math.max(1, items.length))]

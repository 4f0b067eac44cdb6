import { readFileSync } from 'node:fs'
import type { MongodFiles } from './mongod-files.ts'
import { SetupError } from './setup-error.ts'

interface MongodEnd {
  binary: string
  files: MongodFiles
  port: number
  ended: string
}

interface KnownFailure {
  sign: RegExp
  why(end: MongodEnd): string
  waysOut(end: MongodEnd): string[]
}

const OTHER_DATABASE = 'use another MongoDB: MONGODB_URI=mongodb://… npm start'
const LAST_LINES = 3

const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    sign: /No space left on device|errno:28\b|Disk quota exceeded/,
    why: ({ files }) => `the disk that holds ${files.folder} is full.`,
    waysOut: () => ['free some space and start again', 'move the data to a larger disk and set LABELLOOP_DATA', OTHER_DATABASE],
  },
  {
    sign: /DBPathInUse/,
    why: ({ files }) => `another mongod already serves the database in ${files.folder}.`,
    waysOut: () => ['stop that mongod', 'start on a data folder of its own: LABELLOOP_DATA=… npm start', OTHER_DATABASE],
  },
  {
    sign: /Address already in use/,
    why: ({ port }) => `port ${port} of 127.0.0.1 is taken by another program.`,
    waysOut: () => ['start again: a free port is chosen', 'end the other program', OTHER_DATABASE],
  },
  {
    sign: /Permission denied|errno:13\b/,
    why: ({ files }) => `files in ${files.folder} may not be written by this user.`,
    waysOut: () => ['give your user the right to write there', 'set LABELLOOP_DATA to a folder of yours', OTHER_DATABASE],
  },
  {
    sign: /Too many open files|errno:24\b/,
    why: () => 'the system lets it open too few files at once.',
    waysOut: () => ['raise the limit and start again: ulimit -n 64000', OTHER_DATABASE],
  },
  {
    sign: /error while loading shared libraries|GLIBC_|cannot open shared object/,
    why: ({ binary }) => `${binary} needs a system library that this machine lacks (Debian and Ubuntu: libcurl4, OpenSSL 3).`,
    waysOut: () => ['install that library', 'install a mongod of your system and put it on the PATH', OTHER_DATABASE],
  },
  {
    sign: /UPGRADE PROBLEM|IncompatibleServerVersion|unsupported WiredTiger file version|invalid featureCompatibilityVersion/i,
    why: ({ binary, files }) => `the database in ${files.folder} was written by a version of MongoDB that ${binary} cannot read.`,
    waysOut: () => ['put the version that wrote it on the PATH', 'restore a backup into an empty LABELLOOP_DATA', OTHER_DATABASE],
  },
  {
    sign: /WT_TRY_SALVAGE|WT_ERROR|WT_PANIC|corrupt|checksum|Fatal assertion|fassert/i,
    why: ({ files }) => `the database files in ${files.folder} are damaged.`,
    waysOut: ({ binary, files }) => [
      `copy ${files.folder} aside, then try: ${binary} --dbpath ${files.database} --repair`,
      'restore a backup into an empty LABELLOOP_DATA',
      OTHER_DATABASE,
    ],
  },
]

/** Says why `mongod` ended while starting, from its own log, in one message. */
export function explainMongodExit(end: MongodEnd): SetupError {
  const text = `${readOrEmpty(end.files.output)}\n${readOrEmpty(end.files.log)}`
  const known = KNOWN_FAILURES.find(({ sign }) => sign.test(text))
  return new SetupError({
    what: 'The private database (mongod) did not start.',
    why: known ? known.why(end) : `it ended (${end.ended}) and said: ${lastLines(text)}`,
    waysOut: known ? known.waysOut(end) : [`read its log: ${end.files.log}`, 'start again', OTHER_DATABASE],
  })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LAST_LINES).join(' | ')
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

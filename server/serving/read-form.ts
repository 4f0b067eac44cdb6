/** A file of a form: its name as the sender gave it, and its bytes, which are a part of the whole body. */
export interface FormFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const HEAD_END = '\r\n\r\n'
const BOUNDARY = /boundary=(?:"([^"]+)"|([^\s;]+))/i
const FILE_NAME = /^content-disposition:[^\r\n]*;\s*filename="([^"]*)"/im
/** What a file name may not hold as it is (HTML, "multipart form data"). */
const ESCAPED: Record<string, string> = { '%22': '"', '%0D': '\r', '%0A': '\n' }

/**
 * The files of a body of multipart/form-data (RFC 7578), fields without a file name left out; null where it is none. Nothing is copied and
 * bytes are looked at once: the platform's own reader keeps the event loop from everybody else for half a second with a large form.
 */
export function readForm(body: Buffer, contentType: string): FormFile[] | null {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return null
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first one has no line before it.
  if (!body.subarray(0, delimiter.length - 2).equals(delimiter.subarray(2))) return null
  const files: FormFile[] = []
  let start = delimiter.length - 2
  while (!isLast(body, start)) {
    const end = body.indexOf(delimiter, start)
    const headEnd = body.indexOf(HEAD_END, start)
    if (end === -1 || headEnd === -1 || headEnd > end) return null
    const name = FILE_NAME.exec(body.toString('utf8', start, headEnd).trimStart())?.[1]
    if (name !== undefined) files.push({ name: unescaped(name), bytes: body.subarray(headEnd + HEAD_END.length, end) })
    start = end + delimiter.length
  }
  return files
}

const isLast = (body: Buffer, at: number): boolean => body.toString('latin1', at, at + 2) === '--'

const unescaped = (name: string): string => name.replace(/%(?:22|0D|0A)/gi, (code) => ESCAPED[code.toUpperCase()] ?? code)

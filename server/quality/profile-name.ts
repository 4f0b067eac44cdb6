const HEADER_BYTES = 128
const TAG_BYTES = 12
const MOST_TAGS = 200
const LONGEST_NAME = 80

/** The name of a colour profile: its description tag, as text (version 2) or in the first language it is in (version 4); ICC.1:2022, 9.2.41. Null where it has none. */
export function profileName(profile: Uint8Array): string | null {
  const bytes = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength)
  if (bytes.length < HEADER_BYTES + 4) return null
  const tags = Math.min(MOST_TAGS, bytes.readUInt32BE(HEADER_BYTES))
  for (let tag = 0; tag < tags; tag++) {
    const at = HEADER_BYTES + 4 + tag * TAG_BYTES
    if (at + TAG_BYTES > bytes.length) return null
    if (bytes.toString('latin1', at, at + 4) !== 'desc') continue
    const from = bytes.readUInt32BE(at + 4)
    return cleaned(textAt(bytes.subarray(from, from + bytes.readUInt32BE(at + 8))))
  }
  return null
}

const TEXT_AT = 12
const RECORD_AT = 16

function textAt(tag: Buffer): string {
  const type = tag.toString('latin1', 0, 4)
  if (type === 'desc' && tag.length > TEXT_AT) return tag.toString('latin1', TEXT_AT, TEXT_AT + tag.readUInt32BE(TEXT_AT - 4))
  if (type !== 'mluc' || tag.length < RECORD_AT + TAG_BYTES) return ''
  const [length, from] = [tag.readUInt32BE(RECORD_AT + 4), tag.readUInt32BE(RECORD_AT + 8)]
  // UTF-16 with the big end first.
  const text = Buffer.from(tag.subarray(from, from + length - (length % 2)))
  return text.swap16().toString('utf16le')
}

function cleaned(text: string): string | null {
  const [line = ''] = text.split('\0')
  const name = line.replaceAll(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME)
  return name === '' ? null : name
}

const BAR_WIDTH = 28
const REDRAW_MS = 100
/** Off a terminal, a line at each quarter is enough for a log. */
const QUARTERS = 4
const ERASE_LINE = '\r\u001b[2K'

/** Shows what set-up does on `stream`: a moving bar on a terminal, plain lines anywhere else. */
export function createProgress(stream) {
  const say = (line) => stream.write(`${line}\n`)
  return {
    note: say,
    begin: (name) => (stream.isTTY ? movingBar(stream, name) : plainLines(say, name)),
    fail: (name, message) => say(`${stream.isTTY ? ERASE_LINE : ''}✗ ${name}\n${indent(message)}`),
  }
}

function movingBar(stream, name) {
  let drawnAt = 0
  stream.write(`… ${name}`)
  return {
    update(done, total, unit = '') {
      if (Date.now() - drawnAt < REDRAW_MS) return
      drawnAt = Date.now()
      const share = Math.min(1, done / total)
      const filled = Math.round(share * BAR_WIDTH)
      stream.write(`${ERASE_LINE}… ${name} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${count(done, total, unit)}`)
    },
    phase: (text) => stream.write(`${ERASE_LINE}… ${name}: ${text}`),
    end: (outcome) => stream.write(`${ERASE_LINE}✓ ${name}${outcome ? `: ${outcome}` : ''}\n`),
  }
}

function plainLines(say, name) {
  let quarter = 0
  say(`… ${name}`)
  return {
    update(done, total, unit = '') {
      const reached = Math.floor((QUARTERS * done) / total)
      if (reached <= quarter || reached >= QUARTERS) return
      quarter = reached
      say(`  ${name}: ${count(done, total, unit)}`)
    },
    phase(text) {
      quarter = 0
      say(`  ${name}: ${text}`)
    },
    end: (outcome) => say(`✓ ${name}${outcome ? `: ${outcome}` : ''}`),
  }
}

function count(done, total, unit) {
  return `${Math.min(done, total)} of ${total}${unit && ` ${unit}`}`
}

function indent(text) {
  return text.replace(/^/gm, '  ')
}

import type { Page } from 'playwright-core'
import type { Crowd } from './crowded-server.ts'

/** The usual way: an element per row and per label; a search makes them anew. */
export const openPlainList = (page: Page, crowd: Crowd): Promise<void> => page.setContent(documentOf(crowd))

// Plain text for the browser: nothing of it runs here.
const documentOf = ({ labels, rows }: Crowd): string => `<!doctype html><style>
  body { margin: 0; font: 13px sans-serif }
  .list { height: 400px; overflow: auto }
  .row { display: flex; gap: 9px; height: 30px }
  .row[data-selected] { background: #ccd }
  .swatch { width: 12px; height: 12px; border: 2px solid }
</style>
<input id="search"><div id="list" class="list"></div><input id="labels"><div id="options" class="list"></div>
<script>
  const names = Array.from({ length: ${labels} }, (_, index) => 'label ' + String(index).padStart(4, '0'))
  const objects = Array.from({ length: ${rows} }, (_, index) => names[(index * 7919) % ${labels}])
  function fill(list, all, text) {
    list.replaceChildren(...all.filter((name) => name.includes(text)).map((name) => {
      const row = document.createElement('div')
      row.className = 'row'
      row.append(Object.assign(document.createElement('span'), { className: 'swatch' }), name)
      row.addEventListener('pointerdown', () => {
        for (const other of list.children) other.toggleAttribute('data-selected', other === row)
      })
      return row
    }))
  }
  for (const [field, list, all] of [[search, document.getElementById('list'), objects], [labels, options, names]]) {
    fill(list, all, '')
    field.addEventListener('input', () => fill(list, all, field.value))
  }
</script>`

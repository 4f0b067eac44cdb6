import type { Page } from 'playwright-core'
import type { Crowd } from './crowded-server.ts'

/** The usual way: an element per row and per label; a search makes them anew. */
export async function openPlainList(page: Page, crowd: Crowd): Promise<void> {
  await page.setContent(`<!doctype html><style>
    body { margin: 0; font: 13px sans-serif } .list { height: 600px; overflow: auto } .row { display: flex; gap: 9px; height: 30px }
    .swatch { width: 12px; height: 12px; border: 2px solid }</style>
    <input id="search"><div id="list" class="list"></div><input id="labels"><div id="options" class="list"></div>`)
  await page.evaluate(({ labels, rows }) => {
    const names = Array.from({ length: labels }, (_, index) => `label ${String(index).padStart(4, '0')}`)
    const objects = Array.from({ length: rows }, (_, index) => names[(index * 7919) % labels] ?? '')
    const fill = (id: string, all: readonly string[]) => (event?: Event) => {
      const text = event ? (event.target as HTMLInputElement).value : ''
      const list = document.getElementById(id)
      list?.replaceChildren(
        ...all
          .filter((name) => name.includes(text))
          .map((name) => {
            const row = document.createElement('div')
            row.className = 'row'
            row.append(Object.assign(document.createElement('span'), { className: 'swatch' }), name)
            row.addEventListener('pointerdown', () => {
              for (const other of list.children) other.toggleAttribute('data-selected', other === row)
            })
            return row
          }),
      )
    }
    for (const [field, list, all] of [['search', 'list', objects] as const, ['labels', 'options', names] as const]) {
      fill(list, all)()
      document.getElementById(field)?.addEventListener('input', fill(list, all))
    }
  }, crowd)
}

/** A closed, ordered set of interchangeable parts addressed by id. Adding one is one file and one line. */
export function registry<const Items extends readonly { readonly id: string }[]>(what: string, items: Items) {
  type Item = Items[number]
  type Id = Item['id']
  const byId = new Map<string, Item>(items.map((item) => [item.id, item]))
  if (byId.size !== items.length) throw new Error(`The registry of ${what} holds an id twice`)
  const has = (id: string): id is Id => byId.has(id)
  return {
    all: items as readonly Item[],
    ids: items.map((item) => item.id) as readonly Id[],
    has,
    get(id: string): Item {
      const item = byId.get(id)
      if (!item) throw new RangeError(`Expected one of the ${what} ${[...byId.keys()].join(', ')}, got "${id}"`)
      return item
    },
  }
}

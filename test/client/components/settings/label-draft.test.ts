import { describe, expect, test } from 'vitest'
import { newOntology } from '#shared/ontology.ts'
import { addLabel, changeLabel, moveLabel } from '../../../../client/components/settings/label-draft.ts'

const { labels } = newOntology(['RBC', 'WBC', 'Platelets'])
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

describe('editing labels', () => {
  test('a key belongs to one label: giving it to another takes it away', () => {
    const changed = changeLabel(labels, 2, { key: '1' })
    expect(changed.map(({ key }) => key)).toEqual([null, '2', '1'])
  })

  test('any number of labels can be without a key', () => {
    const changed = changeLabel(changeLabel(labels, 0, { key: null }), 1, { key: null })
    expect(changed.map(({ key }) => key)).toEqual([null, null, '3'])
  })

  test('a label moves to another place, and not beyond the ends', () => {
    expect(names(moveLabel(labels, 2, 0))).toEqual(['Platelets', 'RBC', 'WBC'])
    expect(names(moveLabel(labels, 0, -1))).toEqual(names(labels))
  })

  test('a new label comes last, with a key while one is free', () => {
    const added = addLabel(labels, ' Blast ')
    expect(added.at(-1)).toMatchObject({ name: 'Blast', key: '4' })
    const freed = addLabel(changeLabel(labels, 0, { key: '4' }), 'Blast')
    expect(freed.at(-1)).toMatchObject({ name: 'Blast', key: '1' })
    const crowd = newOntology(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']).labels
    expect(addLabel(crowd, 'Blast').at(-1)).toMatchObject({ name: 'Blast', key: null })
  })

  test('a name is taken once, and an empty one never', () => {
    expect(addLabel(labels, 'RBC')).toBe(labels)
    expect(addLabel(labels, '  ')).toBe(labels)
  })
})

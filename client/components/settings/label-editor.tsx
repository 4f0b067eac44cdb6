import { Button, Group, NumberInput, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { closesCircle, type Label } from '#shared/ontology.ts'
import type { ProjectSummary } from '#shared/routes/projects.ts'
import { nounOf, SHAPE_KINDS } from '#shared/shapes/index.ts'
import { translated } from '../../heard.ts'
import { t } from '../../i18n.ts'
import { LabelAttributes } from './label-attributes.tsx'
import { LabelChangeDialog, type Wish } from './label-change-dialog.tsx'
import styles from './label-settings.module.css'
import { LabelSkeleton } from './label-skeleton.tsx'

const POINTS = 100
const ANY = 'any'
const NOBODY = '–'

interface Props {
  readonly project: ProjectSummary
  readonly label: Label
  readonly labels: readonly Label[]
  /** Not saved yet: it can be taken out without a trace. */
  readonly isFresh: boolean
  /** Something else here waits to be saved. */
  readonly isDirty: boolean
  readonly onChange: (change: Partial<Label>) => void
  readonly onTakeOut: () => void
  readonly onRenamed: (name: string) => void
}

/** Everything about one label: its place, its shape, what is asked, what the loop asks of it, and how to change it for good. */
export function LabelEditor({ project, label, labels, isFresh, isDirty, onChange, onTakeOut, onRenamed }: Props) {
  const [wish, setWish] = useState<Wish | null>(null)
  const { name, parent, shape, floor, margin, retired, skeleton } = label
  const parents = labels.filter((other) => other !== label && !closesCircle(labels, name, other.name)).map((other) => other.name)
  const hasChoices = label.attributes.some(({ type }) => type === 'choice')
  const wishes: Wish[] = ['rename', 'merge', ...(hasChoices ? (['split'] as const) : []), retired ? 'revive' : 'retire', 'delete']
  return (
    <section className={styles.editor} aria-label={t('About {{name}}', { name })} data-testid="label-editor">
      <h3 className={styles.editorTitle}>{name}</h3>
      <Stack gap="sm">
        <Group grow gap="sm">
          <Select
            size="xs"
            label={t('A kind of')}
            searchable
            data={[NOBODY, ...parents]}
            limit={50}
            value={parent ?? NOBODY}
            onChange={(value) => onChange({ parent: value === NOBODY ? null : value })}
          />
          <Select
            size="xs"
            label={t('Drawn with')}
            data={[
              { value: ANY, label: t('any shape') },
              ...SHAPE_KINDS.map((kind) => ({ value: kind, label: translated(nounOf(kind)) })),
            ]}
            value={shape ?? ANY}
            onChange={(value) => onChange({ shape: SHAPE_KINDS.find((kind) => kind === value) ?? null })}
          />
        </Group>
        <Group grow gap="sm">
          <NumberInput
            size="xs"
            label={t('Floor')}
            description={t('Approved before a training')}
            min={0}
            value={floor}
            onChange={(value) => onChange({ floor: Number(value) || 0 })}
          />
          <NumberInput
            size="xs"
            label={t('May lose')}
            description={t('Of its average precision')}
            min={0}
            max={POINTS}
            decimalScale={1}
            suffix={` ${t('points')}`}
            value={margin * POINTS}
            onChange={(value) => onChange({ margin: Number(value) / POINTS || 0 })}
          />
        </Group>
        <LabelAttributes attributes={label.attributes} onChange={(attributes) => onChange({ attributes })} />
        {(shape === 'skeleton' || skeleton) && (
          <LabelSkeleton skeleton={skeleton} color={label.color} onChange={(template) => onChange({ skeleton: template })} />
        )}
        {isFresh ? (
          <Button size="compact-sm" variant="default" w="fit-content" onClick={onTakeOut}>
            {t('Take {{name}} out', { name })}
          </Button>
        ) : (
          <Group gap={6} title={isDirty ? t('Save the other changes first') : ''}>
            {wishes.map((act) => (
              <Button
                key={act}
                size="compact-sm"
                variant="default"
                disabled={isDirty}
                onClick={() => setWish(act)}
                data-testid={`label-${act}`}
              >
                {WORDS[act]}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
      {wish && (
        <LabelChangeDialog
          project={project}
          label={label}
          wish={wish}
          onClose={() => setWish(null)}
          onDone={(present) => {
            setWish(null)
            onRenamed(present)
          }}
        />
      )}
    </section>
  )
}

const WORDS: Record<Wish, string> = {
  rename: t('Rename'),
  merge: t('Merge into …'),
  split: t('Split …'),
  retire: t('Retire'),
  revive: t('Bring back'),
  delete: t('Delete'),
}

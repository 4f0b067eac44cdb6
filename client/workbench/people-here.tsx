import { Avatar, Tooltip } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import type { Neighbour } from '../canvas/neighbours.ts'
import { textOn } from '../canvas/shape-views/palette.ts'
import { t } from '../i18n.ts'
import { isModel, type PresenceLine, useOthers } from './use-presence.ts'

const ICON = { size: 14, stroke: 1.8 } as const

/** The others on this image, in their colours; a model at work among them. */
export function PeopleHere({ presence }: { presence: PresenceLine }) {
  const others = useOthers(presence)
  if (others.length === 0) return null
  return (
    <Avatar.Group spacing={6} data-testid="people-here">
      {others.map((other) => (
        <Tooltip key={other.sessionId} label={sentenceOf(other)}>
          <Avatar
            size={24}
            radius="xl"
            alt={sentenceOf(other)}
            styles={{ placeholder: { background: other.color, color: textOn(other.color), border: 0 } }}
          >
            {isModel(other) ? <IconSparkles {...ICON} /> : other.name.slice(0, 1).toUpperCase()}
          </Avatar>
        </Tooltip>
      ))}
    </Avatar.Group>
  )
}

function sentenceOf(other: Neighbour): string {
  const { name, selection } = other
  const selected = selection.length
  if (isModel(other)) return t('{{name}} just suggested {{selected}}', { name, selected })
  if (other.holding) return t('{{name}} moves a shape', { name })
  return selected > 0 ? t('{{name}} is here, {{selected}} selected', { name, selected }) : t('{{name}} is here', { name })
}

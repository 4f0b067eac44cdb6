import { ActionIcon, Indicator, Menu } from '@mantine/core'
import { IconAt } from '@tabler/icons-react'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { CommentView } from '#shared/domain/comment.ts'
import { routes } from '#shared/routes.ts'
import { call } from '../api.ts'
import { plural, t } from '../i18n.ts'
import { queries } from '../queries.ts'
import { onNotice, socket } from '../socket.ts'
import { openThread } from '../workbench/comments/comments-state.ts'

const MOST_LISTED = 12
const LONGEST = 90
const mentions = queryOptions({ queryKey: ['mentions'], queryFn: ({ signal }) => call(routes.comments.mentions, {}, signal) })

/** Who asked for this person, with how many they have not looked at; one click goes there. */
export function MentionsBell() {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const { data = [] } = useQuery(mentions)
  const { data: users = [] } = useQuery(queries.users())
  useEffect(() => {
    const refresh = () => void cache.invalidateQueries({ queryKey: mentions.queryKey })
    const stop = onNotice('comments:changed', refresh)
    socket.on('connect', refresh)
    return () => {
      stop()
      socket.off('connect', refresh)
    }
  }, [cache])
  const unread = data.filter((comment) => comment.unread).length
  if (data.length === 0) return null

  function go({ id, projectId, assetId }: CommentView) {
    openThread(id)
    void navigate({ to: '/projects/$projectId/assets/$assetId', params: { projectId, assetId } })
  }

  const words =
    unread === 0 ? t('Comments that name you') : plural(unread, '{{count}} comment names you', '{{count}} comments name you')
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Indicator label={unread} size={15} disabled={unread === 0} offset={4} color="iris">
          <ActionIcon variant="subtle" color="gray" aria-label={words} data-testid="mentions">
            <IconAt size={17} stroke={1.7} />
          </ActionIcon>
        </Indicator>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words}</Menu.Label>
        {data.slice(0, MOST_LISTED).map((comment) => (
          <Menu.Item key={comment.id} onClick={() => go(comment)} fw={comment.unread ? 600 : 400} data-testid="mention">
            {users.find(({ id }) => id === comment.author)?.name ?? t('Somebody')}: {shortened(comment.text)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text)

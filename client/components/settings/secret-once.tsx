import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { t } from '../../i18n.ts'

/** A secret that is shown this once, to be copied. */
export function SecretOnce({ secret, sentence, onDone }: { secret: string; sentence: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">{sentence}</Text>
      <Code block data-testid="secret">
        {secret}
      </Code>
      <Group gap={8}>
        <CopyButton value={secret}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t('Copied') : t('Copy')}</Button>}
        </CopyButton>
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('Done')}
        </Button>
      </Group>
    </Stack>
  )
}

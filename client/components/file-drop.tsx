import { Button, Group, Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import '@mantine/dropzone/styles.layer.css'
import { IconUpload } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { t } from '../i18n.ts'
import { type FileWithPath, withPaths } from '../imports/dropped-files.ts'
import styles from './file-drop.module.css'

interface Props {
  readonly onFiles: (files: FileWithPath[]) => void
  readonly title: string
  readonly sentence?: ReactNode
  readonly compact?: boolean
}

/** Takes files, folders and archives, by drop or by choice. What they are is found out by the import, not by their names. */
export function FileDrop({ onFiles, title, sentence, compact = false }: Props) {
  const openRef = useRef<() => void>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = (files: readonly File[]) => files.length > 0 && onFiles(withPaths(files))
  return (
    <>
      <Dropzone
        onDrop={take}
        openRef={openRef}
        activateOnClick={false}
        className={styles.drop}
        data-compact={compact}
        data-testid="import-drop"
      >
        <IconUpload size={compact ? 20 : 28} stroke={1.4} />
        <Text fw={560} size={compact ? 'sm' : 'md'}>
          {title}
        </Text>
        {sentence && (
          <Text size="sm" c="dimmed" maw={520}>
            {sentence}
          </Text>
        )}
        <Group gap={8} mt={compact ? 2 : 8} className={styles.buttons}>
          <Button size="xs" variant="default" onClick={() => openRef.current?.()}>
            {t('Choose files')}
          </Button>
          <Button size="xs" variant="default" onClick={() => folder.current?.click()}>
            {t('Choose a folder')}
          </Button>
        </Group>
      </Dropzone>
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        // React has no name for the attribute that makes an input choose folders.
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

import { Button, FocusTrap, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { sentenceOf } from '../api-error.ts'
import { t } from '../i18n.ts'
import { signIn } from '../sign-in.ts'
import { BrandMark } from './brand-mark.tsx'
import styles from './sign-in-panel.module.css'

interface Props {
  /** Who sat here when the session ended; null on a first visit. */
  readonly lastName: string | null
}

/** Name and password, over whatever page is open; the page behind keeps its state. */
export function SignInPanel({ lastName }: Props) {
  const [name, setName] = useState(lastName ?? '')
  const [password, setPassword] = useState('')
  const isAnother = lastName !== null && name.trim() !== '' && name.trim().toLowerCase() !== lastName.toLowerCase()
  const act = useMutation({ mutationFn: () => signIn(name, password) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate()
  }
  return (
    <div
      className={styles.cover}
      data-over-page={lastName !== null}
      role="dialog"
      aria-modal="true"
      aria-label={t('Sign in')}
      data-testid="sign-in"
    >
      <FocusTrap active>
        <Paper component="form" className={styles.panel} onSubmit={submit}>
          <Stack gap="md">
            <BrandMark size={36} />
            <div>
              <Title order={3}>{lastName === null ? t('Sign in to Labelloop') : t('Sign in again')}</Title>
              <Text size="sm" c="dimmed" mt={4}>
                {lastName === null
                  ? t('Or open the sign-in address that the start printed: it works once, and every start prints a new one.')
                  : t('Your session has ended. Nothing is lost: this page goes on where it was.')}
              </Text>
              <Text size="sm" c="dimmed" mt={4} data-testid="another-person">
                {isAnother &&
                  t('What {{name}} has not sent yet stays in this browser until {{name}} signs in here again.', {
                    name: lastName,
                  })}
              </Text>
            </div>
            <TextInput
              label={t('Name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              autoComplete="username"
              data-autofocus={lastName === null || undefined}
              required
              withAsterisk={false}
            />
            <PasswordInput
              label={t('Password')}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              error={act.error && sentenceOf(act.error)}
              data-autofocus={lastName !== null || undefined}
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={act.isPending} fullWidth>
              {t('Sign in')}
            </Button>
          </Stack>
        </Paper>
      </FocusTrap>
    </div>
  )
}

import { Button } from 'antd'
import { useGo } from '../../shared/navigation.tsx'
import { usePageTitle } from '../../shared/page-title.ts'
import { EmptyState } from '../../shared/states.tsx'
import { t } from '../../shared/text/common.ts'

/** In place of a screen the account may not see. */
export function NotAllowed() {
  usePageTitle(t('problem.forbidden'))
  return (
    <EmptyState
      size="large"
      tone="problem"
      title={t('problem.forbidden')}
      cure={t('problem.forbidden.cure')}
      actions={<HomeButton />}
    />
  )
}

/** For an address that leads nowhere. */
export function NotFound() {
  usePageTitle(t('page.notFound'))
  return (
    <EmptyState
      size="large"
      tone="problem"
      title={t('page.notFound')}
      cure={t('page.notFound.cure')}
      actions={<HomeButton />}
    />
  )
}

function HomeButton() {
  const go = useGo()
  return (
    <Button type="primary" onClick={() => go('/')}>
      {t('page.home')}
    </Button>
  )
}

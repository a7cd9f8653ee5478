import { Tabs } from 'antd'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader } from '../../shared/page-header.tsx'
import { t } from '../../shared/text/orders.ts'
import { AnomaliesDesk } from './anomalies-desk.tsx'
import { ChannelReport } from './channel-report.tsx'
import { OrderList } from './order-list.tsx'
import './orders.css'

const VIEWS = ['list', 'channels', 'anomalies'] as const
type View = (typeof VIEWS)[number]

/** Orders as they came from the ordering platform: read, counted by channel, and looked at where they are odd. */
export function OrdersScreen() {
  const [search, change] = useSearchText()
  const view: View = VIEWS.find((candidate) => candidate === search.view) ?? 'list'
  return (
    <>
      <PageHeader title={t('title')} detail={t('detail')}>
        <Tabs
          className="page-tabs"
          activeKey={view}
          onChange={(next) => change({ view: next === 'list' ? undefined : next }, { push: true })}
          items={VIEWS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
      </PageHeader>
      <PageBody>
        {view === 'list' && <OrderList />}
        {view === 'channels' && <ChannelReport />}
        {view === 'anomalies' && <AnomaliesDesk />}
      </PageBody>
    </>
  )
}

import { Tabs } from 'antd'
import { useSearchText } from '../../../shared/navigation.tsx'
import { PageBody, PageHeader } from '../../../shared/page-header.tsx'
import { t } from '../../../shared/text/segments.ts'
import '../customers.css'
import { FormatsView } from './formats-view.tsx'
import { GroupsView } from './groups-view.tsx'
import { JinanView } from './jinan-view.tsx'
import { LuwanView } from './luwan-view.tsx'
import { MergeView } from './merge-view.tsx'
import { PotentialView } from './potential-view.tsx'
import { RatingsView } from './ratings-view.tsx'
import './segments.css'
import { ValueView } from './value-view.tsx'

const VIEWS = {
  formats: FormatsView,
  merge: MergeView,
  jinan: JinanView,
  value: ValueView,
  luwan: LuwanView,
  groups: GroupsView,
  ratings: RatingsView,
  potential: PotentialView,
} as const
type View = keyof typeof VIEWS
const NAMES = Object.keys(VIEWS) as View[]

/** All ways of dividing the customers, each with its rule in sight. */
export function SegmentsScreen() {
  const [search, change] = useSearchText()
  const view: View = NAMES.find((name) => name === search.view) ?? 'formats'
  const Shown = VIEWS[view]
  return (
    <>
      <PageHeader title={t('title')} detail={t('detail')}>
        <Tabs
          className="page-tabs"
          activeKey={view}
          onChange={(next) =>
            change({ view: next === 'formats' ? undefined : next, group: undefined }, { push: true })
          }
          items={NAMES.map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
      </PageHeader>
      <PageBody>
        <Shown />
      </PageBody>
    </>
  )
}

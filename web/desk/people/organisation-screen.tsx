import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { listPeople, listUnits, type PersonRow, POSTS } from '../../../domain/people/contract.ts'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import type { Filter } from '../../shared/table/filter.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/people.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import './people.css'
import { PersonDrawer } from './person-drawer.tsx'
import { UnitActions } from './unit-actions.tsx'
import { UnitProposals } from './unit-proposals.tsx'
import { UnitTree } from './unit-tree-view.tsx'

/** The tree of units at the left, the people of the chosen one at the right. */
export function OrganisationScreen() {
  const may = useMay()
  const units = useCall(listUnits, {}, { enabled: may('organisation:read'), staleSeconds: 60 })
  const [search, change] = useSearchText()
  const [isAdding, setAdding] = useState(false)
  const unit = units.data?.find((candidate) => candidate.unitId === search.unit)
  return (
    <>
      <PageHeader
        title={menuText('organisation')}
        detail={t('organisation.detail')}
        actions={
          may('people:create') && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {t('person.add')}
            </Button>
          )
        }
      />
      <PageBody>
        {may('organisation:approve') && <UnitProposals units={units.data ?? []} />}
        <div className="organisation">
          {may('organisation:read') && (
            <Panel
              title={t('unit.tree')}
              extra={<UnitActions unit={unit} units={units.data ?? []} />}
              className="organisation-tree"
            >
              {units.error ? (
                <ProblemState error={units.error} onRetry={() => void units.refetch()} />
              ) : units.data ? (
                <UnitTree
                  units={units.data}
                  chosen={search.unit}
                  onChoose={(unitId) => change({ unit: unitId, page: undefined })}
                />
              ) : (
                <LoadingState />
              )}
            </Panel>
          )}
          {may('people:read') && (
            <Panel flush>
              <DataTable
                id="people"
                source={sourceOf(listPeople, { query: unit ? { unitId: unit.unitId } : {} })}
                columns={columns()}
                filters={filters()}
                rowKey={(row) => row.personId}
                search={t('person.search')}
                onOpen={(row) => change({ person: row.personId }, { push: true })}
                empty={{
                  title: t('person.empty'),
                  cure: may('people:create') ? t('person.empty.cure') : undefined,
                }}
              />
            </Panel>
          )}
        </div>
      </PageBody>
      <PersonDrawer
        personId={search.person}
        isNew={isAdding}
        unitId={unit?.unitId}
        units={units.data ?? []}
        onClose={() => {
          setAdding(false)
          change({ person: undefined })
        }}
      />
    </>
  )
}

function columns(): Column<PersonRow>[] {
  return [
    { key: 'name', title: t('person.name'), isTitle: true, width: 120, sortable: true },
    { key: 'code', title: t('person.code'), width: 110, sortable: true },
    {
      key: 'post',
      title: t('person.post'),
      width: currentLanguage() === 'en' ? 220 : 170,
      sortable: true,
      value: (row) => t(`post.${row.post}`),
    },
    { key: 'unitName', title: t('person.unit'), width: 170 },
    {
      key: 'grade',
      title: t('person.grade'),
      width: 110,
      sortable: true,
      value: (row) => (row.grade === null ? null : t('person.grade.value', { grade: row.grade })),
    },
    { key: 'phone', title: t('person.phone'), width: 140 },
    {
      key: 'home',
      title: t('person.home'),
      width: 110,
      isHidden: true,
      value: (row) => (row.homeLon === null ? null : t('person.hasHome')),
    },
    {
      key: 'status',
      title: t('person.status'),
      width: 110,
      value: (row) => t(`person.status.${row.status}`),
      render: (row) => (
        <StatusTag tone={row.status === 'active' ? 'success' : 'plain'}>
          {t(`person.status.${row.status}`)}
        </StatusTag>
      ),
    },
  ]
}

function filters(): Filter[] {
  return [
    {
      kind: 'choice',
      key: 'post',
      label: t('person.post'),
      isPinned: true,
      options: POSTS.map((post) => ({ value: post, label: t(`post.${post}`) })),
    },
    {
      kind: 'choice',
      key: 'status',
      label: t('person.status'),
      isPinned: true,
      isSingle: true,
      options: (['active', 'left'] as const).map((status) => ({
        value: status,
        label: t(`person.status.${status}`),
      })),
    },
  ]
}

import { ImportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { IMPORT_KINDS, listImports } from '../../../domain/imports/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { useGo } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { t } from '../../shared/text/imports.ts'
import { useMay } from '../session.ts'
import { STATE_TONES } from './words.ts'

type Row = ResponseOf<typeof listImports>['rows'][number]

/** Everything that was imported, by whom, and what became of it. */
export function ImportsScreen() {
  const may = useMay()
  const go = useGo()
  const button = may('imports:create') && (
    <Button type="primary" icon={<ImportOutlined />} onClick={() => go('/imports/new')}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} detail={t('detail')} actions={button} />
      <PageBody>
        <Panel flush>
          <DataTable<Row>
            id="imports"
            source={sourceOf(listImports)}
            rowKey={(row) => row.importId}
            rowPath={(row) => `/imports/${row.importId}`}
            columns={columns()}
            filters={[
              {
                kind: 'choice',
                key: 'kind',
                label: t('filter.kind'),
                isPinned: true,
                options: IMPORT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
              },
            ]}
            empty={{ title: t('empty'), cure: t('empty.cure'), actions: button }}
          />
        </Panel>
      </PageBody>
    </>
  )
}

function columns(): readonly Column<Row>[] {
  return [
    { key: 'fileName', title: t('column.file'), isTitle: true, width: 260 },
    { key: 'kind', title: t('column.kind'), width: 100, value: (row) => t(`kind.${row.kind}`) },
    {
      key: 'state',
      title: t('column.state'),
      width: 120,
      value: (row) => t(`state.${row.state}`),
      render: (row) => <StatusTag tone={STATE_TONES[row.state]}>{t(`state.${row.state}`)}</StatusTag>,
    },
    {
      key: 'rows',
      title: t('column.rows'),
      kind: 'number',
      width: 100,
      value: (row) => row.totals?.rows,
    },
    {
      key: 'accepted',
      title: t('column.accepted'),
      kind: 'number',
      width: 100,
      value: (row) => row.totals?.accepted,
    },
    {
      key: 'rejected',
      title: t('column.rejected'),
      kind: 'number',
      width: 100,
      value: (row) => row.totals?.rejected,
    },
    { key: 'createdByName', title: t('column.by'), width: 120 },
    { key: 'createdAt', title: t('column.at'), kind: 'time', width: 160 },
  ]
}

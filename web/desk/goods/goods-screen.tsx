import { ImportOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import {
  exportProducts,
  goodsOptions,
  LIFE_STATES,
  listProducts,
  PRICE_CLASSES,
  SUPPLY_ATTRIBUTES,
} from '../../../domain/goods/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { useGo } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import type { Filter } from '../../shared/table/filter.ts'
import { t } from '../../shared/text/goods.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { LIFE_TONES, marginOf, sayBand, sayCode } from './words.ts'

type Row = ResponseOf<typeof listProducts>['rows'][number]
type Options = ResponseOf<typeof goodsOptions>

/** All specifications with price, state and last month's sales. */
export function GoodsScreen() {
  const may = useMay()
  const go = useGo()
  const options = useCall(goodsOptions, {}, { staleSeconds: 300 })
  return (
    <>
      <PageHeader title={t('title')} detail={t('detail')} />
      <PageBody>
        <Panel flush>
          <DataTable<Row>
            id="goods"
            source={sourceOf(listProducts)}
            columns={columns()}
            rowKey={(row) => row.productId}
            rowPath={(row) => `/goods/${row.productId}`}
            filters={filters(options.data)}
            search={t('search')}
            defaultSort="-quantity"
            {...(may('goods:export') ? { exporter: exportProducts } : {})}
            empty={{
              title: t('empty'),
              cure: t('empty.cure'),
              actions: may('imports:create') && (
                <Button icon={<ImportOutlined />} onClick={() => go('/imports/new', { kind: 'goods' })}>
                  {t('empty.import')}
                </Button>
              ),
            }}
          />
        </Panel>
      </PageBody>
    </>
  )
}

function filters(options: Options | undefined): readonly Filter[] {
  return [
    {
      kind: 'choice',
      key: 'priceClass',
      label: t('column.priceClass'),
      isPinned: true,
      options: PRICE_CLASSES.map((value) => ({
        value: String(value),
        label: sayCode('class', value),
        count: options?.priceClass[value],
      })),
    },
    {
      kind: 'choice',
      key: 'brand',
      label: t('column.brand'),
      isPinned: true,
      options: (options?.brands ?? []).map(({ brand, count }) => ({ value: brand, label: brand, count })),
    },
    {
      kind: 'choice',
      key: 'lifeState',
      label: t('column.lifeState'),
      isPinned: true,
      options: LIFE_STATES.map((value) => ({
        value,
        label: sayCode('life', value),
        count: options?.lifeState[value],
      })),
    },
    {
      kind: 'choice',
      key: 'supplyAttribute',
      label: t('column.supplyAttribute'),
      options: SUPPLY_ATTRIBUTES.map((value) => ({
        value,
        label: sayCode('supply', value),
        count: options?.supplyAttribute[value],
      })),
    },
    {
      kind: 'choice',
      key: 'priceBand',
      label: t('column.priceBand'),
      options: Object.entries(options?.priceBand ?? {}).map(([band, count]) => ({
        value: band,
        label: sayBand(Number(band)),
        count,
      })),
    },
    {
      kind: 'switch',
      key: 'onSale',
      label: t('column.onSale'),
      yes: t('filter.onSale.yes'),
      no: t('filter.onSale.no'),
    },
    {
      kind: 'switch',
      key: 'unknownInPriceList',
      label: t('filter.unknown'),
      yes: t('filter.unknown.yes'),
      no: t('filter.unknown.no'),
    },
  ]
}

function columns(): readonly Column<Row>[] {
  return [
    {
      key: 'name',
      title: t('column.name'),
      isTitle: true,
      sortable: true,
      width: 150,
    },
    { key: 'code', title: t('column.code'), width: 84, sortable: true },
    { key: 'brand', title: t('column.brand'), width: 100, sortable: true, isHidden: true },
    {
      key: 'priceClass',
      title: t('column.priceClass'),
      width: 84,
      sortable: true,
      value: (row) => (row.priceClass === null ? null : sayCode('class', row.priceClass)),
    },
    { key: 'wholesaleFen', title: t('column.wholesaleFen'), kind: 'money', width: 104, sortable: true },
    { key: 'retailFen', title: t('column.retailFen'), kind: 'money', width: 104, sortable: true },
    {
      key: 'margin',
      title: t('column.margin'),
      kind: 'percent',
      width: 110,
      isExported: false,
      value: marginOf,
    },
    {
      key: 'supplyAttribute',
      title: t('column.supplyAttribute'),
      width: 100,
      value: (row) => (row.supplyAttribute ? sayCode('supply', row.supplyAttribute) : null),
    },
    {
      key: 'lifeState',
      title: t('column.lifeState'),
      width: 130,
      value: (row) => sayCode('life', row.lifeState),
      render: (row) => (
        <>
          <StatusTag tone={LIFE_TONES[row.lifeState]}>{sayCode('life', row.lifeState)}</StatusTag>
          {!row.onSale && <Tag>{t('notOnSale')}</Tag>}
          {row.unknownInPriceList && <Tag color="warning">{t('unknown')}</Tag>}
        </>
      ),
    },
    {
      key: 'quantity',
      title: t('column.quantity'),
      kind: 'number',
      unit: t('unit.cartons'),
      width: 120,
      sortable: true,
    },
    { key: 'amountFen', title: t('column.amountFen'), kind: 'money', width: 140, sortable: true },
    {
      key: 'buyers',
      title: t('column.buyers'),
      kind: 'number',
      unit: t('unit.shops'),
      width: 120,
      sortable: true,
    },
    {
      key: 'priceBand',
      title: t('column.priceBand'),
      width: 90,
      isHidden: true,
      value: (row) => (row.priceBand === null ? null : sayBand(row.priceBand)),
    },
    { key: 'transferFen', title: t('column.transferFen'), kind: 'money', width: 110, isHidden: true },
    {
      key: 'marketState',
      title: t('column.marketState'),
      width: 90,
      isHidden: true,
      value: (row) => (row.marketState ? sayCode('market', row.marketState) : null),
    },
    {
      key: 'origin',
      title: t('column.origin'),
      width: 90,
      isHidden: true,
      value: (row) => (row.origin ? sayCode('origin', row.origin) : null),
    },
    { key: 'manufacturer', title: t('column.manufacturer'), width: 180, isHidden: true },
    { key: 'category', title: t('column.category'), isHidden: true },
    { key: 'unitsPerCase', title: t('column.unitsPerCase'), kind: 'number', isHidden: true },
    { key: 'barcodePack', title: t('column.barcodePack'), isHidden: true },
    { key: 'barcodeCarton', title: t('column.barcodeCarton'), isHidden: true },
  ]
}

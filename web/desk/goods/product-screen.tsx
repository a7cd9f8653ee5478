import { EditOutlined } from '@ant-design/icons'
import { App, Button, Input, InputNumber, Modal, Popover, Select, Switch, Tag } from 'antd'
import { useState } from 'react'
import {
  getProduct,
  LIFE_STATES,
  type LifeState,
  MARKET_STATES,
  ORIGINS,
  type Product,
  SUPPLY_ATTRIBUTES,
  setLifeState,
  updateProduct,
} from '../../../domain/goods/contract.ts'
import type { BodyOf, ResponseOf } from '../../../platform/http/contract.ts'
import { Chart } from '../../shared/chart/chart.tsx'
import { DateField } from '../../shared/date/date-field.tsx'
import { useParam } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { t as common } from '../../shared/text/common.ts'
import {
  formatDate,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatTime,
  MISSING,
} from '../../shared/text/format.ts'
import { t } from '../../shared/text/goods.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { Timeline } from '../../shared/timeline.tsx'
import { useAction, useCall } from '../../shared/use-call.ts'
import '../customers/parts.css'
import { useMay } from '../session.ts'
import './goods.css'
import { LIFE_TONES, marginOf, sayBand, sayCode } from './words.ts'

type Answer = ResponseOf<typeof getProduct>

/** One specification: prices, dated states, two years of sales. */
export function ProductScreen() {
  const productId = useParam('productId')
  const answer = useCall(getProduct, { params: { productId } })
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} size="large" onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={10} />
  return <ProductPage key={productId} answer={answer.data} />
}

function ProductPage({ answer }: { readonly answer: Answer }) {
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const { product, months } = answer
  const last = months.at(-1)
  return (
    <>
      <PageHeader
        title={product.name}
        tags={
          <>
            <StatusTag tone={LIFE_TONES[product.lifeState]}>{sayCode('life', product.lifeState)}</StatusTag>
            {product.supplyAttribute && <Tag>{sayCode('supply', product.supplyAttribute)}</Tag>}
            {product.marketState && <Tag>{sayCode('market', product.marketState)}</Tag>}
            {!product.onSale && <Tag>{t('notOnSale')}</Tag>}
            {product.unknownInPriceList && <Tag color="warning">{t('unknown')}</Tag>}
          </>
        }
        detail={t('page.detail', { code: product.code, brand: product.brand ?? MISSING })}
        actions={
          may('goods:update') && (
            <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t('page.edit')}
            </Button>
          )
        }
      />
      <PageBody>
        <div className="product-columns">
          <Panel>
            <Chart
              title={t('page.sales.question')}
              answer={
                last &&
                t('page.sales.answer', {
                  month: formatMonth(last.month),
                  quantity: formatNumber(last.quantity),
                  buyers: formatNumber(last.buyers),
                })
              }
              head={t('page.sales.head')}
              data={{
                categories: months.map((month) => formatMonth(month.month)),
                series: [
                  {
                    name: t('page.sales.quantity'),
                    kind: 'bar',
                    values: months.map((month) => month.quantity),
                  },
                  {
                    name: t('page.sales.buyers'),
                    kind: 'line',
                    values: months.map((month) => month.buyers),
                    isSecondary: true,
                  },
                ],
              }}
            />
          </Panel>
          <div className="product-side">
            <Panel title={t('page.prices')}>
              <dl className="facts">
                <Fact name={t('column.wholesaleFen')} value={formatMoney(product.wholesaleFen)} />
                <Fact name={t('column.retailFen')} value={formatMoney(product.retailFen)} />
                <Fact name={t('column.transferFen')} value={formatMoney(product.transferFen)} />
                <Fact name={t('column.margin')} value={formatPercent(marginOf(product))} />
                <Fact name={t('column.priceClass')} value={sayCode('class', product.priceClass)} />
                <Fact name={t('column.priceBand')} value={sayBand(product.priceBand)} />
              </dl>
            </Panel>
            <Panel title={t('page.states')} extra={may('goods:update') && <StateForm product={product} />}>
              <Timeline
                entries={answer.states.map((state) => ({
                  id: `${state.validFrom}${state.changedAt}`,
                  at: state.changedAt,
                  by: state.changedByName,
                  title: (
                    <>
                      {sayCode('life', state.lifeState)}{' '}
                      <span className="quiet">
                        {t('page.states.from', { date: formatDate(state.validFrom) })}
                      </span>
                    </>
                  ),
                  detail: state.note,
                }))}
              />
            </Panel>
            <Panel title={t('page.facts')}>
              <dl className="facts">
                <Fact name={t('column.manufacturer')} value={product.manufacturer ?? MISSING} />
                <Fact name={t('column.origin')} value={sayCode('origin', product.origin)} />
                <Fact name={t('column.category')} value={product.category ?? MISSING} />
                <Fact
                  name={t('column.unitsPerCase')}
                  value={
                    product.unitsPerCase ? `${formatNumber(product.unitsPerCase)} ${product.unit}` : MISSING
                  }
                />
                <Fact name={t('column.barcodePack')} value={product.barcodePack ?? MISSING} />
                <Fact name={t('column.barcodeCarton')} value={product.barcodeCarton ?? MISSING} />
              </dl>
            </Panel>
          </div>
        </div>
      </PageBody>
      <Modal
        open={isEditing}
        onCancel={() => setEditing(false)}
        title={t('page.edit.title', { name: product.name })}
        footer={null}
        width={620}
        destroyOnHidden
      >
        {isEditing && <EditForm product={product} onClose={() => setEditing(false)} />}
      </Modal>
    </>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function StateForm({ product }: { readonly product: Product }) {
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(false)
  const [state, setState] = useState<LifeState>(product.lifeState)
  const [validFrom, setValidFrom] = useState(() => formatTime(Date.now()).slice(0, 10))
  const [note, setNote] = useState('')
  const save = useAction(setLifeState, { invalidates: ['goods.'] })
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={isOpen}
      onOpenChange={setOpen}
      content={
        <form
          className="bulk-form"
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate(
              {
                params: { productId: product.productId },
                body: {
                  lifeState: state,
                  validFrom,
                  ...(note.trim() ? { note: note.trim() } : {}),
                },
              },
              {
                onSuccess: () => {
                  setOpen(false)
                  void message.success(t('page.states.saved'))
                },
                onError: (error) => void message.error(sayProblemShortly(error)),
              },
            )
          }}
        >
          <Select<LifeState>
            aria-label={t('column.lifeState')}
            value={state}
            onChange={setState}
            options={LIFE_STATES.map((value) => ({ value, label: sayCode('life', value) }))}
          />
          <DateField label={t('page.states.set.from')} value={validFrom} onChange={setValidFrom} />
          <Input
            aria-label={t('page.states.set.note')}
            placeholder={t('page.states.set.note')}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <p className="quiet">{t('page.states.set.hint')}</p>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {common('action.save')}
          </Button>
        </form>
      }
    >
      <Button size="small">{t('page.states.set')}</Button>
    </Popover>
  )
}

type Changes = BodyOf<typeof updateProduct>
const PRICES = ['wholesaleFen', 'retailFen', 'transferFen'] as const

function EditForm({ product, onClose }: { readonly product: Product; readonly onClose: () => void }) {
  const { message } = App.useApp()
  const [changes, setChanges] = useState<Changes>({})
  const update = useAction(updateProduct, { invalidates: ['goods.'] })
  const now = { ...product, ...changes }
  const set = (part: Changes) => setChanges({ ...changes, ...part })
  const choose = <Value extends string>(
    key: 'supplyAttribute' | 'marketState' | 'origin',
    list: string,
    values: readonly Value[],
  ) => (
    <div className="edit-field">
      <span className="edit-label">{t.loose(`column.${key}`)}</span>
      <Select<string>
        allowClear
        aria-label={t.loose(`column.${key}`)}
        value={now[key] ?? null}
        onChange={(value) => set({ [key]: value ?? null })}
        options={values.map((value) => ({ value, label: sayCode(list, value) }))}
      />
    </div>
  )
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate(
          { params: { productId: product.productId }, body: changes },
          {
            onSuccess: ({ changed }) => {
              void message.success(t('page.saved', { count: changed }))
              onClose()
            },
            onError: (error) => void message.error(sayProblemShortly(error)),
          },
        )
      }}
    >
      <div className="edit-grid">
        <div className="edit-field">
          <span className="edit-label">{t('column.name')}</span>
          <Input
            aria-label={t('column.name')}
            required
            maxLength={120}
            value={now.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        </div>
        <div className="edit-field">
          <span className="edit-label">{t('column.brand')}</span>
          <Input
            aria-label={t('column.brand')}
            maxLength={80}
            value={now.brand ?? ''}
            onChange={(event) => set({ brand: event.target.value || null })}
          />
        </div>
        {PRICES.map((key) => (
          <div key={key} className="edit-field">
            <span className="edit-label">
              {t(`column.${key}`)} <span className="quiet">{t('page.priceInYuan')}</span>
            </span>
            <InputNumber
              className="field-wide"
              aria-label={t(`column.${key}`)}
              min={0}
              precision={2}
              value={now[key] === null || now[key] === undefined ? null : now[key] / 100}
              onChange={(yuan) => set({ [key]: yuan === null ? null : Math.round(yuan * 100) })}
            />
          </div>
        ))}
        {choose('supplyAttribute', 'supply', SUPPLY_ATTRIBUTES)}
        {choose('marketState', 'market', MARKET_STATES)}
        {choose('origin', 'origin', ORIGINS)}
        <div className="edit-field">
          <span className="edit-label">{t('column.onSale')}</span>
          <span>
            <Switch
              aria-label={t('column.onSale')}
              checked={now.onSale}
              onChange={(onSale) => set({ onSale })}
            />
          </span>
        </div>
      </div>
      <div className="edit-foot">
        <span className="edit-count" />
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button
          type="primary"
          htmlType="submit"
          disabled={Object.keys(changes).length === 0}
          loading={update.isPending}
        >
          {common('action.save')}
        </Button>
      </div>
    </form>
  )
}

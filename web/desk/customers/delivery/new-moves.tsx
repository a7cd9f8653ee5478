import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { listCustomers, proposeMoves } from '../../../../domain/customers/contract.ts'
import { addDays, mondayOf } from '../../../../engines/kernel/dates.ts'
import { call } from '../../../shared/api.ts'
import { DateField } from '../../../shared/date/date-field.tsx'
import { t as common } from '../../../shared/text/common.ts'
import { t } from '../../../shared/text/delivery.ts'
import { formatNumber, formatTime } from '../../../shared/text/format.ts'
import { sayProblem } from '../../../shared/text/problems.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { type PastedMove, parsePasted } from './pasted.ts'

interface Chosen {
  readonly value: string
  readonly label: string
}

/** Which customers move, named one by one or pasted from a sheet; the proposal itself comes from the server. */
export function NewMoves({
  isOpen,
  onClose,
  onMade,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onMade: (proposalId: string) => void
}) {
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      footer={null}
      width={620}
      destroyOnHidden
      title={t('moves.new.title')}
    >
      {isOpen && <MovesForm onClose={onClose} onMade={onMade} />}
    </Modal>
  )
}

function MovesForm({
  onClose,
  onMade,
}: {
  readonly onClose: () => void
  readonly onMade: (proposalId: string) => void
}) {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<readonly Chosen[]>([])
  const [pasted, setPasted] = useState('')
  const [unknown, setUnknown] = useState<readonly string[]>([])
  const [isLooking, setLooking] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [from, setFrom] = useState(() => addDays(mondayOf(formatTime(Date.now()).slice(0, 10)), 7))
  const found = useCall(
    listCustomers,
    { query: { search: text, pageSize: 12 } },
    { enabled: text.trim() !== '', keepPrevious: true },
  )
  const propose = useAction(proposeMoves, { invalidates: ['delivery.'] })
  const lines = parsePasted(pasted)
  const count = chosen.length + lines.length

  const submit = async () => {
    setLooking(true)
    setProblem(undefined)
    try {
      const named = await resolve(lines)
      setUnknown(named.unknown)
      if (named.unknown.length > 0) return
      const customers = new Map<string, { customerId: string; lon?: number; lat?: number }>()
      for (const { value } of chosen) customers.set(value, { customerId: value })
      for (const customer of named.customers) customers.set(customer.customerId, customer)
      const proposal = await propose.mutateAsync({
        body: { customers: [...customers.values()], effectiveFrom: from },
      })
      onMade(proposal.proposalId)
    } catch (error) {
      setProblem(error)
    } finally {
      setLooking(false)
    }
  }
  const said = problem === undefined ? undefined : sayProblem(problem)
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (count > 0) void submit()
      }}
    >
      <p className="quiet">{t('moves.new.hint')}</p>
      <div className="edit-field">
        <span className="edit-label">{t('moves.new.customers')}</span>
        <Select<Chosen[]>
          mode="multiple"
          labelInValue
          showSearch={{ filterOption: false, onSearch: setText }}
          aria-label={t('moves.new.customers')}
          placeholder={t('moves.new.customers.hint')}
          loading={found.isFetching}
          notFoundContent={null}
          value={[...chosen]}
          onChange={(next) => setChosen(next.map(({ value, label }) => ({ value, label })))}
          options={(text.trim() === '' ? [] : (found.data?.rows ?? [])).map((row) => ({
            value: row.customerId,
            label: `${row.name} · ${row.code}`,
          }))}
        />
      </div>
      <div className="edit-field">
        <span className="edit-label">{t('moves.new.paste')}</span>
        <Input.TextArea
          aria-label={t('moves.new.paste')}
          placeholder={t('moves.new.paste.hint')}
          autoSize={{ minRows: 3, maxRows: 10 }}
          value={pasted}
          onChange={(event) => {
            setPasted(event.target.value)
            setUnknown([])
          }}
        />
      </div>
      <div className="edit-field">
        <span className="edit-label">{t('moves.new.from')}</span>
        <DateField label={t('moves.new.from')} value={from} onChange={setFrom} />
      </div>
      <div className="edit-foot">
        {unknown.length > 0 && (
          <div role="alert" className="edit-problem">
            {t('moves.new.unknown', { codes: unknown.slice(0, 20).join('、') })}
          </div>
        )}
        {said && (
          <div role="alert" className="edit-problem">
            <strong>{said.title}</strong>
            {said.reasons.map((reason) => (
              <div key={reason}>{reason}</div>
            ))}
          </div>
        )}
        <span className="edit-count" role="status">
          {count > 0 && t('moves.new.found', { count: formatNumber(count) })}
        </span>
        <Button onClick={onClose}>{common('action.cancel')}</Button>
        <Button type="primary" htmlType="submit" disabled={count === 0} loading={isLooking}>
          {t('moves.new.submit')}
        </Button>
      </div>
    </form>
  )
}

/** Finds the customers behind pasted codes. Codes are unique, so one search per code has one exact answer. */
async function resolve(lines: readonly PastedMove[]): Promise<{
  readonly customers: readonly { customerId: string; lon?: number; lat?: number }[]
  readonly unknown: readonly string[]
}> {
  const customers: { customerId: string; lon?: number; lat?: number }[] = []
  const unknown: string[] = []
  // A few at a time: the browser keeps six connections, and others need some of them.
  for (let start = 0; start < lines.length; start += 4) {
    await Promise.all(
      lines.slice(start, start + 4).map(async ({ code, lon, lat }) => {
        const answer = await call(listCustomers, { query: { search: code, pageSize: 20 } })
        const row = answer.rows.find((candidate) => candidate.code === code)
        if (!row) unknown.push(code)
        else
          customers.push({
            customerId: row.customerId,
            ...(lon !== undefined && lat !== undefined ? { lon, lat } : {}),
          })
      }),
    )
  }
  return { customers, unknown }
}

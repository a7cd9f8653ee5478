import { insertColumns, type Tx } from '../../../platform/database/index.ts'
import { ownOrg } from './archive.ts'

export interface NewDeliveryLine {
  readonly lineId: string
  readonly code: string
  readonly name: string
  readonly unitId: string | null
  readonly warehouse: string | null
  /** 1 = Monday. */
  readonly orderWeekdays: readonly number[]
  readonly deliverymanId: string | null
  readonly monopolyOfficerId: string | null
  readonly phoneAgentId: string | null
}

/** Several delivery lines with their linked posts; codes must be new. */
export async function insertDeliveryLines(tx: Tx, lines: readonly NewDeliveryLine[]): Promise<void> {
  const pick = <Key extends keyof NewDeliveryLine>(key: Key) => lines.map((line) => line[key])
  await insertColumns(tx, 'delivery_line', {
    org_id: { type: 'uuid', values: await ownOrg(tx, lines.length) },
    line_id: { type: 'uuid', values: pick('lineId') },
    code: { type: 'text', values: pick('code') },
    name: { type: 'text', values: pick('name') },
    unit_id: { type: 'uuid', values: pick('unitId') },
    warehouse: { type: 'text', values: pick('warehouse') },
    order_weekdays: { type: 'smallint[]', values: pick('orderWeekdays') },
    deliveryman_id: { type: 'uuid', values: pick('deliverymanId') },
    monopoly_officer_id: { type: 'uuid', values: pick('monopolyOfficerId') },
    phone_agent_id: { type: 'uuid', values: pick('phoneAgentId') },
  })
}

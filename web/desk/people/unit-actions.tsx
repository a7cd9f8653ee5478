import { EditOutlined, PlusOutlined, StopOutlined, UndoOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, Modal, Radio, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { createUnit, type NewUnit, type Unit, updateUnit } from '../../../domain/people/contract.ts'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { t as common } from '../../shared/text/common.ts'
import { t } from '../../shared/text/people.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'

interface UnitForm {
  readonly parentId: string
  readonly kind: NewUnit['kind']
  readonly code: string
  readonly name: string
  readonly nameEn: string
}

/** Adding, changing and closing units; whoever may only propose is told that somebody decides. */
export function UnitActions({
  unit,
  units,
}: {
  readonly unit: Unit | undefined
  readonly units: readonly Unit[]
}) {
  const may = useMay()
  const { message, modal } = App.useApp()
  const [opened, setOpened] = useState<'add' | 'edit'>()
  const told = ({ outcome }: { readonly outcome: 'applied' | 'proposed' }) =>
    void message.success(t(outcome === 'applied' ? 'unit.applied' : 'unit.proposed'))
  const change = useAction(updateUnit, { invalidates: ['people.listUnit', 'people.list'], onDone: told })
  const setStatus = (status: 'active' | 'closed') =>
    unit &&
    change.mutate(
      { params: { unitId: unit.unitId }, body: { status } },
      { onError: (error) => void message.error(sayProblemShortly(error)) },
    )
  const parent = unit ?? units.find((candidate) => candidate.kind === 'company') ?? units[0]
  const isCompany = unit?.kind === 'company'
  return (
    <>
      {may('organisation:create') && parent && parent.status === 'active' && (
        <Tooltip title={t('unit.add')}>
          <Button
            type="text"
            size="small"
            icon={<PlusOutlined />}
            aria-label={t('unit.add')}
            onClick={() => setOpened('add')}
          />
        </Tooltip>
      )}
      {may('organisation:update') && unit && !isCompany && (
        <>
          <Tooltip title={t('unit.edit')}>
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={t('unit.edit')}
              onClick={() => setOpened('edit')}
            />
          </Tooltip>
          {unit.status === 'active' ? (
            <Tooltip title={t('unit.close')}>
              <Button
                type="text"
                size="small"
                icon={<StopOutlined />}
                aria-label={t('unit.close')}
                onClick={() =>
                  modal.confirm({
                    title: t('unit.close.confirm', { name: unit.name }),
                    content: t('unit.close.text'),
                    okText: t('unit.close'),
                    onOk: () => setStatus('closed'),
                  })
                }
              />
            </Tooltip>
          ) : (
            <Tooltip title={t('unit.reopen')}>
              <Button
                type="text"
                size="small"
                icon={<UndoOutlined />}
                aria-label={t('unit.reopen')}
                onClick={() => setStatus('active')}
              />
            </Tooltip>
          )}
        </>
      )}
      {opened && (
        <UnitDialog
          unit={opened === 'edit' ? unit : undefined}
          parentId={opened === 'edit' ? (unit?.parentId ?? undefined) : parent?.unitId}
          units={units}
          onClose={() => setOpened(undefined)}
          onDone={told}
        />
      )}
    </>
  )
}

function UnitDialog({
  unit,
  parentId,
  units,
  onClose,
  onDone,
}: {
  readonly unit: Unit | undefined
  readonly parentId: string | undefined
  readonly units: readonly Unit[]
  readonly onClose: () => void
  readonly onDone: (answer: { readonly outcome: 'applied' | 'proposed' }) => void
}) {
  const [form] = Form.useForm<UnitForm>()
  const options = {
    invalidates: ['people.listUnit', 'people.list'],
    onDone: (answer: { readonly outcome: 'applied' | 'proposed' }) => {
      onDone(answer)
      onClose()
    },
  }
  const add = useAction(createUnit, options)
  const edit = useAction(updateUnit, options)
  const submit = (values: UnitForm) => {
    if (!unit) return add.mutate({ body: values })
    const { parentId: newParent, code, name, nameEn } = values
    edit.mutate({ params: { unitId: unit.unitId }, body: { parentId: newParent, code, name, nameEn } })
  }
  return (
    <Modal
      open
      title={t(unit ? 'unit.edit' : 'unit.add')}
      onCancel={onClose}
      onOk={form.submit}
      okText={common('action.save')}
      confirmLoading={add.isPending || edit.isPending}
    >
      <ProblemAlert error={add.error ?? edit.error} />
      <Form
        form={form}
        layout="vertical"
        initialValues={
          unit
            ? { parentId, kind: unit.kind, code: unit.code, name: unit.name, nameEn: unit.nameEn }
            : { parentId, kind: 'department', nameEn: '' }
        }
        onFinish={submit}
      >
        <Form.Item name="parentId" label={t('unit.parent')} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units
              .filter((candidate) => candidate.status === 'active' && candidate.unitId !== unit?.unitId)
              .map((candidate) => ({ value: candidate.unitId, label: candidate.name }))}
          />
        </Form.Item>
        {!unit && (
          <Form.Item name="kind" label={t('unit.kind')}>
            <Radio.Group
              options={(['centre', 'department', 'team'] as const).map((kind) => ({
                value: kind,
                label: t(`unit.kind.${kind}`),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="name" label={t('unit.name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
        <Form.Item name="nameEn" label={t('unit.nameEn')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="code" label={t('unit.code')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={32} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

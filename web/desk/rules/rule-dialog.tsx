import { App, Button, Checkbox, Form, Input, Modal } from 'antd'
import { setRule } from '../../../platform/rules/contract.ts'
import { DateField } from '../../shared/date/date-field.tsx'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatDate } from '../../shared/text/format.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t } from '../../shared/text/rules.ts'
import { useAction } from '../../shared/use-call.ts'
import type { RuleView } from './rule-view.ts'
import { type Json, type JsonSchema, ValueEditor } from './value-editor.tsx'

interface RuleForm {
  readonly value: Json
  readonly validFrom: string
  readonly reason: string
  readonly correction: boolean
}

/** A new value from a date on. Everything before stays as it was. */
export function RuleDialog({
  rule,
  today,
  onClose,
}: {
  readonly rule: RuleView
  readonly today: string
  readonly onClose: () => void
}) {
  const { message } = App.useApp()
  const language = currentLanguage()
  const [form] = Form.useForm<RuleForm>()
  const save = useAction(setRule, {
    invalidates: ['rules.'],
    onDone: (_, { body }) => {
      void message.success(t('change.saved', { date: formatDate(body.validFrom) }))
      onClose()
    },
  })
  const validFrom = Form.useWatch('validFrom', form)
  const isPast = validFrom !== undefined && validFrom < today
  return (
    <Modal
      open
      width={680}
      title={t('change.title', { title: rule.title[language] })}
      onCancel={onClose}
      onOk={form.submit}
      okText={common('action.save')}
      confirmLoading={save.isPending}
    >
      <ProblemAlert error={save.error} />
      <p className="rule-clause">{rule.clause[language]}</p>
      {rule.closedThrough && (
        <p className="quiet">{t('change.closed', { date: formatDate(rule.closedThrough) })}</p>
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ value: rule.value, validFrom: today, reason: '', correction: false }}
        onFinish={({ value, validFrom: from, reason, correction }) =>
          save.mutate({
            params: { ruleId: rule.ruleId },
            body: { value: value as never, validFrom: from, reason, correction: isPast && correction },
          })
        }
      >
        <Form.Item
          name="value"
          label={rule.unit ? `${t('change.value')}（${t.loose(`unit.${rule.unit}`)}）` : t('change.value')}
          rules={[{ required: true }]}
        >
          <ValueEditor schema={rule.schema as JsonSchema} />
        </Form.Item>
        {!rule.isDefault && (
          <Button
            type="link"
            className="rule-default"
            onClick={() => form.setFieldValue('value', rule.default)}
          >
            {t('change.default')}
          </Button>
        )}
        <Form.Item name="validFrom" label={t('change.from')} rules={[{ required: true }]}>
          <DateField />
        </Form.Item>
        {isPast && (
          <Form.Item name="correction" valuePropName="checked" extra={t('change.correction.help')}>
            <Checkbox>{t('change.correction')}</Checkbox>
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('change.reason')}
          rules={[{ required: true, whitespace: true, message: t('change.reason.needed') }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

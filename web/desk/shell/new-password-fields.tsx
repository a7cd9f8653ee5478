import { Form, Input } from 'antd'
import { t } from '../../shared/text/shell.ts'

/** A new password, twice. What makes a good one is the server's to judge; here only what can be seen at once. */
export function NewPasswordFields() {
  return (
    <>
      <Form.Item
        name="password"
        label={t('password.new')}
        extra={t('password.advice')}
        rules={[{ required: true, min: 8, message: t('password.short') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('password.again')}
        dependencies={['password']}
        rules={[
          { required: true, message: t('password.again.needed') },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || getFieldValue('password') === value
                ? Promise.resolve()
                : Promise.reject(new Error(t('password.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}

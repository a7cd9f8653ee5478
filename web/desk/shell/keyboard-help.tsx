import { Modal } from 'antd'
import { t } from '../../shared/text/shell.ts'
import { modKey } from './keys.ts'

export function KeyboardHelp({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} title={t('help.title')} width={640}>
      <div className="key-help">
        <KeyList
          title={t('help.anywhere')}
          keys={[
            [[modKey, 'K'], t('help.search')],
            [[modKey, 'B'], t('help.menu')],
            [[modKey, 'S'], t('help.save')],
            [['Esc'], t('help.close')],
            [['?'], t('help.help')],
          ]}
        />
        <KeyList
          title={t('help.table')}
          keys={[
            [['↑', '↓'], t('help.move')],
            [['Home', 'End'], t('help.ends')],
            [['Enter'], t('help.open')],
            [['Space'], t('help.select')],
            [['PgUp', 'PgDn'], t('help.page')],
            [['/'], t('help.filter')],
          ]}
        />
      </div>
    </Modal>
  )
}

function KeyList({
  title,
  keys,
}: {
  readonly title: string
  readonly keys: readonly (readonly [readonly string[], string])[]
}) {
  return (
    <section>
      <h3 className="key-help-title">{title}</h3>
      <dl className="key-help-list">
        {keys.map(([names, text]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

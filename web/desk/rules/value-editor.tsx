import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { sharedText } from '../../shared/text/catalogue.ts'
import { t } from '../../shared/text/rules.ts'
import {
  addProperty,
  addTo,
  isNested,
  type Json,
  type JsonSchema,
  kindOf,
  partsOf,
  withPart,
} from './value-shape.ts'

export type { Json, JsonSchema }

interface ValueEditorProps {
  readonly schema: JsonSchema
  /** Both are given by the form item around it. */
  readonly value?: Json
  readonly onChange?: (value: Json) => void
  readonly label?: string
  readonly id?: string
  readonly isOptional?: boolean
}

/** An editor for whatever a rule's schema describes: a number, a choice, a list, a table. */
export function ValueEditor({
  schema,
  value,
  onChange = () => {},
  label,
  id,
  isOptional = false,
}: ValueEditorProps) {
  const kind = kindOf(schema)
  switch (kind) {
    case 'number':
      return (
        <InputNumber
          id={id}
          aria-label={label}
          className="rule-number"
          value={typeof value === 'number' ? value : null}
          min={schema.minimum}
          max={schema.maximum}
          precision={schema.type === 'integer' ? 0 : undefined}
          onChange={(next) => onChange(next)}
        />
      )
    case 'boolean':
      // Where a condition may be left out, "no" and "either" are different things.
      return isOptional ? (
        <Select
          id={id}
          aria-label={label}
          className="rule-choice"
          allowClear
          value={value === undefined ? undefined : String(value)}
          onChange={(next) => onChange(next === undefined ? null : next === 'true')}
          options={[
            { value: 'true', label: t('value.true') },
            { value: 'false', label: t('value.false') },
          ]}
        />
      ) : (
        <Switch id={id} aria-label={label} checked={value === true} onChange={onChange} />
      )
    case 'choice':
      return (
        <Select
          id={id}
          aria-label={label}
          className="rule-choice"
          value={value as string}
          onChange={onChange}
          options={schema.enum?.map((option) => ({
            value: option as string,
            label: sayName(String(option)),
          }))}
        />
      )
    case 'choices':
      return (
        <Select
          id={id}
          aria-label={label}
          className="rule-choices"
          mode="multiple"
          value={(Array.isArray(value) ? value : []) as string[]}
          onChange={(next) => onChange(next)}
          showSearch={{ optionFilterProp: 'label' }}
          options={schema.items?.enum?.map((option) => ({
            value: option as string,
            label: sayName(String(option)),
          }))}
        />
      )
    case 'text':
      return (
        <Input
          id={id}
          aria-label={label}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'object': {
      const object = (value ?? {}) as Readonly<Record<string, Json>>
      return (
        <div className="rule-object">
          {partsOf(schema).map(([name, inner]) => (
            <div key={name} className={isNested(inner) ? 'rule-part' : 'rule-property'}>
              <span>{sayName(name)}</span>
              <ValueEditor
                schema={inner}
                label={sayName(name)}
                isOptional={!schema.required?.includes(name)}
                value={object[name]}
                onChange={(next) => onChange(withPart(object, name, next, schema))}
              />
            </div>
          ))}
        </div>
      )
    }
    case 'list': {
      const list = (Array.isArray(value) ? value : []) as readonly Json[]
      return (
        <div className="rule-list">
          {list.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a list are their place.
            <div key={index} className={isNested(schema.items ?? {}) ? 'rule-box' : 'rule-item'}>
              <ValueEditor
                schema={schema.items ?? {}}
                label={`${label ?? ''} ${index + 1}`}
                value={item}
                onChange={(next) => onChange(list.with(index, next))}
              />
              <span className="rule-item-tools">
                <Button
                  type="text"
                  size="small"
                  icon={<ArrowUpOutlined />}
                  aria-label={t('value.up')}
                  disabled={index === 0}
                  onClick={() => onChange(list.toSpliced(index, 1).toSpliced(index - 1, 0, item))}
                />
                <Remove onClick={() => onChange(list.toSpliced(index, 1))} />
              </span>
            </div>
          ))}
          <Add onClick={() => onChange(addTo(list, schema))} />
        </div>
      )
    }
    case 'record': {
      const record = (value ?? {}) as Readonly<Record<string, Json>>
      return (
        <div className="rule-list">
          {Object.entries(record).map(([name, item]) => (
            <div key={name} className="rule-item">
              <Input
                aria-label={t('value.key')}
                className="rule-key"
                defaultValue={name}
                onBlur={(event) => {
                  const next = event.target.value.trim()
                  if (!next || next === name) return
                  onChange(
                    Object.fromEntries(
                      Object.entries(record).map(([key, old]) => [key === name ? next : key, old]),
                    ),
                  )
                }}
              />
              <ValueEditor
                schema={typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}}
                label={name}
                value={item}
                onChange={(next) => onChange({ ...record, [name]: next })}
              />
              <Remove
                onClick={() => {
                  const { [name]: _gone, ...rest } = record
                  onChange(rest)
                }}
              />
            </div>
          ))}
          <Add onClick={() => onChange(addProperty(record, schema))} />
        </div>
      )
    }
    default:
      return <JsonText value={value} onChange={onChange} label={label ?? t('value.json')} id={id} />
  }
}

/** Parts and choices by name: the rule book's own words, else those of input fields, else what stands in the value. */
function sayName(name: string): string {
  if (t.has(`property.${name}`)) return t.loose(`property.${name}`)
  if (t.has(`option.${name}`)) return t.loose(`option.${name}`)
  return sharedText(`field.${name}`) ?? name
}

/** For shapes without an editor of their own. Only whole JSON leaves it. */
function JsonText({
  value,
  onChange,
  label,
  id,
}: {
  readonly value: Json | undefined
  readonly onChange: (value: Json) => void
  readonly label: string
  readonly id: string | undefined
}) {
  const [text, setText] = useState(() => JSON.stringify(value, undefined, 2))
  const [isWrong, setWrong] = useState(false)
  return (
    <>
      <Input.TextArea
        id={id}
        aria-label={label}
        status={isWrong ? 'error' : undefined}
        className="rule-json"
        autoSize={{ minRows: 4, maxRows: 16 }}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          try {
            onChange(JSON.parse(event.target.value) as Json)
            setWrong(false)
          } catch {
            setWrong(true)
          }
        }}
      />
      {isWrong && <div className="rule-wrong">{t('value.wrong')}</div>}
    </>
  )
}

function Add({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={onClick}>
      {t('value.add')}
    </Button>
  )
}

function Remove({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button
      type="text"
      size="small"
      icon={<DeleteOutlined />}
      aria-label={t('value.remove')}
      onClick={onClick}
    />
  )
}

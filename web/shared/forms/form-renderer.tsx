import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { Checkbox, Input, InputNumber, Radio } from 'antd'
import { type ReactNode, useId } from 'react'
import {
  type Answers,
  type AnswerValue,
  type FormDefinition,
  type Question,
  type Section,
  scoreAnswers,
  validateAnswers,
  visibleFields,
} from '../../../platform/forms/contract.ts'
import { DateField } from '../date/date-field.tsx'
import { formatNumber } from '../text/format.ts'
import { currentLanguage } from '../text/language.ts'
import { t } from '../text/parts.ts'
import './form-renderer.css'
import { sayFormViolation } from './say-form-violation.ts'

export interface FormRendererProps {
  readonly definition: FormDefinition
  readonly answers: Answers
  readonly onChange: (answers: Answers) => void
  /** Shows what is still wrong at each field; set it once somebody tried to hand the form in. */
  readonly showsFaults?: boolean
  readonly isReadOnly?: boolean
  readonly photos?: PhotoStore
}

/** Where pictures go and come from; the desk asks the server, the tablet its own store. */
export interface PhotoStore {
  readonly take: (file: File) => Promise<string>
  readonly address: (id: string) => string
}

/**
 * Any form of the forms mechanism, drawn from its definition: conditions, checks and points are computed by the same
 * functions the server uses.
 */
export function FormRenderer({
  definition,
  answers,
  onChange,
  showsFaults = false,
  isReadOnly = false,
  photos,
}: FormRendererProps) {
  const visible = visibleFields(definition, answers)
  const faults = showsFaults ? validateAnswers(definition, answers) : []
  const score = scoreAnswers(definition, answers)
  const set = (id: string, value: AnswerValue | undefined) => {
    const { [id]: _before, ...rest } = answers
    onChange(value === undefined ? rest : { ...rest, [id]: value })
  }
  const field = (question: Question) =>
    visible.has(question.id) && (
      <Field
        key={question.id}
        question={question}
        value={answers[question.id]}
        points={score?.fields[question.id]}
        faults={faults
          .filter((fault) => fault.subject === question.id)
          .map((fault) => sayFormViolation(fault))}
        isReadOnly={isReadOnly}
        photos={photos}
        onChange={(value) => set(question.id, value)}
      />
    )
  const acrossFields = faults.filter((fault) => fault.code === 'FORM-08')
  return (
    <div className="form">
      {definition.fields.map((part) =>
        part.type === 'section'
          ? part.fields.some((question) => visible.has(question.id)) && (
              <SectionFrame
                key={part.id}
                section={part}
                points={score?.sections.find((section) => section.id === part.id)}
              >
                {part.fields.map(field)}
              </SectionFrame>
            )
          : field(part),
      )}
      {acrossFields.length > 0 && (
        <ul className="form-faults" role="alert">
          {acrossFields.map((fault) => {
            const check = definition.checks.find((candidate) => candidate.id === fault.subject)
            return (
              <li key={fault.subject}>
                {check ? check.message[currentLanguage()] : sayFormViolation(fault)}
              </li>
            )
          })}
        </ul>
      )}
      {score && (
        <div className="form-total">
          {t('form.total', { score: formatNumber(score.points), most: formatNumber(score.possible) })}
        </div>
      )}
    </div>
  )
}

function SectionFrame({
  section,
  points,
  children,
}: {
  readonly section: Section
  readonly points: { readonly points: number; readonly possible: number } | undefined
  readonly children: ReactNode
}) {
  return (
    <fieldset className="form-section">
      <legend>
        {section.label[currentLanguage()]}
        {points && section.maxPoints !== undefined && (
          <span className="form-points">
            {t('form.total', { score: formatNumber(points.points), most: formatNumber(points.possible) })}
          </span>
        )}
      </legend>
      {children}
    </fieldset>
  )
}

interface FieldProps {
  readonly question: Question
  readonly value: AnswerValue | undefined
  readonly points: number | undefined
  readonly faults: readonly string[]
  readonly isReadOnly: boolean
  readonly photos: PhotoStore | undefined
  readonly onChange: (value: AnswerValue | undefined) => void
}

function Field(props: FieldProps) {
  const { question, points, faults } = props
  const id = useId()
  const language = currentLanguage()
  const isGroup = question.type === 'choice' || question.type === 'multi' || question.type === 'photo'
  const caption = (
    <>
      {question.label[language]}
      {question.required && (
        <span className="form-required" title={t('form.required')}>
          *<span className="visually-hidden">{t('form.required')}</span>
        </span>
      )}
      {points !== undefined && points !== 0 && (
        <span className="form-points">{t('form.score', { score: points })}</span>
      )}
    </>
  )
  return (
    <div className="form-field" data-faulty={faults.length > 0}>
      {isGroup ? (
        <div className="form-label" id={`${id}-label`}>
          {caption}
        </div>
      ) : (
        <label className="form-label" htmlFor={id}>
          {caption}
        </label>
      )}
      {question.help && <div className="form-help">{question.help[language]}</div>}
      <Control {...props} id={id} />
      {faults.map((fault) => (
        <div key={fault} className="form-fault" role="alert">
          {fault}
        </div>
      ))}
    </div>
  )
}

function Control({
  question,
  value,
  isReadOnly,
  photos,
  onChange,
  id,
}: FieldProps & { readonly id: string }) {
  const language = currentLanguage()
  const text = typeof value === 'string' ? value : ''
  const list = Array.isArray(value) ? value : []
  switch (question.type) {
    case 'text': {
      const common = {
        id,
        value: text,
        maxLength: question.maxLength,
        disabled: isReadOnly,
        onChange: (event: { target: { value: string } }) => onChange(event.target.value || undefined),
      }
      return question.multiline ? (
        <Input.TextArea {...common} autoSize={{ minRows: 3, maxRows: 10 }} />
      ) : (
        <Input {...common} />
      )
    }
    case 'scan':
      return (
        <Input
          id={id}
          value={text}
          maxLength={question.maxLength}
          disabled={isReadOnly}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )
    case 'number':
      return (
        <InputNumber
          id={id}
          className="form-number"
          value={typeof value === 'number' ? value : null}
          precision={question.decimals}
          suffix={question.unit?.[language]}
          disabled={isReadOnly}
          inputMode={question.decimals > 0 ? 'decimal' : 'numeric'}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'date':
      // Fingers get the device's own picker, a mouse and a keyboard ours.
      return matchMedia('(pointer: fine)').matches ? (
        <DateField
          id={id}
          value={text}
          min={question.earliest}
          max={question.latest}
          disabled={isReadOnly}
          allowClear
          onChange={(next) => onChange(next || undefined)}
        />
      ) : (
        <Input
          id={id}
          type="date"
          className="form-date"
          value={text}
          min={question.earliest}
          max={question.latest}
          disabled={isReadOnly}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      )
    case 'choice':
      return (
        <Radio.Group
          className="form-options"
          aria-labelledby={`${id}-label`}
          value={text || undefined}
          disabled={isReadOnly}
          onChange={(event) => onChange(event.target.value as string)}
          options={question.options.map((option) => ({ value: option.value, label: option.label[language] }))}
        />
      )
    case 'multi':
      return (
        <Checkbox.Group
          className="form-options"
          aria-labelledby={`${id}-label`}
          value={[...list]}
          disabled={isReadOnly}
          onChange={(next) => onChange(next.length > 0 ? (next as string[]) : undefined)}
          options={question.options.map((option) => ({ value: option.value, label: option.label[language] }))}
        />
      )
    case 'photo':
      return (
        <fieldset className="form-photos" aria-labelledby={`${id}-label`}>
          {list.map((photo) => (
            <span key={photo} className="form-photo">
              {photos && <img src={photos.address(photo)} alt={question.label[language]} />}
              {!isReadOnly && (
                <button
                  type="button"
                  className="form-photo-remove"
                  aria-label={t('form.photo.remove')}
                  onClick={() => onChange(list.filter((other) => other !== photo))}
                >
                  <CloseOutlined />
                </button>
              )}
            </span>
          ))}
          {!isReadOnly && photos && list.length < question.max && (
            <label className="form-photo-add">
              <CameraOutlined />
              {t('form.photo.add')}
              <input
                type="file"
                accept="image/*"
                capture="environment"
                className="visually-hidden"
                onChange={async (event) => {
                  const file = event.target.files?.[0]
                  event.target.value = ''
                  if (file) onChange([...list, await photos.take(file)])
                }}
              />
            </label>
          )}
        </fieldset>
      )
  }
}

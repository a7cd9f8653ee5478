export {
  type AnswerFilter,
  findAnswer,
  listAnswers,
  type NewAnswer,
  type StoredAnswer,
  saveAnswer,
  summariseAnswers,
} from './answers.ts'
export * from './contract/answers.ts'
export * from './contract/definition.ts'
export * from './contract/score.ts'
export * from './contract/table.ts'
export {
  defineForm,
  type FormVersion,
  formAt,
  formHistory,
  formOfVersion,
  formsAt,
  pinForms,
  publishForm,
  type ShippedForm,
  shippedForms,
} from './definitions.ts'

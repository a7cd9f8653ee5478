export {
  differencesBetween,
  differencesFromDefault,
  type RuleDifference,
  type RuleRevision,
  ruleHistory,
} from './history.ts'
export {
  type Bilingual,
  clauseOf,
  DEFAULT_VERSION,
  defineRule,
  describeValue,
  findRule,
  type Rule,
  ruleBook,
} from './rule.ts'
export {
  closeRules,
  pinRules,
  type RuleChange,
  type RuleValue,
  type RuleVersions,
  ruleAt,
  ruleOfVersion,
  rulesAt,
  setRule,
} from './values.ts'

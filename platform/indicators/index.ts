export {
  type AnsweredRow,
  type Comparison,
  drillInto,
  growth,
  type IndicatorAnswer,
  measure,
  previousPeriod,
  SMALLEST_CELL,
  yearBefore,
} from './evaluate.ts'
export {
  allIndicators,
  type DrillRows,
  defineIndicator,
  type Indicator,
  type IndicatorQuery,
  type IndicatorRow,
  indicatorAt,
  type Reader,
  versionsOf,
} from './indicator.ts'

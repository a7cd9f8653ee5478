/** 分析: the nouns and routes of dashboards and of the first pages. Indicators themselves: platform/indicators. */
export * from './contract/administration.ts'
export * from './contract/dashboard.ts'
export * from './contract/home.ts'

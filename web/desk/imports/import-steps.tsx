import { Steps } from 'antd'
import { t } from '../../shared/text/imports.ts'

/** Where one is on the way from a file to its result. */
export function ImportSteps({ step }: { readonly step: 'file' | 'columns' | 'check' | 'result' }) {
  const names = ['file', 'columns', 'check', 'result'] as const
  return (
    <Steps
      className="import-steps"
      size="small"
      current={step === 'result' ? names.length : names.indexOf(step)}
      items={names.map((name) => ({ title: t(`step.${name}`) }))}
    />
  )
}

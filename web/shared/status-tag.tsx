import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'

export type Tone = 'success' | 'warning' | 'error' | 'info' | 'plain'

const ICONS: Readonly<Record<Tone, ReactNode>> = {
  success: <CheckCircleOutlined />,
  warning: <ExclamationCircleOutlined />,
  error: <CloseCircleOutlined />,
  info: <ClockCircleOutlined />,
  plain: <MinusCircleOutlined />,
}
const COLOURS: Readonly<Record<Tone, string | undefined>> = {
  success: 'success',
  warning: 'warning',
  error: 'error',
  info: 'processing',
  plain: undefined,
}

/** A state in a word: its shape says the same as its colour. */
export function StatusTag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <Tag color={COLOURS[tone]} icon={ICONS[tone]} variant="filled">
      {children}
    </Tag>
  )
}

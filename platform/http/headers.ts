/**
 * Headers of every answer. Scripts come only from ourselves; Ant Design writes its styles while running and needs
 * inline ones; MapLibre starts its worker from our own file (`blob:` only for browsers that fetch it that way).
 */
export interface HeaderOptions {
  readonly https: boolean
  /** Origins of map tiles and fonts that the company configured. */
  readonly connectSources?: readonly string[]
}

export function securityHeaders(options: HeaderOptions): Record<string, string> {
  const sources = options.connectSources ?? []
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    join("img-src 'self' data: blob:", sources),
    "font-src 'self' data:",
    join("connect-src 'self'", sources),
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  return {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
    ...(options.https ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}

function join(directive: string, sources: readonly string[]): string {
  return [directive, ...sources].join(' ')
}

import { z } from 'zod'

/** How an account likes to see the program; kept per account, so that it is the same on every device. */
export const profile = z.object({
  language: z.enum(['zh', 'en']),
  /** `elder`: text of at least 18, targets of at least 60. */
  textSize: z.enum(['normal', 'large', 'elder']),
  /** `system` follows the device; `contrast` is for bright sun. */
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  density: z.enum(['comfortable', 'compact']),
})
export type Profile = z.infer<typeof profile>

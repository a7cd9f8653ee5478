/** What the bundler understands besides TypeScript. */
declare module '*.css'
declare module '*?worker&url' {
  const address: string
  export default address
}
interface ImportMeta {
  /** Vite's: modules by path, each to be loaded when called. */
  readonly glob: (patterns: readonly string[]) => Record<string, () => Promise<unknown>>
}

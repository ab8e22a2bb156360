/** What tools/page-bundle.ts puts into a page: the readers' files in base64, by name. */
declare module 'airlatch:embedded' {
  const files: Readonly<Record<string, string>>
  export default files
}

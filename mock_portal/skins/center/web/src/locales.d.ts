declare module "@alifd/next/es/locale/*" {
  const words: Record<string, Record<string, string>>;
  export default words;
}

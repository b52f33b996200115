// The bytes of a file as the core takes them.
export function base64Of(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => {
      const url = String(reader.result)
      done(url.slice(url.indexOf(',') + 1))
    }
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(blob)
  })
}

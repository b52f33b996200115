// The little Markdown of the help pages: headings, paragraphs, lists, **bold**, `keys`.

export type Span = { kind: 'text' | 'bold' | 'key'; text: string }
type Text = { kind: 'h2' | 'h3' | 'p'; spans: Span[] }
type List = { kind: 'ul' | 'ol'; items: Span[][] }
export type Block = Text | List

export function parseMarkdown(source: string): Block[] {
  return source
    .trim()
    .split(/\n\s*\n/)
    .map((chunk) => block(chunk.split('\n')))
}

function block(lines: string[]): Block {
  const first = lines[0] ?? ''
  if (first.startsWith('## ')) return { kind: 'h3', spans: spans(first.slice(3)) }
  if (first.startsWith('# ')) return { kind: 'h2', spans: spans(first.slice(2)) }
  if (/^(- |\d+\. )/.test(first))
    return { kind: first.startsWith('-') ? 'ul' : 'ol', items: items(lines) }
  return { kind: 'p', spans: spans(lines.join(' ')) }
}

function items(lines: string[]): Span[][] {
  const texts: string[] = []
  for (const line of lines) {
    if (/^(- |\d+\. )/.test(line)) texts.push(line.replace(/^(- |\d+\. )/, ''))
    else texts.push(`${texts.pop() ?? ''} ${line.trim()}`)
  }
  return texts.map(spans)
}

function spans(text: string): Span[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter(Boolean)
    .map((part): Span => {
      if (part.startsWith('**')) return { kind: 'bold', text: part.slice(2, -2) }
      if (part.startsWith('`')) return { kind: 'key', text: part.slice(1, -1) }
      return { kind: 'text', text: part }
    })
}

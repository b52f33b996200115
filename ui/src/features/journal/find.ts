// Finding a group by any of its words: «9б алг», «петрова».
import type { GroupChoice } from '../../bindings/GroupChoice'

export function findGroups(list: GroupChoice[], typed: string): GroupChoice[] {
  const words = typed
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[\s«»"]+/)
    .filter(Boolean)
  if (words.length === 0) return list
  return list.filter((choice) => {
    const text = `${choice.class_name} ${choice.subject} ${choice.teacher}`
      .toLowerCase()
      .replaceAll('ё', 'е')
    const starts = text.split(/\s+/)
    return words.every((word) => starts.some((start) => start.startsWith(word)))
  })
}

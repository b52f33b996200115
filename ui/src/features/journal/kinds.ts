// Finding a kind of work by its first letters, and the works a choice leaves.
import type { AssignmentView } from '../../bindings/AssignmentView'
import type { WorkKindCode } from '../../bindings/WorkKindCode'
import type { Text } from '../../text/ru'

/** The kinds whose code or a word of whose name begins with what was typed; all for nothing. */
export function findKinds(typed: string, t: Text): WorkKindCode[] {
  const all = Object.keys(t.kinds) as WorkKindCode[]
  const letters = typed.trim().toLowerCase()
  if (letters === '') return all
  const byCode = all.filter((kind) => t.kinds[kind].code.toLowerCase().startsWith(letters))
  const byName = all.filter(
    (kind) =>
      !byCode.includes(kind) &&
      t.kinds[kind].name.split(' ').some((word) => word.startsWith(letters)),
  )
  return [...byCode, ...byName]
}

/** The works after a kind was chosen for one of them; an ordinal that is not there is added. */
export function withKind(
  works: AssignmentView[],
  ordinal: number,
  kind: WorkKindCode,
): AssignmentView[] {
  if (works.some((work) => work.ordinal === ordinal)) {
    return works.map((work) => (work.ordinal === ordinal ? { ...work, kind } : work))
  }
  return [...works, { ordinal, kind, weight_tenths: 10, title: '' }]
}

/** The ordinal of a further work. */
export function nextOrdinal(works: AssignmentView[]): number {
  return works.reduce((next, work) => Math.max(next, work.ordinal + 1), 0)
}

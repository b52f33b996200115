// How far a class is behind its plan or ahead of it, in words.
import type { PassageLine } from '../../bindings/PassageLine'
import type { Text } from '../../text/ru'

export function driftOf(passage: PassageLine, t: Text['plans']): string {
  if (passage.drift < 0) return t.behind(-passage.drift)
  return passage.drift > 0 ? t.ahead(passage.drift) : t.onTime
}

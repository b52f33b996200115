// Places of lessons: equality and a key for maps.
import type { Place } from '../../bindings/Place'

export function placeKey(place: Place): string {
  return `${place.group}.${place.date}.${place.bell}.${place.ordinal}`
}

export function samePlace(a: Place | null, b: Place | null): boolean {
  return a !== null && b !== null && placeKey(a) === placeKey(b)
}

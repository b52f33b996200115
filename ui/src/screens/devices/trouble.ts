// What of a machine an administrator should look at.
import type { DeviceCard } from '../../bindings/DeviceCard'
import { daysBetween } from '../../shared/dates'
import type { Text } from '../../text/ru'

/** After so many days of silence a machine is looked for: a week with its week-end, and one more. */
export const QUIET_DAYS = 8

/** How many days an acting machine has been silent for; 0 while that is no trouble. */
export function quietDays(device: DeviceCard, now: string): number {
  if (device.state === 'revoked' || !device.last_seen) return 0
  const days = daysBetween(device.last_seen, now)
  return days >= QUIET_DAYS ? days : 0
}

/** What is wrong besides silence and the program's age, in words. */
export function troubles(device: DeviceCard, t: Text): string[] {
  const found: string[] = []
  if (device.state === 'forked') found.push(t.devices.states.forked)
  if (device.unseen > 0) found.push(t.devices.unseen(device.unseen))
  const unsigned = [device, ...device.seats].some((one) => one.cosign?.state === 'waiting')
  if (unsigned) found.push(t.devices.cosign.short)
  if (device.waiting > 0) found.push(t.devices.waiting(device.waiting))
  return found
}

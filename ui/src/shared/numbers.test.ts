import { expect, test } from 'vitest'
import { bytes } from './numbers'

test('the length of a file is said in the units people know', () => {
  const cases: [number, string][] = [
    [1, '1 КБ'],
    [1536, '2 КБ'],
    [999 * 1024, '999 КБ'],
    [1024 * 1024, '1,0 МБ'],
    [10 * 1024 * 1024, '10,0 МБ'],
  ]
  for (const [len, said] of cases) expect(bytes(len, 'ru')).toBe(said)
  expect(bytes(1_300_000, 'en')).toBe('1.2 MB')
})

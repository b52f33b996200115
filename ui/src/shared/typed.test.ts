import { describe, expect, test } from 'vitest'
import { read, show } from './typed'

const NEAR = '2026-10-23'

describe('days are typed as people here write them', () => {
  test('a day has its day first and its year in full', () => {
    expect(show('day', '2026-10-27')).toBe('27.10.2026')
    expect(show('day', '')).toBe('')
    expect(show('moment', '2026-10-27T09:05')).toBe('27.10.2026 9:05')
    expect(read('day', '27.10.2026', NEAR)).toBe('2026-10-27')
    expect(read('day', ' 3.2.27 ', NEAR)).toBe('2027-02-03')
  })

  test('a day without its year is the nearest one', () => {
    expect(read('day', '27.10', NEAR)).toBe('2026-10-27')
    expect(read('day', '12.01.', NEAR)).toBe('2027-01-12')
    expect(read('day', '28.12', '2027-01-11')).toBe('2026-12-28')
  })

  test('what is no day is none', () => {
    for (const text of [
      '',
      '27',
      '31.02.2026',
      '10.27.2026',
      '2026-10-27',
      '00.10',
      'завтра',
      '27.10.2026 14:30',
    ])
      expect(read('day', text, NEAR), text).toBeNull()
  })

  test('a moment has its hour', () => {
    expect(read('moment', '27.10.2026 14:30', NEAR)).toBe('2026-10-27T14:30')
    expect(read('moment', '27.10, 9:05', NEAR)).toBe('2026-10-27T09:05')
    for (const text of ['27.10.2026', '27.10.2026 24:00', '27.10.2026 9:60'])
      expect(read('moment', text, NEAR), text).toBeNull()
  })
})

import { describe, expect, test } from 'vitest'
import { parseMarkdown } from '../features/help/markdown'
import { en } from '../text/en'
import { ru } from '../text/ru'
import { addDays, daysBetween, fromMillis, millis, timeOf, weekday } from './dates'
import { className, counted, hundredths } from './numbers'
import { deadline, longDay, moment } from './say'

describe('dates are local and know no zones', () => {
  test('a time survives the way there and back', () => {
    expect(fromMillis(millis('2026-10-23T09:50:00'))).toBe('2026-10-23T09:50:00')
    expect(daysBetween('2026-10-23T23:00:00', '2026-10-26')).toBe(3)
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(weekday('2026-10-23')).toBe(5)
  })

  test('days and hours are said as people say them', () => {
    expect(longDay('2026-12-16', ru)).toBe('среда, 16 декабря 2026')
    expect(longDay('2026-12-16', en)).toBe('Wednesday, 16 December 2026')
    expect(timeOf('2026-12-16T08:30:00')).toBe('8:30')
    expect(moment('2026-12-16T14:52:00', '2026-12-16T15:00:00')).toBe('14:52')
    expect(moment('2026-12-11T14:23:00', '2026-12-16T15:00:00')).toBe('11.12, 14:23')
    expect(deadline('2026-12-16T15:10:00', '2026-12-16T14:00:00')).toBe('15:10')
    expect(deadline('2026-12-17T23:59:00', '2026-12-16T14:00:00')).toBe('17.12')
  })
})

describe('numbers', () => {
  test('Russian counts take the right form', () => {
    expect([1, 2, 5, 11, 21, 112].map((n) => counted(n, 'урок', 'урока', 'уроков'))).toEqual([
      '1 урок',
      '2 урока',
      '5 уроков',
      '11 уроков',
      '21 урок',
      '112 уроков',
    ])
  })

  test('averages have two places and the comma of the language', () => {
    expect(hundredths(315, 'ru')).toBe('3,15')
    expect(hundredths(400, 'en')).toBe('4.00')
  })

  test('a class is quoted', () => {
    expect(className('9Б')).toBe('9 «Б»')
    expect(className('группа 1')).toBe('группа 1')
  })
})

describe('texts', () => {
  test('every screen has help in both languages', () => {
    const pages: Record<string, string> = import.meta.glob('../screens/*/help*.md', {
      query: '?raw',
      import: 'default',
      eager: true,
    })
    const screens = Object.keys(import.meta.glob('../screens/*/*.svelte')).map(
      (path) => path.split('/')[2],
    )
    expect(new Set(screens).size).toBeGreaterThanOrEqual(8)
    for (const screen of new Set(screens)) {
      for (const file of ['help.md', 'help.en.md']) {
        expect(
          parseMarkdown(pages[`../screens/${screen}/${file}`] ?? '')[0]?.kind,
          `${screen}/${file}`,
        ).toBe('h2')
      }
    }
  })

  test('help knows headings, lists, bold and keys', () => {
    expect(parseMarkdown('# А\n\n- **б** `F1`\n  в\n- г')).toEqual([
      { kind: 'h2', spans: [{ kind: 'text', text: 'А' }] },
      {
        kind: 'ul',
        items: [
          [
            { kind: 'bold', text: 'б' },
            { kind: 'text', text: ' ' },
            { kind: 'key', text: 'F1' },
            { kind: 'text', text: ' в' },
          ],
          [{ kind: 'text', text: 'г' }],
        ],
      },
    ])
  })

  test('a refused person is told whom to ask, with one full stop', () => {
    expect(ru.whoHelps('Орлова Т. Н.')).toBe('Поможет: Орлова Т. Н.')
    expect(ru.whoHelps('администратор')).toBe('Поможет: администратор.')
  })
})

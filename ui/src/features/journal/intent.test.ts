import { describe, expect, test } from 'vitest'
import type { KeyPress } from '../../shared/keys'
import { intentOf, termIntent } from './intent'

function press(key: string, code = '', mods: Partial<KeyPress> = {}): KeyPress {
  return { key, code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...mods }
}

describe('a key in a cell', () => {
  test('2 to 5 put a mark', () => {
    for (const value of ['2', '3', '4', '5'])
      expect(intentOf(press(value))).toEqual({ do: 'mark', value })
    expect(intentOf(press('6'))).toBeNull()
    expect(intentOf(press('0'))).toBeNull()
  })

  test('н marks an absence in either layout, Shift makes it unexcused', () => {
    for (const [key, code] of [
      ['н', 'KeyY'],
      ['y', 'KeyY'],
      ['n', 'KeyN'],
    ] as const) {
      expect(intentOf(press(key, code))).toEqual({ do: 'absent', reason: 'unresolved' })
    }
    expect(intentOf(press('Н', 'KeyY', { shiftKey: true }))).toEqual({
      do: 'absent',
      reason: 'unexcused',
    })
    expect(intentOf(press('Н', 'KeyY'))).toEqual({ do: 'absent', reason: 'unresolved' }) // Caps Lock
  })

  test('Б, П and О work by letter and by place', () => {
    for (const [key, code] of [
      ['б', 'Comma'],
      ['Б', 'Comma'],
      [',', 'Comma'],
      ['b', 'KeyB'],
    ] as const) {
      expect(intentOf(press(key, code))).toEqual({ do: 'absent', reason: 'illness' })
    }
    for (const key of ['п', 'g', 'p'])
      expect(intentOf(press(key))).toEqual({ do: 'absent', reason: 'excused' })
    for (const key of ['о', 'j', 'o']) expect(intentOf(press(key))).toEqual({ do: 'late' })
  })

  test('the slash key begins the second work in either layout', () => {
    expect(intentOf(press('/', 'Slash'))).toEqual({ do: 'second' })
    expect(intentOf(press('.', 'Slash'))).toEqual({ do: 'second' })
    expect(intentOf(press('/', 'NumpadDivide'))).toEqual({ do: 'second' })
    expect(intentOf(press('/', 'Backslash', { shiftKey: true }))).toEqual({ do: 'second' })
  })

  test('the question mark shows the keys in either layout', () => {
    expect(intentOf(press('?', 'Slash', { shiftKey: true }))).toEqual({ do: 'keys' })
    expect(intentOf(press(',', 'Slash', { shiftKey: true }))).toEqual({ do: 'keys' })
    expect(intentOf(press('?', 'Digit7', { shiftKey: true }))).toEqual({ do: 'keys' })
  })

  test('Ctrl+Z and Ctrl+Y are found by place, in any layout', () => {
    expect(intentOf(press('я', 'KeyZ', { ctrlKey: true }))).toEqual({ do: 'undo' })
    expect(intentOf(press('н', 'KeyY', { ctrlKey: true }))).toEqual({ do: 'redo' })
    expect(intentOf(press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }))).toEqual({ do: 'redo' })
    expect(intentOf(press('к', 'KeyR', { ctrlKey: true }))).toEqual({ do: 'ask' })
    expect(intentOf(press('е', 'KeyT', { ctrlKey: true }))).toBeNull()
  })

  test('a term mark reads н as not attested, and knows no absences or works', () => {
    expect(termIntent({ do: 'absent', reason: 'unresolved' })).toEqual({ do: 'mark', value: 'н/а' })
    expect(termIntent({ do: 'absent', reason: 'illness' })).toBeNull()
    expect(termIntent({ do: 'kinds' })).toBeNull()
    expect(termIntent({ do: 'mark', value: '4' })).toEqual({ do: 'mark', value: '4' })
  })
})

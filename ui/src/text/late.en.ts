// Words of what missed its norm and of the seals of witnesses. In English.
import type * as ru from './late.ru'

export const late: typeof ru.late = {
  title: 'Entered after the norm',
  span: 'in the last two weeks',
  none: 'Everything was entered in time, as far as anybody can tell.',
  more: (n) => `The newest ${n} records are shown.`,
  value: 'Record',
  state: 'State',
  norm: (at) => `its norm ended ${at}`,
  noSeal: 'by the workstation’s clock, there is no seal of that time',
  seals: 'Seals of time',
  sealsText: 'they tell when a record was really entered',
  witness: 'Witness',
  times: 'When',
  count: (n, first, last) => (n > 1 ? `${n} seals from ${first} to ${last}` : `a seal at ${first}`),
  contradicts: (n) =>
    `${n} ${n === 1 ? 'seal contradicts' : 'seals contradict'} others: a witness’s clock is wrong`,
  isVoid: (n) => `${n} ${n === 1 ? 'seal proves' : 'seals prove'} nothing`,
  void: 'Do not trust',
  restore: 'Trust again',
  voidTitle: (name, day) => `Do not trust the seals of ${name}, ${day}`,
  voidText:
    'The witness’s clock was wrong. The seals of this day will prove no time on any machine; the reason and your name stay. No mark changes.',
}

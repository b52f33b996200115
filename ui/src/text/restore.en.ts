// Words of restoring a school from one copy of its folder. In English.
import type * as ru from './restore.ru'

const packets = (n: number): string => `${n} ${n === 1 ? 'packet' : 'packets'}`

export const restore: typeof ru.restore = {
  title: 'Restore a school',
  text: 'No machine with the journal is left; there is a copy of the folder and the sheet with 24 words from the safe.',
  folder:
    'Name the folder where the journal will be from now on: copy it from the medium to the server first. It holds school.jsg.',
  words: 'The 24 words of the sheet from the safe',
  wordsHint: 'with spaces, as on the sheet; capitals do not matter',
  admin: 'New administrator',
  adminText: 'If the journal has this person, write the name just as there.',
  make: 'Restore',
  reading: (done, total) =>
    total > 0 ? `Reading the journal: ${done} of ${Math.max(done, total)}` : 'Reading the journal',
  readingText:
    'No need to wait here. If the program is closed you begin anew: the folder is not changed.',
  wrongRoot: {
    what: 'These words are not of this school.',
    todo: 'Compare all 24 with the sheet and look at the folder: another school has other words. Nothing was changed.',
  },
  offline: {
    what: 'The folder cannot be read.',
    todo: 'See that the medium is in or the server is on, and try again. Nothing was changed.',
  },
  nothing: {
    what: 'This folder has no records of the school.',
    todo: 'The file school.jsg is there and no journal beside it: the copy is not whole. Look for another. Nothing was changed.',
  },
  doneTitle: 'The journal of the school is restored',
  done: (n) => `Read: ${packets(n)}. All that was in this folder is in the journal again.`,
  missing: (n) =>
    `Not on this copy: ${packets(n)}. If another copy turns up, put its files into the same folder: the program takes what is missing by itself.`,
  unread: (n) =>
    `Not opened: ${packets(n)}. Update the program: a newer one made them. The files are whole.`,
  files: (n) => `Attached to homework: ${n === 1 ? '1 file' : `${n} files`}, all here.`,
  filesMissing: (n) =>
    `Not on the copy: ${n === 1 ? '1 file' : `${n} files`} of homework. They come by themselves with another copy or from the machine they were attached on.`,
  next: [
    'The machines of before are still let in: once in the network they add what the copy did not have. Revoke those that are lost or stolen on the “Workstations” screen.',
    'The passwords of before live on the machines of before. For new ones print invitations on the “People” screen.',
    'Put the sheet with the 24 words back into the safe: the program did not keep it.',
  ],
}
